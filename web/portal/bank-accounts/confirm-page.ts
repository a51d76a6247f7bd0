import {
  type BankAccountDetails,
  bankAccountKeys,
  changedBankAccountKeys,
} from '../../../domain/bank-account.ts';
import { actions, button, definitionList, section, stepIndicator, summaryTable } from '../../components.ts';
import type { Context } from '../../context.ts';
import { currentPasswordField } from '../../current-password-field.ts';
import { errorSummary } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { accountFacts, type NamedAccount } from './account-facts.ts';
import type { Wizard } from './draft.ts';
import { steps } from './input-page.ts';
import { confirmedBox, notConfirmedText, warning } from './warning.ts';

/** What was entered, with the names of bank and branch. */
export type Entered = BankAccountDetails & NamedAccount;

export interface ConfirmPage {
  entered: Entered;
  /** The box is ticked (only where an account is changed). */
  confirmed?: boolean;
  /** 申込む was pressed without it. */
  notConfirmed?: boolean;
  askPassword: boolean;
  passwordError?: string;
}

/** 申込内容の確認 (manual 4-9 ④ and 4-10 ④). */
export function confirmPage(c: Context, { path, account }: Wizard, page: ConfirmPage): Html {
  const { entered, confirmed = false, notConfirmed, askPassword, passwordError } = page;
  const boxError = notConfirmed ? notConfirmedText('change') : undefined;
  return userPage(c, {
    title: '申込内容の確認',
    trail: [
      { text: '口座情報照会・登録・変更', href: '/bank-accounts/manage' },
      { text: '口座情報の入力', href: `${path}/edit` },
    ],
    steps: stepIndicator(steps, 2),
    lead: account
      ? '変更を行っても問題ないことをご確認のうえ、「申込む」ボタンをクリックしてください。'
      : '入力内容が正しければ「申込む」ボタンをクリックしてください。',
    content: html`
      ${errorSummary([
        ...(boxError ? [{ name: 'confirmed', message: boxError }] : []),
        ...(passwordError ? [{ name: 'password', label: '現在のパスワード', message: passwordError }] : []),
      ])}
      ${account ? differences(account, entered) : section({ title: '登録する口座', content: definitionList(accountFacts(entered)) })}
      ${account && warning(c, 'change')}
      <form method="post" action="${path}/confirm" class="form" data-submit-once>
        ${account && confirmedBox('change', { checked: confirmed, error: boxError })}
        ${askPassword && currentPasswordField(c, `口座情報を${account ? '変更' : '登録'}するため`, passwordError)}
        ${actions({
          primary: button({ text: '申込む', kind: 'primary' }),
          back: button({ text: '修正する', href: `${path}/edit` }),
        })}
      </form>`,
  });
}

/** The code of a branch means nothing without its bank: with another bank, the branch is another one as well. */
function differences(account: NamedAccount, entered: Entered): Html {
  const changed = changedBankAccountKeys(account, entered);
  if (changed.includes('bankCode') && !changed.includes('branchCode')) changed.push('branchCode');
  const before = new Map(accountFacts(account).map((fact) => [fact.key, fact.value]));
  const after = accountFacts(entered);
  const same = after.filter(({ key }) => !changed.includes(key));
  return html`
    ${section({
      title: '変更する項目',
      content: summaryTable(
        after
          .filter(({ key }) => changed.includes(key))
          .map(({ key, label, value }) => ({ label, value, before: before.get(key), changed: true })),
        { mode: 'difference' },
      ),
    })}
    ${same.length > 0 && same.length < bankAccountKeys.length && section({ title: '変更しない項目', content: definitionList(same) })}`;
}
