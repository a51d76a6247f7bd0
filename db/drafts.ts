import { and, eq } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type EncryptionKeys, open, seal } from './encryption.ts';
import { drafts, staffDrafts } from './schema/index.ts';

/** What wizards are told until it is confirmed; one draft per session and wizard. */
const draftsIn = (table: typeof drafts | typeof staffDrafts) => {
  const ofSession = (sessionIdHash: string, wizard: string) =>
    and(eq(table.sessionIdHash, sessionIdHash), eq(table.wizard, wizard));

  return {
    /** Keeps what a wizard was told, in place of what it was told before. */
    async save(
      db: Db,
      sessionIdHash: string,
      wizard: string,
      values: Record<string, unknown>,
    ): Promise<void> {
      await db
        .insert(table)
        .values({ sessionIdHash, wizard, values })
        .onConflictDoUpdate({
          target: [table.sessionIdHash, table.wizard],
          set: { values, savedAt: new Date() },
        });
    },

    async find<Values>(db: Db, sessionIdHash: string, wizard: string): Promise<Values | undefined> {
      const [draft] = await db.select().from(table).where(ofSession(sessionIdHash, wizard));
      return draft?.values as Values | undefined;
    },

    /**
     * Removes the draft and returns it; undefined where there is none. In a transaction this is what makes 確定する act
     * once: of two presses only one gets the draft.
     */
    async take<Values>(tx: Db, sessionIdHash: string, wizard: string): Promise<Values | undefined> {
      const [draft] = await tx.delete(table).where(ofSession(sessionIdHash, wizard)).returning();
      return draft?.values as Values | undefined;
    },
  };
};

export const { save: saveDraft, find: findDraft, take: takeDraft } = draftsIn(drafts);
export const { save: saveStaffDraft, find: findStaffDraft, take: takeStaffDraft } = draftsIn(staffDrafts);

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
