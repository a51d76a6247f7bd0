import type { BankAccount } from '../../../db/bank-accounts.ts';
import { bankAccountLabels, bankAccountTypeText, purposeText } from '../../../domain/bank-account.ts';
import { mayUser } from '../../access.ts';
import { actions, badge, button, dataTable } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary } from '../../fields.ts';
import { attributes, type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { named } from './account-facts.ts';

/** 口座情報照会 (manual 3-4). */
export const accountsPage = (c: Context, accounts: BankAccount[]): Html =>
  userPage(c, {
    title: '口座情報照会',
    width: 'wide',
    lead: mayUser(c.var.user, 'bankAccounts:change')
      ? '保険利用者として登録している保険料返還口座および保険金支払口座の一覧です。登録・変更・削除は「口座情報照会・登録・変更」で行えます。'
      : '保険利用者として登録している保険料返還口座および保険金支払口座の一覧です。登録・変更・削除は自社のWebユーザー（管理者）が行えます。',
    content: html`
      ${dataTable({
        caption: '登録されている口座',
        captionHidden: true,
        rows: accounts,
        columns,
        empty: {
          title: '口座はまだ登録されていません',
          body: '自社のWebユーザー（管理者）が登録すると、ここに一覧が表示されます。',
        },
      })}
      ${actions({ back: button({ text: '戻る', href: '/' }) })}`,
  });

export interface ManagePage {
  accounts: BankAccount[];
  /** A button was pressed and no account chosen. */
  nothingChosen?: boolean;
}

/** 口座情報照会・登録・変更 (manual 4-9 ②, 4-10 ② and 4-11 ②): 選択 with a radio button, then one of the buttons. */
export const managePage = (c: Context, { accounts, nothingChosen }: ManagePage): Html =>
  userPage(c, {
    title: '口座情報照会・登録・変更',
    width: 'wide',
    lead: '変更または削除する口座を左端の「選択」で選び、ボタンをクリックしてください。新しく登録する場合は「新規登録」をクリックしてください。',
    content: html`
      ${nothingChosen && nothingChosenSummary}
      <form method="get" action="/bank-accounts/selection" class="stack">
        ${dataTable({
          caption: '登録されている口座',
          captionHidden: true,
          rows: accounts,
          columns: [
            { header: '選択', cell: (row) => radio(row, row === accounts[0]), width: 'narrow' },
            ...columns,
          ],
          empty: {
            title: '口座はまだ登録されていません',
            body: '「新規登録」から登録すると、ここに一覧が表示されます。',
          },
        })}
        ${actions({
          primary: [
            accounts.length > 0 ? forTheChosen : html``,
            button({ text: '新規登録', kind: 'primary', href: '/bank-accounts/new' }),
          ],
          back: button({ text: '戻る', href: '/' }),
        })}
      </form>
      <p class="help">ご利用を予定している利用区分ですでにご登録がないか、まずは一覧でご確認ください。ひとつの口座を「保険料返還」と「保険金請求」の両方に利用する場合、利用区分を変えてふたつ登録いただく必要があります。</p>`,
  });

const columns = [
  {
    header: bankAccountLabels.purpose,
    cell: ({ purpose }: BankAccount) => purposeText[purpose],
    width: 'narrow' as const,
  },
  {
    header: bankAccountLabels.bankCode,
    primary: true,
    cell: ({ bankName, bankCode }: BankAccount) => named(bankName, bankCode),
  },
  {
    header: bankAccountLabels.branchCode,
    cell: ({ branchName, branchCode, branchListed }: BankAccount) =>
      html`<span>${named(branchName, branchCode)}${!branchListed && badge('warning', '統廃合などにより変更が必要')}</span>`,
  },
  {
    header: bankAccountLabels.type,
    cell: ({ type }: BankAccount) => bankAccountTypeText[type],
    width: 'narrow' as const,
  },
  {
    header: bankAccountLabels.number,
    cell: ({ number }: BankAccount) => html`<span class="number">${number}</span>`,
    width: 'narrow' as const,
  },
  { header: bankAccountLabels.holder, cell: ({ holder }: BankAccount) => holder },
];

/** The name on the card, and a click on the whole cell, choose as well. */
const radio = (account: BankAccount, first: boolean): Html =>
  html`<label class="choice"><input type="radio" name="account"${attributes({ id: first ? 'account' : undefined, value: account.bankAccountId })}><span class="visually-hidden">${purposeText[account.purpose]}　${account.bankName}　${account.branchName}　${account.number} を選択</span></label>`;

const forTheChosen: Html = html`
  ${button({ text: '変更', name: 'next', value: 'change' })}
  ${button({ text: '削除', name: 'next', value: 'deletion' })}`;

const nothingChosenSummary: Html = errorSummary([
  { name: 'account', message: '口座を「選択」で選んでから、ボタンをクリックしてください。' },
]);
