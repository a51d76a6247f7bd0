import {
  type BankAccount,
  findBankAccount,
  insertBankAccount,
  summaryOf,
  updateBankAccount,
} from '../../../db/bank-accounts.ts';
import type { Db } from '../../../db/client.ts';
import { recordAccess } from '../../../db/events.ts';
import type { BankAccountDetails } from '../../../domain/bank-account.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import type { Context } from '../../context.ts';
import { requestNotice } from '../../notices.ts';
import { notePasswordGiven } from '../../recent-password.ts';
import { saveCompletion, takeInput, type Wizard } from './draft.ts';

/** The account was changed or deleted in another window since its change was prepared; nothing was done. */
export class ChangedMeanwhile extends Error {}

/**
 * 申込む (manual 4-9 ④, 4-10 ④): account, access event and the request to tell the administrator commit together, and
 * take effect at once. Pressed again, it finds the draft taken and changes nothing. Throws ChangedMeanwhile, and what
 * `isRegisteredTwice` recognises; the draft then stays.
 */
export async function confirm(
  c: Context,
  wizard: Wizard,
  details: BankAccountDetails,
  { passwordGiven }: { passwordGiven: boolean },
): Promise<void> {
  await c.var.services.db.transaction(async (tx) => {
    const draft = await takeInput(c, tx, wizard);
    if (!draft) return;
    if (passwordGiven) await notePasswordGiven(tx, c);
    const { account } = wizard;
    if (account) await change(c, tx, { ...account, version: draft.version ?? 0 }, details);
    else await register(c, tx, details);
  });
}

async function register(c: Context, tx: Db, details: BankAccountDetails): Promise<void> {
  const { user, address, services } = c.var;
  const keys = services.config.ENCRYPTION_KEYS;
  const bankAccountId = await insertBankAccount(tx, keys, user.insuredCode, details);
  const account = summaryOf(await registered(c, tx, bankAccountId));
  await recordAccess(tx, user, operation.bankAccountRegister, { address, subject: bankAccountId });
  await requestNotice(tx, {
    kind: 'bankAccountRegistered',
    facts: { account },
    reference: bankAccountId,
    recipient: user,
  });
  await saveCompletion(c, tx, { kind: 'registered', bankAccountId, account });
}

async function change(c: Context, tx: Db, seen: BankAccount, details: BankAccountDetails): Promise<void> {
  const { user, address, services } = c.var;
  const { bankAccountId } = seen;
  if (!(await updateBankAccount(tx, services.config.ENCRYPTION_KEYS, seen, details)))
    throw new ChangedMeanwhile(`bank account ${bankAccountId} is not as it was looked at`);
  const account = summaryOf(await registered(c, tx, bankAccountId));
  await recordAccess(tx, user, operation.bankAccountChange, { address, subject: bankAccountId });
  await requestNotice(tx, {
    kind: 'bankAccountChanged',
    facts: { before: summaryOf(seen), account },
    reference: bankAccountId,
    recipient: user,
  });
  await saveCompletion(c, tx, { kind: 'changed', bankAccountId, account });
}

/** As it is now, with the names of bank and branch. */
async function registered(c: Context, tx: Db, bankAccountId: string): Promise<BankAccount> {
  const { user, services } = c.var;
  const account = await findBankAccount(tx, services.config.ENCRYPTION_KEYS, user.insuredCode, bankAccountId);
  if (!account) throw new Error('the bank account is gone');
  return account;
}
