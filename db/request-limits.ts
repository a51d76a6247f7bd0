import { eq } from 'drizzle-orm';
import { afterRequest, type RequestLimit } from '../domain/request-limit.ts';
import type { Db } from './client.ts';
import { loginThrottles } from './schema/credentials.ts';

/**
 * Counts a request under `key` (such as `reissue:webUser:201234567000`) and says whether it may be carried out. Of
 * several at once each waits for the one before: call it in the transaction of the act, and late in it.
 */
export async function admitRequest(tx: Db, key: string, limit: RequestLimit, now: Date): Promise<boolean> {
  const isFirst = await tx
    .insert(loginThrottles)
    .values({ key, lastFailedAt: now })
    .onConflictDoNothing()
    .returning({ key: loginThrottles.key });
  const [row] = await tx.select().from(loginThrottles).where(eq(loginThrottles.key, key)).for('update');
  if (!row) throw new Error('The count of requests is gone');
  const { failures: count, lastFailedAt: lastAt, blockedUntil } = row;
  const after = afterRequest(limit, isFirst.length ? undefined : { count, lastAt, blockedUntil }, now);
  if (!after) return false;
  await tx
    .update(loginThrottles)
    .set({ failures: after.count, lastFailedAt: after.lastAt, blockedUntil: after.blockedUntil })
    .where(eq(loginThrottles.key, key));
  return true;
}

/** Forgets the requests under `key`: whoever made them was the right one. */
export async function forgetRequests(tx: Db, key: string): Promise<void> {
  await tx.delete(loginThrottles).where(eq(loginThrottles.key, key));
}
