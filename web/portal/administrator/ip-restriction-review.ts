import { type KeptOutLogin, loginsKeptOutBy } from '../../../db/ip-restrictions.ts';
import { endsOf } from '../../../domain/ip-address.ts';
import {
  type Entry,
  enabledText,
  entryKindText,
  type IpRestriction,
  REHEARSAL_DAYS,
} from '../../../domain/ip-restriction.ts';
import { banner, currentAddress, dataTable, type SummaryRow, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { currentGlobalAddress, type IpRestrictionChange } from './ip-restriction-form.ts';

const LABEL = 'IPアドレス制限';

const summary = ({ enabled, entries }: IpRestriction) =>
  enabled ? `${enabledText(enabled)}（${entries.length}件）` : enabledText(enabled);

/** The line of what is changed; none where it stays as it is. */
export const ipRestrictionRows = (before: IpRestrictionChange, changes: IpRestrictionChange): SummaryRow[] =>
  changes.ipRestriction
    ? [
        {
          label: LABEL,
          before: before.ipRestriction && summary(before.ipRestriction),
          value: summary(changes.ipRestriction),
          changed: true,
          note: changes.ipRestriction.enabled ? '次回のログイン時から適用されます。' : undefined,
        },
      ]
    : [];

/** The line of what is not changed. */
export const unchangedIpRestrictionRows = (registered: IpRestriction, changes: IpRestrictionChange) =>
  changes.ipRestriction ? [] : [{ label: LABEL, value: summary(registered) }];

/** The addresses that are to be set, whole: confirm and completion page. */
export const ipEntriesSection = ({ ipRestriction }: IpRestrictionChange): Html | undefined =>
  ipRestriction?.enabled
    ? section({
        title: '利用可能なグローバルIPアドレス',
        content: dataTable<{ entry: Entry; number: number }>({
          caption: '利用可能なグローバルIPアドレス',
          captionHidden: true,
          rows: ipRestriction.entries.map((entry, index) => ({ entry, number: index + 1 })),
          columns: [
            { header: '行', width: 'narrow', cell: ({ number }) => number },
            {
              header: 'IPアドレス',
              primary: true,
              cell: ({ entry }) =>
                html`<span class="number">${entry.value}</span>${entry.kind === 'range' && html`<br><small class="number">${ends(entry.value)}</small>`}`,
            },
            { header: '指定方法', width: 'narrow', cell: ({ entry }) => entryKindText[entry.kind] },
            { header: 'メモ', cell: ({ entry }) => entry.memo },
          ],
          empty: { title: '登録されているIPアドレスはありません' },
        }),
      })
    : undefined;

function ends(value: string): string {
  const { first, last } = endsOf(value);
  return `${first} ～ ${last}`;
}

/**
 * Beyond the manual, before 確定する: who of the company logged in during the last 90 days from where they could not log in
 * any more.
 */
export async function rehearsal(
  c: Context,
  { ipRestriction }: IpRestrictionChange,
): Promise<Html | undefined> {
  if (!ipRestriction?.enabled) return undefined;
  const { user, services } = c.var;
  const keptOut = await loginsKeptOutBy(services.db, user.insuredCode, ipRestriction.entries, new Date());
  const current = currentGlobalAddress(c);
  return section({
    title: 'この設定でログインできなくなる利用',
    lead: `過去${REHEARSAL_DAYS}日間のログインに、この設定を当てはめた結果です。`,
    content: html`
      ${current && html`<p>現在のグローバルIPアドレス：${currentAddress(current)}</p>`}
      ${
        keptOut.length === 0
          ? banner(
              'success',
              `過去${REHEARSAL_DAYS}日間のログインは、すべて利用可能なIPアドレスから行われています`,
            )
          : html`${banner('warning', `${usersOf(keptOut)}名の方が、利用できなくなるIPアドレスからログインしています`, '設定したあとは、次の場所からログインできません。必要な場合は「修正する」を押し、IPアドレスを追加してください。')}
            ${keptOutTable(keptOut)}`
      }`,
  });
}

const usersOf = (logins: KeptOutLogin[]) => new Set(logins.map(({ webUserId }) => webUserId)).size;

const keptOutTable = (rows: KeptOutLogin[]): Html =>
  dataTable<KeptOutLogin>({
    caption: 'ログインできなくなるIPアドレス',
    captionHidden: true,
    rows,
    columns: [
      {
        header: '氏名',
        primary: true,
        cell: ({ name, department }) => html`${name}${department && html`<br><small>${department}</small>`}`,
      },
      {
        header: 'WebユーザーID',
        width: 'narrow',
        cell: ({ webUserId }) => html`<span class="number">${webUserId}</span>`,
      },
      {
        header: 'IPアドレス',
        cell: ({ address }) => html`<span class="number">${address || '取得できず'}</span>`,
      },
      { header: 'ログイン回数', align: 'end', width: 'narrow', cell: ({ logins }) => logins },
      { header: '最後のログイン', width: 'narrow', cell: ({ lastAt }) => time(lastAt) },
    ],
    empty: { title: 'ありません' },
  });
