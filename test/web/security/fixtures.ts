import { eq } from 'drizzle-orm';
import { hashPassword } from '../../../db/password-hash.ts';
import { credentials, loginThrottles, webUserSessions, webUsers } from '../../../db/schema/index.ts';
import { DEMO_PASSWORD, type TestWeb, type Visitor } from '../../support/web.ts';

export const ADMINISTRATOR = '201234567000';
export const APPLICANT = '201234567001';
/** Well formed, and nobody's. */
export const UNKNOWN = '209999999000';

export const logIn = (visitor: Visitor, webUserId: string, password = DEMO_PASSWORD) =>
  visitor.post('/login', { webUserId, password });

/** As the activity that mails it leaves it: only its hash is stored, beside a chosen password that goes on working. */
export async function giveTemporaryPassword(
  { services: { db } }: TestWeb,
  webUserId: string,
  password: string,
  expiresAt = new Date(Date.now() + 3_600_000),
): Promise<void> {
  await db
    .update(credentials)
    .set({
      temporaryHash: await hashPassword(password),
      temporaryKind: 'reissue',
      temporaryExpiresAt: expiresAt,
    })
    .where(eq(credentials.webUserId, webUserId));
}

export const credentialsOf = async ({ services: { db } }: TestWeb, webUserId: string) => {
  const [row] = await db.select().from(credentials).where(eq(credentials.webUserId, webUserId));
  if (!row) throw new Error('no credentials');
  return row;
};

/** Every account as the demo data has it, nobody logged in, nothing counted. */
export async function resetAccounts({ services: { db } }: TestWeb): Promise<void> {
  demoHash ??= hashPassword(DEMO_PASSWORD);
  await db.delete(webUserSessions);
  await db.delete(loginThrottles);
  await db.update(webUsers).set({ suspendedAt: null, suspendedBy: null, validUntil: null });
  await db.update(credentials).set({
    passwordHash: await demoHash,
    temporaryHash: null,
    temporaryKind: null,
    temporaryExpiresAt: null,
    disabledAt: null,
  });
}
let demoHash: Promise<string> | undefined;

/**
 * As if somebody had failed so often, and the wait were over: the next failure begins one of minutes, which a slow machine
 * does not outlast. `key` as in login_throttles.
 */
export async function failedBefore(
  { services: { db } }: TestWeb,
  key: string,
  failures = key.startsWith('address:') ? 25 : 10,
): Promise<void> {
  await db
    .insert(loginThrottles)
    .values({ key, failures })
    .onConflictDoUpdate({ target: loginThrottles.key, set: { failures, blockedUntil: null } });
}
