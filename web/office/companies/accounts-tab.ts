import type { BankAccount } from '../../../db/bank-accounts.ts';
import { bankAccountTypeText, purposeText } from '../../../domain/bank-account.ts';
import { mayStaff } from '../../access.ts';
import { badge, banner, button, dataTable, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { named } from '../../portal/bank-accounts/account-facts.ts';
import { tabPath } from './paths.ts';

/** ****567: enough to compare the end over the telephone. */
const masked = (number: string): string => `****${number.slice(-3)}`;

export const numberPath = ({ insuredCode, bankAccountId }: BankAccount): string =>
  `${tabPath(insuredCode, 'accounts')}/${bankAccountId}/number`;

/** 口座情報: numbers are masked but for the one that was asked for with a reason. */
export const accountsTab = (c: Context, accounts: BankAccount[], shown?: BankAccount): Html =>
  html`${
    shown &&
    banner(
      'info',
      '口座番号を表示しています',
      html`<p>表示したことは、理由とともに記録されました。ほかの画面へ移ると、元のとおり伏せられます。</p>`,
      { live: true },
    )
  }
  ${section({
    title: '口座情報',
    lead: '口座番号は下3桁だけを表示しています。全桁が必要なときは、理由を入力して表示します。',
    content: dataTable<BankAccount>({
      caption: '口座情報',
      captionHidden: true,
      rows: accounts,
      columns: [
        { header: '利用区分', width: 'narrow', cell: ({ purpose }) => purposeText[purpose] },
        {
          header: '金融機関・支店',
          primary: true,
          cell: (account) =>
            html`${named(account.bankName, account.bankCode)}　${named(account.branchName, account.branchCode)} ${
              !account.branchListed && badge('warning', '統廃合済')
            }`,
        },
        { header: '種目', width: 'narrow', cell: ({ type }) => bankAccountTypeText[type] },
        { header: '口座番号', width: 'narrow', cell: (account) => numberCell(c, account, shown) },
        { header: '口座名義（カナ）', cell: ({ holder }) => holder },
        { header: '登録', width: 'narrow', cell: ({ createdAt }) => time(createdAt) },
        { header: '更新', width: 'narrow', cell: ({ updatedAt }) => time(updatedAt) },
      ],
      empty: {
        title: '口座は登録されていません',
        body: 'Webユーザー（管理者）が「口座登録」で登録すると、ここに表示されます。',
      },
    }),
  })}`;

function numberCell(c: Context, account: BankAccount, shown: BankAccount | undefined): Html {
  if (account.bankAccountId === shown?.bankAccountId)
    return html`<strong class="number">${shown.number}</strong>`;
  return html`<span><span class="number">${masked(account.number)}</span> ${
    mayStaff(c.var.staff, 'accountNumbers:show') &&
    button({
      text: '表示する',
      kind: 'quiet',
      size: 'small',
      href: numberPath(account),
      attributes: { 'aria-label': `${account.bankName}の口座番号を表示する` },
    })
  }</span>`;
}
