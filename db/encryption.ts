import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/**
 * Encryption of single values in columns: AES-256-GCM, each value under a nonce of its own and bound to its place, so
 * that one that was moved to another row or column does not open there (ASVS V11.3.2 to V11.3.4).
 */
export interface EncryptionKeys {
  /** Encrypts whatever is written. */
  first: EncryptionKey;
  /** Decrypts whatever is read. By ID. */
  all: ReadonlyMap<string, EncryptionKey>;
}

interface EncryptionKey {
  id: string;
  encrypting: KeyObject;
  digesting: KeyObject;
}

/** Where a value stands; `row` is the primary key of its row. */
export interface Place {
  table: string;
  column: string;
  row: string;
}

/** A value that these keys do not open: they lack its key, or it was changed or moved. */
export class EncryptionError extends Error {}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9._-]{1,32}$/;

/**
 * Reads `ID:KEY,ID:KEY,…`, each key 32 bytes in Base64. Throws an Error with a message about what is wrong, which never
 * holds any part of a key.
 */
export function parseEncryptionKeys(text: string): EncryptionKeys {
  const all = new Map<string, EncryptionKey>();
  for (const entry of text.split(',')) {
    const [id = '', encoded = ''] = entry.trim().split(/:(.*)/s);
    if (!KEY_ID.test(id))
      throw new Error('must be ID:KEY, or several with commas; an ID has 1 to 32 of A-Z a-z 0-9 . _ -');
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length !== KEY_BYTES || !/^[A-Za-z0-9+/_=-]+$/.test(encoded))
      throw new Error(
        `the key ${id} must be ${KEY_BYTES} bytes in Base64 (openssl rand -base64 ${KEY_BYTES})`,
      );
    if (all.has(id)) throw new Error(`there are two keys with the ID ${id}`);
    all.set(id, { id, encrypting: derived(bytes, 'encryption'), digesting: derived(bytes, 'digest') });
  }
  const [first] = all.values();
  if (!first) throw new Error('must hold a key');
  return { first, all };
}

/** Of one given key, a key for each purpose. */
const derived = (key: Buffer, purpose: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `madoguchi ${purpose}`, KEY_BYTES)));

/** `ID:` and, in Base64, nonce, encrypted text and tag. The same text gives another form each time. */
export function seal({ first }: EncryptionKeys, place: Place, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', first.encrypting, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound(first.id, place));
  const encrypted = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${first.id}:${encrypted.toString('base64url')}`;
}

/** The text of a sealed value. Throws an EncryptionError. */
export function open({ all }: EncryptionKeys, place: Place, sealed: string): string {
  const id = keyIdOf(sealed);
  const key = all.get(id);
  if (!key) throw new EncryptionError(`the encryption key ${id} is not there`);
  const bytes = Buffer.from(sealed.slice(id.length + 1), 'base64url');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(-TAG_BYTES);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.encrypting, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(bound(id, place)).setAuthTag(tag);
    return (
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    );
  } catch {
    throw new EncryptionError(
      `a value in ${place.table}.${place.column} is not what the key ${id} encrypted there`,
    );
  }
}

/** Which key sealed it. Throws an EncryptionError for what was never sealed. */
function keyIdOf(sealed: string): string {
  const [id = ''] = sealed.split(':', 1);
  if (!KEY_ID.test(id) || id.length === sealed.length) throw new EncryptionError('a value is not encrypted');
  return id;
}

const bound = (id: string, { table, column, row }: Place): Buffer =>
  Buffer.from(JSON.stringify([id, table, column, row]));

/**
 * HMAC-SHA256 by which values are compared without being read, under each key, the first one's first. Whoever lacks the keys
 * cannot find a value by trying all of them, however few there are. `parts` are told apart whatever they contain.
 */
export const digests = (
  { all }: EncryptionKeys,
  purpose: string,
  ...parts: string[]
): [string, ...string[]] =>
  [...all.values()].map(({ digesting }) =>
    createHmac('sha256', digesting)
      .update(JSON.stringify([purpose, ...parts]))
      .digest('base64url'),
  ) as [string, ...string[]];
