import type { CompanyOverview } from '../../../db/companies.ts';
import type { EmailChange } from '../../../db/schema/email-changes.ts';
import { type Entry, entryKindText, type IpRestriction } from '../../../domain/ip-restriction.ts';
import { mayStaff } from '../../access.ts';
import { badge, button, dataTable, definitionList, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { companyPath } from './paths.ts';

interface Restrictions {
  restriction: IpRestriction;
  /** The administrator's address that is being changed. */
  emailChange: EmailChange | undefined;
}

/** ログイン制限: from where, and with what else, the company's users log in. */
export const restrictionsTab = (
  c: Context,
  { company }: CompanyOverview,
  { restriction, emailChange }: Restrictions,
): Html => html`<div class="office-columns">
  <div>
    ${section({
      title: titleOf(restriction),
      aside: badge(restriction.enabled ? 'info' : 'neutral', restriction.enabled ? '設定中' : '設定なし'),
      content: entriesTable(restriction.entries),
    })}
  </div>
  <aside aria-label="ログインの条件">
    ${
      restriction.enabled &&
      mayStaff(c.var.staff, 'ipRestrictions:lift') &&
      section({
        title: '制限を解除する',
        content: html`<p class="help">ログインできなくなった保険利用者から連絡があったときに、本人確認のうえ解除します。</p>
          ${button({ text: '制限を解除する', kind: 'danger', href: `${companyPath(company.insuredCode)}/ip-restriction-lift` })}`,
      })
    }
    ${section({
      title: 'ワンタイムパスワード',
      content: html`<p>${
        company.usesOneTimePassword
          ? '利用する：ログインのたびに、メールで届くパスワードの入力が必要です。'
          : '利用しない'
      }</p>`,
    })}
    ${
      emailChange?.stage === 'pending' &&
      section({
        title: '管理者のメールアドレスの変更',
        content: definitionList([
          { label: '変更前', value: emailChange.oldEmail },
          { label: '変更後', value: emailChange.newEmail },
          { label: '申請', value: time(emailChange.requestedAt) },
          { label: '確認の期限', value: time(emailChange.expiresAt) },
        ]),
      })
    }
  </aside>
</div>`;

function titleOf({ enabled, entries }: IpRestriction): string {
  if (enabled) return '利用可能なグローバルIPアドレス';
  return entries.length > 0 ? '前回設定されたグローバルIPアドレス' : 'IPアドレス制限';
}

const entriesTable = (rows: Entry[]): Html =>
  dataTable<Entry>({
    caption: 'グローバルIPアドレス',
    captionHidden: true,
    rows,
    columns: [
      {
        header: 'IPアドレス',
        primary: true,
        cell: ({ value }) => html`<span class="number">${value}</span>`,
      },
      { header: '指定方法', width: 'narrow', cell: ({ kind }) => entryKindText[kind] },
      { header: 'メモ', cell: ({ memo }) => memo },
    ],
    empty: { title: '登録されているIPアドレスはありません' },
  });
