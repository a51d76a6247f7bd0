import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { sealAccountNumber } from '../account-number.ts';
import { findBranch } from '../bank-list.ts';
import { connect, type Db } from '../client.ts';
import type { EncryptionKeys } from '../encryption.ts';
import { databaseVariables, encryptionVariables, flag, readEnvironment } from '../environment.ts';
import { hashPassword } from '../password-hash.ts';
import {
  agreements,
  bankAccounts,
  credentials,
  insuredParties,
  linkedServices,
  reasonTemplates,
  staff,
  staffCredentials,
  webUserAgreements,
  webUsers,
} from '../schema/index.ts';
import { demoBankAccounts } from './demo-accounts.ts';
import { demoAgreements, demoInsuredParties } from './demo-companies.ts';
import { agreementsOfDemoUser, demoStaff, demoWebUsers } from './demo-people.ts';
import { DEMO_SERVICES_URL, demoServices } from './demo-services.ts';
import { demoTemplates } from './demo-templates.ts';

/** The password of every demo account, customers and staff alike. */
export const DEMO_PASSWORD = 'demo only, never in production';

/**
 * Invented companies, their users and the institution's staff, so that a newcomer can try everything. Rows that are
 * already there stay as they are: a second start goes on with what was done with the first. Without `servicesUrl` there
 * are no linked services.
 */
export async function seedDemo(
  db: Db,
  keys: EncryptionKeys,
  servicesUrl: string | null = DEMO_SERVICES_URL,
): Promise<void> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await db.transaction(async (tx) => {
    const companies = await tx
      .insert(insuredParties)
      .values(demoInsuredParties)
      .onConflictDoNothing()
      .returning({ insuredCode: insuredParties.insuredCode });
    if (servicesUrl) await addServices(tx, servicesUrl);
    await tx.insert(agreements).values(demoAgreements).onConflictDoNothing();
    await tx.insert(reasonTemplates).values(demoTemplates).onConflictDoNothing();
    const added = await tx
      .insert(webUsers)
      .values(demoWebUsers)
      .onConflictDoNothing()
      .returning({ webUserId: webUsers.webUserId });
    const chosen = demoWebUsers.map(({ webUserId }) => ({ webUserId, passwordHash }));
    await tx.insert(credentials).values(chosen).onConflictDoNothing();
    const limits = added.flatMap(({ webUserId }) =>
      agreementsOfDemoUser(webUserId).map((agreementCode) => ({ webUserId, agreementCode })),
    );
    if (limits.length > 0) await tx.insert(webUserAgreements).values(limits);
    await seedBankAccounts(
      tx,
      keys,
      companies.map(({ insuredCode }) => insuredCode),
    );
    await tx.insert(staff).values(demoStaff).onConflictDoNothing();
    await tx
      .insert(staffCredentials)
      .values(demoStaff.map(({ staffId }) => ({ staffId, passwordHash })))
      .onConflictDoNothing();
  });
}

/** Only of new companies, so that a deleted account does not come back; and where the bank list has its branch. */
async function seedBankAccounts(tx: Db, keys: EncryptionKeys, companies: readonly string[]): Promise<void> {
  for (const { number, ...account } of demoBankAccounts)
    if (
      companies.includes(account.insuredCode) &&
      (await findBranch(tx, account.bankCode, account.branchCode))
    )
      await tx
        .insert(bankAccounts)
        .values({ ...account, ...sealAccountNumber(keys, account, number) })
        .onConflictDoNothing();
}

/** Whatever else was changed stays; the address is where they run this time. */
const addServices = (tx: Db, url: string) =>
  tx
    .insert(linkedServices)
    .values(demoServices(url))
    .onConflictDoUpdate({ target: linkedServices.serviceCode, set: { url: sql`excluded.url` } });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DATABASE_URL, ENCRYPTION_KEYS, DEMO_DATA, LINKED_SERVICES_URL } = readEnvironment({
    ...databaseVariables,
    ...encryptionVariables,
    DEMO_DATA: z.string().default('false').pipe(flag),
    LINKED_SERVICES_URL: z.url().optional(),
  });
  if (DEMO_DATA) {
    const database = connect(DATABASE_URL, { max: 1 });
    await seedDemo(database.db, ENCRYPTION_KEYS, LINKED_SERVICES_URL ?? null);
    await database.close();
  }
}
