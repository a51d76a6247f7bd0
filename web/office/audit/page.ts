import type { Head } from '../../../db/access-event-seals.ts';
import { STAFF_EVENT_PAGE_SIZE, type StaffEvent } from '../../../db/staff-events.ts';
import { optionsOf } from '../../../domain/field.ts';
import type { StaffRole } from '../../../domain/staff.ts';
import { staffRoleText } from '../../../domain/staff.ts';
import { staffOperations } from '../../../domain/staff-operation.ts';
import { button, dataTable, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { dateField, errorSummary, selectField, textField } from '../../fields.ts';
import { formatNumber } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { auditHref, HOME, type ReadFilter } from './filter.ts';
import { subjectHref } from './subject.ts';

export interface AuditList {
  read: ReadFilter;
  /** One more than a page, where there are more. */
  rows: StaffEvent[];
  isFirst: boolean;
  staff: { staffId: string; name: string; role: StaffRole }[];
  chain: { head: Head | undefined; unsealed: number };
}

/** 監査: who of the staff did or looked at what, and whether the customers' history is whole. */
export function auditPage(c: Context, list: AuditList): Html {
  const { read, rows, isFirst } = list;
  const shown = rows.slice(0, STAFF_EVENT_PAGE_SIZE);
  const last = rows.length > STAFF_EVENT_PAGE_SIZE ? shown.at(-1) : undefined;
  return staffPage(c, {
    title: '監査',
    lead: '職員が行った操作と参照の記録です。新しい順に表示しています。記録は変更できません。',
    content: html`<div class="stack">
      ${errorSummary(Object.entries(read.errors).map(([name, message]) => ({ name, message, label: dayLabels[name as 'from'] })))}
      ${filterForm(list)}
      ${questionOf(read)}
      ${eventTable(shown)}
      ${pages(read, isFirst, last)}
      ${chainSection(list.chain)}
    </div>`,
  });
}

const dayLabels = { from: '期間（開始）', to: '期間（終了）' };

const filterForm = ({ read: { typed, errors }, staff }: AuditList): Html => html`
  <form class="filters" method="get" action="${HOME}" role="search" aria-label="操作記録の絞り込み">
    ${dateField({ name: 'from', label: dayLabels.from, mark: false, value: typed.from, error: errors.from })}
    ${dateField({ name: 'to', label: dayLabels.to, mark: false, value: typed.to, error: errors.to })}
    ${selectField({
      name: 'staff',
      label: '職員',
      mark: false,
      blank: 'すべて',
      value: typed.staff,
      options: staff.map(({ staffId, name, role }) => ({
        value: staffId,
        text: `${name}（${staffId}・${staffRoleText[role]}）`,
      })),
      width: 'full',
    })}
    ${selectField({
      name: 'operation',
      label: '操作',
      mark: false,
      blank: 'すべて',
      value: typed.operation,
      options: [
        { value: 'views', text: '参照のみ' },
        { value: 'acts', text: '参照以外' },
        ...optionsOf(staffOperations),
      ],
      width: 'full',
    })}
    ${textField({ name: 'subject', label: '対象（コード・ID・番号）', mark: false, value: typed.subject, autocomplete: 'off', maxlength: 100, width: 'full' })}
    ${textField({ name: 'address', label: '接続元IPアドレス', mark: false, value: typed.address, autocomplete: 'off', maxlength: 45, width: 'full' })}
    ${button({ text: '絞り込む' })}
    ${Object.keys(typed).length > 0 && button({ text: '条件を消す', kind: 'quiet', href: HOME })}
  </form>`;

/** What the list answers, in words, with the two questions that auditors ask most one press away. */
function questionOf(read: ReadFilter): Html {
  const { insuredCode, operation } = read.filter;
  const typed = { ...read.typed, operation: 'views' };
  return html`<p class="audit-actions">
    ${insuredCode && operation !== 'views' && html`<a href="${auditHref({ typed })}">この保険利用者を参照した職員</a>`}
    ${insuredCode && html`<a href="/office/companies/${insuredCode}">保険利用者 ${insuredCode}</a>`}
    <a href="${auditHref(read, undefined, `${HOME}/events.csv`)}">この条件でCSVをダウンロード</a>
  </p>`;
}

const eventTable = (rows: StaffEvent[]): Html =>
  dataTable<StaffEvent>({
    caption: '職員の操作記録',
    captionHidden: true,
    rows,
    columns: [
      { header: '日時', width: 'narrow', primary: true, cell: ({ at }) => time(at) },
      { header: '職員', cell: personCell },
      { header: '操作', cell: ({ operation }) => staffOperations[operation] },
      { header: '対象', cell: subjectCell },
      { header: '保険利用者', cell: companyCell },
      {
        header: '接続元',
        width: 'narrow',
        cell: ({ address }) => html`<span class="number">${address || '―'}</span>`,
      },
    ],
    empty: {
      title: '条件に合う記録はありません',
      body: '期間や職員などの条件を変えると、表示されることがあります。',
    },
  });

const personCell = ({ staffId, actorName, actorDepartment, principalName }: StaffEvent): Html =>
  html`<span><a href="${auditHref({ typed: { staff: staffId } })}">${actorName}</a>${principalName && html`（${principalName}の代行）`}<br><small>${actorDepartment} ${staffId}</small></span>`;

function subjectCell({ subject }: StaffEvent): Html {
  if (!subject) return html`<span class="nothing">―</span>`;
  const href = subjectHref(subject);
  return html`<span class="breakable number">${href ? html`<a href="${href}">${subject}</a>` : subject}</span>`;
}

const companyCell = ({ insuredCode, companyName }: StaffEvent): Html =>
  insuredCode
    ? html`<span><a href="${auditHref({ typed: { subject: insuredCode } })}">${companyName ?? insuredCode}</a><br><small class="number">${insuredCode}</small></span>`
    : html`<span class="nothing">―</span>`;

function pages(read: ReadFilter, isFirst: boolean, last: StaffEvent | undefined): Html | undefined {
  if (isFirst && !last) return undefined;
  return html`<nav class="pagination" aria-label="ページ"><ul>
    ${!isFirst && html`<li><a href="${auditHref(read)}" rel="first">最新の記録へ</a></li>`}
    ${last && html`<li><a href="${auditHref(read, last.staffEventId)}" rel="next">前の記録（${STAFF_EVENT_PAGE_SIZE}件）</a></li>`}
  </ul></nav>`;
}

const chainSection = ({ head, unsealed }: AuditList['chain']): Html =>
  section({
    title: 'お客様のアクセス履歴の封印',
    lead: 'アクセス履歴は数分ごとに封印され、後からの変更・削除・挿入を検出できます。検証はコマンド npm run history:verify で行います。',
    content: head
      ? html`<dl class="facts">
          <div><dt>最新の封印</dt><dd>第${formatNumber(Number(head.sealId))}号　${time(head.sealedAt)}</dd></div>
          <div><dt>ハッシュ値</dt><dd class="breakable number">${head.hash}</dd></div>
          <div><dt>封印待ち</dt><dd>${formatNumber(unsealed)}件</dd></div>
        </dl>`
      : html`<p>まだ封印されていません。封印待ちは${formatNumber(unsealed)}件です。</p>`,
  });
