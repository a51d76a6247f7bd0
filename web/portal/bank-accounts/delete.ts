import { type BankAccount, deleteBankAccount, summaryOf } from '../../../db/bank-accounts.ts';
import { recordAccess } from '../../../db/events.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import type { Context } from '../../context.ts';
import { requestNotice } from '../../notices.ts';
import { notePasswordGiven } from '../../recent-password.ts';
import { saveCompletion, takeDeletion } from './draft.ts';

/**
 * 申込む (manual 4-11 ③): the account goes, and its access event and the request to tell the administrator commit with
 * it. Pressed again, it finds the question answered already and does nothing.
 */
export async function deleteAccount(
  c: Context,
  account: BankAccount,
  { passwordGiven }: { passwordGiven: boolean },
): Promise<'done' | 'changedMeanwhile'> {
  const { user, address, services } = c.var;
  const { bankAccountId } = account;
  return services.db.transaction(async (tx) => {
    const asked = await takeDeletion(c, tx, account);
    if (!asked) return 'done';
    if (passwordGiven) await notePasswordGiven(tx, c);
    if (!(await deleteBankAccount(tx, { ...account, version: asked.version }))) return 'changedMeanwhile';
    const summary = summaryOf(account);
    await recordAccess(tx, user, operation.bankAccountDelete, { address, subject: bankAccountId });
    await requestNotice(tx, {
      kind: 'bankAccountDeleted',
      facts: { account: summary },
      reference: bankAccountId,
      recipient: user,
    });
    await saveCompletion(c, tx, { kind: 'deleted', bankAccountId, account: summary });
    return 'done';
  });
}
