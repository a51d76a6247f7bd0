import { and, count, eq, gt, lt } from 'drizzle-orm';
import type { Db } from './client.ts';
import { publicDrafts } from './schema/registrations.ts';

/** Hours after which what a visitor has not confirmed is forgotten. */
const KEPT_HOURS = 24;

export interface PublicDraft<Values> {
  tokenHash: string;
  values: Values;
  savedAt: Date;
}

/** Keeps what a visitor told a public form, in place of what they told it before. Old drafts of others go with it. */
export async function savePublicDraft(
  tx: Db,
  draft: { tokenHash: string; values: Record<string, unknown>; address: string },
  earlierTokenHash: string | undefined,
  now: Date,
): Promise<void> {
  await tx.delete(publicDrafts).where(lt(publicDrafts.savedAt, forgottenDraftsBefore(now)));
  if (earlierTokenHash) await discardPublicDraft(tx, earlierTokenHash);
  await tx.insert(publicDrafts).values({ ...draft, savedAt: now });
}

/** The draft behind a cookie, unless it is too old. `lock` holds it until the transaction ends. */
export async function findPublicDraft<Values>(
  db: Db,
  tokenHash: string,
  now: Date,
  { lock = false }: { lock?: boolean } = {},
): Promise<PublicDraft<Values> | undefined> {
  const query = db
    .select()
    .from(publicDrafts)
    .where(and(eq(publicDrafts.tokenHash, tokenHash), isNotForgotten(now)));
  const [draft] = await (lock ? query.for('update') : query);
  return draft as PublicDraft<Values> | undefined;
}

export async function rewritePublicDraft(
  tx: Db,
  tokenHash: string,
  values: Record<string, unknown>,
): Promise<void> {
  await tx.update(publicDrafts).set({ values }).where(eq(publicDrafts.tokenHash, tokenHash));
}

export async function discardPublicDraft(db: Db, tokenHash: string): Promise<void> {
  await db.delete(publicDrafts).where(eq(publicDrafts.tokenHash, tokenHash));
}

/** How many drafts from one address are not yet forgotten. */
export async function countPublicDrafts(db: Db, address: string, now: Date): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(publicDrafts)
    .where(and(eq(publicDrafts.address, address), isNotForgotten(now)));
  return row?.count ?? 0;
}

/** Drafts saved before that are forgotten. */
export const forgottenDraftsBefore = (now: Date) => new Date(now.getTime() - KEPT_HOURS * 3_600_000);
const isNotForgotten = (now: Date) => gt(publicDrafts.savedAt, forgottenDraftsBefore(now));
