import { parseEncryptionKeys } from '../../db/encryption.ts';

/** Of the tests' databases, which are gone with them. */
export const ENCRYPTION_KEYS = `test:${Buffer.alloc(32, 7).toString('base64')}`;

export const testKeys = parseEncryptionKeys(ENCRYPTION_KEYS);
