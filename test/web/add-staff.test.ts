import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staff, staffAccountActs, staffCredentials, staffEvents } from '../../db/schema/index.ts';
import { passwordIn } from '../support/passwords.ts';
import { tablesWith } from '../support/raw-tables.ts';
import { givePassword } from '../support/second-factor.ts';
import { startTestWeb, type TestWeb } from '../support/web.ts';

const whole = { id: 'mori.kaoru', name: '森　薫', email: 'mori@madoguchi.example', role: 'supervisor' };

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web?.close());

/** The command as an operator runs it. */
async function add(options: Record<string, string>, environment: Record<string, string> = web.environment) {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const run = promisify(execFile)(process.execPath, ['db/add-staff.ts', ...args], {
    env: { PATH: process.env.PATH, ...environment },
  });
  return run.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr }),
  );
}

test('makes an account whose printed password works once, leads to choosing one, and is kept nowhere', async () => {
  const { code, said } = await add(whole);
  expect(code).toBe(0);
  const password = passwordIn({ text: said });
  const { id: staffId, ...details } = whole;
  const { db } = web.services;
  expect(await db.select().from(staff).where(eq(staff.staffId, staffId))).toMatchObject([details]);
  expect(await tablesWith(db, [password, password.replaceAll('-', '')])).toEqual([]);
  expect(await db.select().from(staffEvents)).toMatchObject([
    { operation: 'staffAdded', subject: staffId, staffId: 'operator' },
  ]);

  const visitor = web.visitor();
  expect((await givePassword(visitor, staffId, password)).headers.get('location')).toBe(
    '/office/account/password',
  );
  expect((await visitor.get('/office/staff-accounts')).headers.get('location')).toBe(
    '/office/account/password',
  );
  expect((await givePassword(web.visitor(), staffId, password)).status).toBe(401);
  const own = 'seven brown kettles whistle';
  await visitor.post('/office/account/password', { password: own, again: own });
  expect((await visitor.get('/office/staff-accounts')).status).toBe(200);
});

test('says all that is wrong at once, and makes nothing', async () => {
  const { db } = web.services;
  const counts = async () => [
    await db.$count(staff),
    await db.$count(staffCredentials),
    await db.$count(staffAccountActs),
  ];
  const before = await counts();
  const wrong = await add({ id: 'operator', name: '', email: 'mori', role: 'god' });
  expect(wrong.code).toBe(1);
  for (const option of ['--id: ', '--name: ', '--email: ', '--role: ']) expect(wrong.said).toContain(option);
  expect(await add({ ...whole, id: 'clerk1' })).toEqual({
    code: 1,
    said: expect.stringContaining('there is an account clerk1 already'),
  });
  // Passwords are never given on a command line, where others can read them.
  const withPassword = await add({ ...whole, id: 'mori2', password: 'secret' });
  expect([withPassword.code, withPassword.said]).toEqual([1, expect.stringContaining('Unknown option')]);
  expect(await counts()).toEqual(before);
});

test('without a database it says which variable is missing', async () => {
  const { code, said } = await add(whole, {});
  expect([code, said]).toEqual([1, expect.stringContaining('DATABASE_URL: is not set')]);
});
