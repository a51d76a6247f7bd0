import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sealAccountNumber } from '../../../db/account-number.ts';
import { insertBankAccount, isRegisteredTwice, listBankAccounts } from '../../../db/bank-accounts.ts';
import { encryptedColumns, keyProblems } from '../../../db/encrypted-columns.ts';
import { digests, EncryptionError, open, parseEncryptionKeys, seal } from '../../../db/encryption.ts';
import { migrateDatabase } from '../../../db/migrate.ts';
import { rotateKeys } from '../../../db/rotate-keys.ts';
import { bankAccounts, drafts } from '../../../db/schema/index.ts';
import type { BankAccountDetails } from '../../../domain/bank-account.ts';
import { readConfig } from '../../../web/config.ts';
import { ENCRYPTION_KEYS, testKeys } from '../../support/encryption.ts';
import { startWeb } from '../../support/processes.ts';
import { tablesWith } from '../../support/raw-tables.ts';
import { startTestWeb, type TestWeb } from '../../support/web.ts';

const COMPANY = '201234567';
const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const place = { table: 'bank_accounts', column: 'sealed_number', row: 'one' };

describe('V11.3.2 V11.3.3 V11.3.4 a sealed value', () => {
  test('opens at its own place only, and only as it was written', () => {
    const others = fc.record({ table: fc.string(), column: fc.string(), row: fc.string() });
    fc.assert(
      fc.property(fc.string(), others, others, fc.nat(), (text, there, elsewhere, at) => {
        const sealed = seal(testKeys, there, text);
        expect(open(testKeys, there, sealed)).toBe(text.toWellFormed());
        if (JSON.stringify(there) !== JSON.stringify(elsewhere))
          expect(() => open(testKeys, elsewhere, sealed)).toThrow(EncryptionError);
        const bytes = Buffer.from(sealed.slice('test:'.length), 'base64url');
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ 1;
        expect(() => open(testKeys, there, `test:${bytes.toString('base64url')}`)).toThrow(EncryptionError);
      }),
    );
  });

  test('never looks the same twice', () => {
    const forms = Array.from({ length: 1_000 }, () => seal(testKeys, place, '1234567'));
    expect(
      new Set(forms.map((form) => Buffer.from(form.slice(5), 'base64url').toString('hex', 0, 12))).size,
    ).toBe(1_000);
  });

  test('does not open under another key, whatever ID that claims', () => {
    const sealed = seal(testKeys, place, '1234567');
    for (const other of [key('test', 8), key('other', 7)])
      expect(() => open(parseEncryptionKeys(other), place, sealed)).toThrow(EncryptionError);
    const both = parseEncryptionKeys(`${key('test', 7)},${key('other', 7)}`);
    expect(() => open(both, place, sealed.replace('test:', 'other:'))).toThrow(EncryptionError);
    for (const plain of ['1234567', '', ':', 'test'])
      expect(() => open(testKeys, place, plain)).toThrow(EncryptionError);
  });

  test('digests are equal for equal texts under one key, and tell their parts apart', () => {
    const [one] = digests(testKeys, 'purpose', 'ab', 'c');
    expect(digests(testKeys, 'purpose', 'ab', 'c')).toEqual([one]);
    for (const other of [
      digests(testKeys, 'purpose', 'a', 'bc'),
      digests(testKeys, 'other', 'ab', 'c'),
      digests(parseEncryptionKeys(key('test', 8)), 'purpose', 'ab', 'c'),
    ])
      expect(other).not.toContain(one);
  });
});

describe('ENCRYPTION_KEYS', () => {
  const environment = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };

  test.each([
    ['nothing', '', 'is not set'],
    ['a key without an ID', Buffer.alloc(32, 7).toString('base64'), 'must be ID:KEY'],
    ['a short key', `a:${Buffer.alloc(31, 7).toString('base64')}`, 'the key a must be 32 bytes'],
    ['no key', 'a:', 'the key a must be 32 bytes'],
    ['an ID twice', `${key('a', 7)},${key('a', 8)}`, 'two keys with the ID a'],
    ['the key of docker-compose.yml', key('only-for-trying-out', 7), 'known to everybody'],
  ])('%s ends the process with a message that names it and shows no key', (_, keys, message) => {
    const read = () =>
      readConfig({ ...environment, ENCRYPTION_KEYS: keys, PUBLIC_URL: 'https://portal.test' });
    expect(read).toThrow(new RegExp(`ENCRYPTION_KEYS: .*${message}`));
    expect(read).not.toThrow(/Bwc|CAg/);
  });

  test('the first of several encrypts, all decrypt', () => {
    const { ENCRYPTION_KEYS: keys } = readConfig({
      ...environment,
      ENCRYPTION_KEYS: `${key('b', 8)}, ${ENCRYPTION_KEYS}`,
    });
    expect(seal(keys, place, 'x')).toMatch(/^b:/);
    expect(open(keys, place, seal(testKeys, place, 'x'))).toBe('x');
  });
});

describe('in the database', () => {
  let web: TestWeb;
  let seeded: (typeof bankAccounts.$inferSelect)[];
  const db = () => web.services.db;
  const details = (number: string): BankAccountDetails => ({
    purpose: 'premiumRefund',
    bankCode: '0001',
    branchCode: '004',
    type: 'ordinary',
    number,
    holder: 'ｶ',
  });
  const newKeys = parseEncryptionKeys(`${key('new', 9)},${ENCRYPTION_KEYS}`);
  const numbers = async (keys = testKeys) =>
    (await listBankAccounts(db(), keys, COMPANY)).map(({ number }) => number).sort();
  beforeAll(async () => {
    web = await startTestWeb();
    seeded = await db().select().from(bankAccounts);
  });
  beforeEach(async () => {
    await db().delete(bankAccounts);
    await db().insert(bankAccounts).values(seeded);
  });
  afterEach(() => db().delete(drafts));
  afterAll(() => web?.close());

  test('a number that was typed, registered and changed stands nowhere in plain', async () => {
    const administrator = await web.user(`${COMPANY}000`);
    const planted = ['7391824', '7391825', '7391826'];
    const [first = '', second = '', third = ''] = planted;
    const holder = 'カ)アオナギボウエキ';
    await administrator.post('/bank-accounts/new', { ...details(first), holder });
    expect((await administrator.post('/bank-accounts/new/confirm')).status).toBe(303);
    const account = (await listBankAccounts(db(), testKeys, COMPANY)).find(({ number }) => number === first);
    const path = `/bank-accounts/${account?.bankAccountId}/change`;
    await administrator.post(path, { ...details(second), holder });
    expect(await (await administrator.get(`${path}/confirm`)).text()).toContain(second);
    expect((await administrator.post(`${path}/confirm`, { confirmed: 'true' })).status).toBe(303);
    // Left half done: it stays in a draft.
    await administrator.post('/bank-accounts/new', { ...details(third), holder });
    expect(await numbers()).toContain(second);
    expect(await db().$count(drafts)).toBeGreaterThan(0);
    expect(await tablesWith(db(), planted)).toEqual([]);
  });

  test('a plain number is refused, and one that was moved to another row does not open', async () => {
    const [one, other] = seeded;
    const move = (sealedNumber = '') =>
      db()
        .update(bankAccounts)
        .set({ sealedNumber })
        .where(eq(bankAccounts.bankAccountId, one?.bankAccountId ?? ''));
    await expect(move('1234567')).rejects.toMatchObject({
      cause: { constraint_name: 'account_number_is_encrypted' },
    });
    await move(other?.sealedNumber);
    await expect(numbers()).rejects.toThrow(EncryptionError);
  });

  test('the migration encrypts what stands in plain, once, and not without keys', async () => {
    const { DATABASE_URL } = web.environment;
    await db().execute(sql`alter table bank_accounts drop constraint account_number_is_encrypted`);
    await db().execute(
      sql`update bank_accounts set sealed_number = '00000' || substr(bank_account_id::text, 35), number_digest = bank_account_id`,
    );
    await db().execute(
      sql`alter table bank_accounts add constraint account_number_is_encrypted check (sealed_number ~ '^[A-Za-z0-9._-]+:[A-Za-z0-9_-]{47,}$') not valid`,
    );
    await expect(migrateDatabase(DATABASE_URL)).rejects.toThrow(/no keys/);
    await migrateDatabase(DATABASE_URL, testKeys);
    expect(await numbers()).toEqual(['0000001', '0000002']);
    const migrated = await db().select().from(bankAccounts);
    await migrateDatabase(DATABASE_URL, testKeys);
    expect(await db().select().from(bankAccounts)).toEqual(migrated);
    const again = insertBankAccount(db(), testKeys, COMPANY, { ...details('0000001'), branchCode: '001' });
    expect(isRegisteredTwice(await again.catch((error: unknown) => error))).toBe(true);
  });

  test('keys:rotate brings everything under the first key, also what is interrupted, repeated and changed meanwhile', async () => {
    const administrator = await web.user(`${COMPANY}000`);
    await administrator.post('/bank-accounts/new', { ...details('1111111'), holder: 'カ)アオナギボウエキ' });
    for (let n = 0; n < 120; n++)
      await insertBankAccount(db(), testKeys, COMPANY, details(String(2_000_000 + n)));
    const before = await numbers();
    const breaking = db().transaction(async (tx) => {
      await rotateKeys(tx, newKeys);
      throw new Error('interrupted');
    });
    await expect(breaking).rejects.toThrow('interrupted');
    expect(await numbers(newKeys)).toEqual(before);

    const [column] = encryptedColumns;
    const replace = column?.replace;
    if (!column || !replace) throw new Error('no column');
    let changed = false;
    column.replace = async (tx, keys, value, text) => {
      const account = { bankAccountId: value.row, insuredCode: COMPANY };
      const other = sealAccountNumber(testKeys, account, '9999999');
      if (!changed)
        await db().update(bankAccounts).set(other).where(eq(bankAccounts.bankAccountId, value.row));
      changed = true;
      return replace(tx, keys, value, text);
    };
    const first = await rotateKeys(db(), newKeys).finally(() => Object.assign(column, { replace }));
    expect(first).toMatchObject({ problems: [], idle: [], left: new Map([['test', 1]]) });
    expect(first.done.get('drafts.values')).toBe(1);
    const second = await rotateKeys(db(), newKeys);
    expect(second).toMatchObject({ problems: [], idle: ['test'], left: new Map() });
    expect(second.done.get('bank_accounts.sealed_number')).toBe(1);

    const onlyNew = parseEncryptionKeys(key('new', 9));
    const after = await numbers(onlyNew);
    expect(after).toHaveLength(before.length);
    expect(after.filter((number) => !before.includes(number))).toEqual(['9999999']);
    expect(await keyProblems(db(), onlyNew)).toEqual([]);
    expect(await keyProblems(db(), testKeys)).toEqual([
      'bank_accounts.sealed_number: the encryption key new is not there',
      'drafts.values: the encryption key new is not there',
    ]);
    expect((await rotateKeys(db(), testKeys)).left.get('new')).toBeGreaterThan(0);
  });

  test('while keys change, an account is registered once all the same, also where two come at once', async () => {
    await insertBankAccount(db(), testKeys, COMPANY, details('5555555'));
    const twice = (keys: typeof testKeys, number: string) =>
      db()
        .transaction((tx) => insertBankAccount(tx, keys, COMPANY, details(number)))
        .then(
          () => 'registered',
          (error: unknown) => (isRegisteredTwice(error) ? 'twice' : error),
        );
    expect(await twice(newKeys, '5555555')).toBe('twice');
    const oldFirst = parseEncryptionKeys(`${ENCRYPTION_KEYS},${key('new', 9)}`);
    for (let n = 0; n < 10; n++) {
      const number = String(6_000_000 + n);
      expect((await Promise.all([twice(newKeys, number), twice(oldFirst, number)])).sort()).toEqual([
        'registered',
        'twice',
      ]);
    }
  });

  test('a web server with other keys than the database ends, and says why', async () => {
    const { ENCRYPTION_KEYS: _, ...environment } = web.environment;
    await expect(startWeb(environment)).rejects.toThrow(/ENCRYPTION_KEYS: is not set/);
    const said = startWeb({ ...environment, ENCRYPTION_KEYS: key('test', 8) }).then(
      async (server) => (await server.ended) + (await server.log()),
      (error: Error) => error.message,
    );
    expect(await said).toMatch(/exit code 1.*does not suit the database: bank_accounts.sealed_number/s);
  });
});
