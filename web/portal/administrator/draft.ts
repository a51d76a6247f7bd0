import type { Db } from '../../../db/client.ts';
import { findDraft, saveDraft, takeDraft } from '../../../db/drafts.ts';
import type { WebUser } from '../../../db/schema/web-users.ts';
import type { PersonalDetails } from '../../../domain/personal-details.ts';
import type { Context } from '../../context.ts';
import type { IpRestrictionChange } from './ip-restriction-form.ts';
import type { OneTimePasswordChange } from './one-time-password-field.ts';

export type DetailsChanges = Partial<PersonalDetails> & OneTimePasswordChange & IpRestrictionChange;

/** What 確定する did, for the completion page, which can be reloaded. */
export interface Completion {
  before: DetailsChanges;
  changes: DetailsChanges;
}

const INPUT = 'administrator';
const COMPLETION = 'administratorCompletion';

const session = (c: Context) => c.var.session.idHash;

/** Keeps the changed details until 確定する. Whatever was completed before in this session is over. */
export const saveInput = (c: Context, changes: DetailsChanges): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    await takeDraft(tx, session(c), COMPLETION);
    await saveDraft(tx, session(c), INPUT, { ...changes });
  });

export const findInput = (c: Context) => findDraft<DetailsChanges>(c.var.services.db, session(c), INPUT);

/** Of several presses only one gets it. */
export const takeInput = (c: Context, tx: Db) => takeDraft<DetailsChanges>(tx, session(c), INPUT);

export const saveCompletion = (c: Context, tx: Db, completion: Completion): Promise<void> =>
  saveDraft(tx, session(c), COMPLETION, { ...completion });

export const findCompletion = (c: Context) =>
  findDraft<Completion>(c.var.services.db, session(c), COMPLETION);

/** Those of `details` that are named. */
export const only = (details: PersonalDetails, keys: readonly string[]): DetailsChanges =>
  Object.fromEntries(Object.entries(details).filter(([key]) => keys.includes(key)));

/** The details within a user's record. */
export const detailsOf = ({
  name,
  kana,
  department,
  title,
  phone,
  fax,
  email,
}: WebUser): PersonalDetails => ({
  name,
  kana,
  department,
  title,
  phone,
  fax,
  email,
});
