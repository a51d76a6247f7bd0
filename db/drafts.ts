import { and, eq } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type EncryptionKeys, open, seal } from './encryption.ts';
import { drafts } from './schema/index.ts';

const ofSession = (sessionIdHash: string, wizard: string) =>
  and(eq(drafts.sessionIdHash, sessionIdHash), eq(drafts.wizard, wizard));

/** Keeps what a wizard was told until it is confirmed; one draft per session and wizard. */
export async function saveDraft(
  db: Db,
  sessionIdHash: string,
  wizard: string,
  values: Record<string, unknown>,
): Promise<void> {
  await db
    .insert(drafts)
    .values({ sessionIdHash, wizard, values })
    .onConflictDoUpdate({
      target: [drafts.sessionIdHash, drafts.wizard],
      set: { values, savedAt: new Date() },
    });
}

export async function findDraft<Values>(
  db: Db,
  sessionIdHash: string,
  wizard: string,
): Promise<Values | undefined> {
  const [draft] = await db.select().from(drafts).where(ofSession(sessionIdHash, wizard));
  return draft?.values as Values | undefined;
}

/**
 * Removes the draft and returns it; undefined where there is none. In a transaction this is what makes 確定する act
 * once: of two presses only one gets the draft.
 */
export async function takeDraft<Values>(
  tx: Db,
  sessionIdHash: string,
  wizard: string,
): Promise<Values | undefined> {
  const [draft] = await tx.delete(drafts).where(ofSession(sessionIdHash, wizard)).returning();
  return draft?.values as Values | undefined;
}

/** A draft whose values nobody reads in the database. */
type SealedDraft = { sealed: string };

export const draftPlace = (row: string) => ({ table: 'drafts', column: 'values', row });

const placeOf = (sessionIdHash: string, wizard: string) => draftPlace(`${sessionIdHash}/${wizard}`);

/** `saveDraft` for what stands encrypted in its own table as well. */
export function saveSealedDraft(
  db: Db,
  keys: EncryptionKeys,
  sessionIdHash: string,
  wizard: string,
  values: Record<string, unknown>,
): Promise<void> {
  const sealed = seal(keys, placeOf(sessionIdHash, wizard), JSON.stringify(values));
  return saveDraft(db, sessionIdHash, wizard, { sealed } satisfies SealedDraft);
}

/** `findDraft` for a draft that `saveSealedDraft` saved. */
export const findSealedDraft = async <Values>(
  db: Db,
  keys: EncryptionKeys,
  sessionIdHash: string,
  wizard: string,
): Promise<Values | undefined> =>
  opened(keys, sessionIdHash, wizard, await findDraft<SealedDraft>(db, sessionIdHash, wizard));

/** `takeDraft` for a draft that `saveSealedDraft` saved. */
export const takeSealedDraft = async <Values>(
  tx: Db,
  keys: EncryptionKeys,
  sessionIdHash: string,
  wizard: string,
): Promise<Values | undefined> =>
  opened(keys, sessionIdHash, wizard, await takeDraft<SealedDraft>(tx, sessionIdHash, wizard));

const opened = (keys: EncryptionKeys, sessionIdHash: string, wizard: string, draft?: SealedDraft) =>
  draft && JSON.parse(open(keys, placeOf(sessionIdHash, wizard), draft.sealed));
