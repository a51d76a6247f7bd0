import type { Applicant } from '../../../db/applicants.ts';
import type { Db } from '../../../db/client.ts';
import { findDraft, saveDraft, takeDraft } from '../../../db/drafts.ts';
import type { ApplicantKey } from '../../../domain/applicant.ts';
import type { FormValues } from '../../answer.ts';
import type { Context } from '../../context.ts';

/** One of the two ways through input, confirmation and completion: a new applicant, or a registered one changed. */
export interface Wizard {
  /** Where its pages stand. */
  path: string;
  /** The registered applicant; none for a new one. */
  applicant?: Applicant;
  /** Under which its draft is kept: one for each applicant. */
  draft: string;
  title: string;
  completeTitle: string;
  steps: string[];
}

/** Manual 4-4. */
export const registration: Wizard = {
  path: '/applicants/new',
  draft: 'applicant/new',
  title: 'Webユーザー（申込者）新規登録',
  completeTitle: 'Webユーザー（申込者）登録完了',
  steps: ['登録内容の入力', '入力内容の確認', '登録完了'],
};

/** Manual 4-6. */
export const changeOf = (applicant: Applicant): Wizard => ({
  path: `/applicants/${applicant.webUserId}/change`,
  applicant,
  draft: `applicant/${applicant.webUserId}`,
  title: 'Webユーザー（申込者）情報変更',
  completeTitle: 'Webユーザー（申込者）情報変更完了',
  steps: ['変更内容の入力', '入力内容の確認', '変更完了'],
});

export interface Draft {
  /** As it was typed: 修正する shows it again, and 確定する reads it anew. */
  input: FormValues;
  /** What was different from the registered details; nothing else is written, so that no other change is undone. */
  changed?: ApplicantKey[];
}

/** What 確定する did, for the completion page, which can be reloaded. */
export interface Completion {
  webUserId: string;
}

const session = (c: Context) => c.var.session.idHash;
const completionOf = ({ draft }: Wizard) => `${draft}/completion`;

/** Keeps the input until 確定する. Whatever was completed before in this session is over. */
export const saveInput = (c: Context, wizard: Wizard, draft: Draft): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    await takeDraft(tx, session(c), completionOf(wizard));
    await saveDraft(tx, session(c), wizard.draft, { ...draft });
  });

export const findInput = (c: Context, { draft }: Wizard) =>
  findDraft<Draft>(c.var.services.db, session(c), draft);

/** Of several presses only one gets it. */
export const takeInput = (c: Context, tx: Db, { draft }: Wizard) => takeDraft<Draft>(tx, session(c), draft);

export const saveCompletion = (c: Context, tx: Db, wizard: Wizard, completion: Completion) =>
  saveDraft(tx, session(c), completionOf(wizard), { ...completion });

export const findCompletion = (c: Context, wizard: Wizard) =>
  findDraft<Completion>(c.var.services.db, session(c), completionOf(wizard));
