import type { BankAccount } from '../../../db/bank-accounts.ts';
import type { Db } from '../../../db/client.ts';
import {
  findDraft,
  findSealedDraft,
  saveDraft,
  saveSealedDraft,
  takeDraft,
  takeSealedDraft,
} from '../../../db/drafts.ts';
import type { BankAccountSummary } from '../../../domain/bank-account.ts';
import type { FormValues } from '../../answer.ts';
import type { Context } from '../../context.ts';

/** One of the two ways through input, confirmation and completion: a new account, or a registered one changed. */
export interface Wizard {
  /** Where its pages stand. */
  path: string;
  /** The registered account; none for a new one. */
  account?: BankAccount;
  /** Under which its draft is kept: one for each account. */
  draft: string;
}

/** Manual 4-9. */
export const registration: Wizard = { path: '/bank-accounts/new', draft: 'bankAccount/new' };

/** Manual 4-10. */
export const changeOf = (account: BankAccount): Wizard => ({
  path: `/bank-accounts/${account.bankAccountId}/change`,
  account,
  draft: `bankAccount/${account.bankAccountId}`,
});

export interface Draft {
  /** As it was typed and chosen: 修正する shows it again, and 申込む reads it anew. */
  input: FormValues;
  /** Of the registered account as it was looked at. */
  version?: number;
  /** 申込内容の確認へ was pressed and everything was right. */
  complete?: boolean;
}

/** What 申込む did, for the completion page, which can be reloaded. */
export interface Completion {
  kind: 'registered' | 'changed' | 'deleted';
  bankAccountId: string;
  account: BankAccountSummary;
}

const COMPLETION = 'bankAccount/completion';

const session = (c: Context) => c.var.session.idHash;
/** What is typed holds an account number, which stands nowhere in plain. */
const keysOf = (c: Context) => c.var.services.config.ENCRYPTION_KEYS;

/** Keeps the input until 申込む. Whatever was completed before in this session is over. */
export const saveInput = (
  c: Context,
  { draft, account }: Wizard,
  values: Omit<Draft, 'version'>,
): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    await takeDraft(tx, session(c), COMPLETION);
    const input = { ...values, ...(account ? { version: account.version } : {}) };
    await saveSealedDraft(tx, keysOf(c), session(c), draft, input);
  });

export const findInput = (c: Context, { draft }: Wizard) =>
  findSealedDraft<Draft>(c.var.services.db, keysOf(c), session(c), draft);

/** Of several presses only one gets it. */
export const takeInput = (c: Context, tx: Db, { draft }: Wizard) =>
  takeSealedDraft<Draft>(tx, keysOf(c), session(c), draft);

/** 戻る forgets what was typed. */
export const forgetInput = (c: Context, { draft }: Wizard) => takeDraft(c.var.services.db, session(c), draft);

/** The question about the deletion was asked: 申込む will be taken once, for the account as it was shown. */
export const askForDeletion = (c: Context, account: BankAccount): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    await takeDraft(tx, session(c), COMPLETION);
    await saveDraft(tx, session(c), deletionOf(account), { version: account.version });
  });

export const takeDeletion = (c: Context, tx: Db, account: BankAccount) =>
  takeDraft<{ version: number }>(tx, session(c), deletionOf(account));

const deletionOf = ({ bankAccountId }: BankAccount) => `bankAccount/${bankAccountId}/deletion`;

export const saveCompletion = (c: Context, tx: Db, completion: Completion): Promise<void> =>
  saveDraft(tx, session(c), COMPLETION, { ...completion });

export const findCompletion = (c: Context) =>
  findDraft<Completion>(c.var.services.db, session(c), COMPLETION);
