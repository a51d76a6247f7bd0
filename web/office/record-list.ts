/** The list of what staff keep up to date, the same for every kind: search, the way to a new one, and what was just done. */
import { mayStaff, type StaffRight } from '../access.ts';
import { banner, button, type DataTable, dataTable } from '../components.ts';
import type { Context } from '../context.ts';
import { textField } from '../fields.ts';
import { type Html, html } from '../html.ts';
import type { Crumb } from '../layout.ts';
import { staffPage } from './page.ts';

/** The way to a page of the menu 管理; the last step is the page itself. */
export const administrationTrail = (...steps: readonly Crumb[]): Crumb[] => [
  { text: '管理', href: '/office/administration' },
  ...steps,
];

/** What a page says once after an act, by the word in its address. */
const doneTexts = {
  added: '登録しました',
  saved: '保存しました',
  removed: '削除しました',
  retired: '新規選択を停止しました',
  restored: '新規選択を再開しました',
  revoked: 'キーを失効させました',
  standInNamed: '代行者を設定しました',
  standInRevoked: '代行を取り消しました',
  proposed: '変更を提案しました',
  decided: '決裁しました',
  withdrawn: '提案を取り下げました',
  resent: '再送を受け付けました',
  handled: '対応済みにしました',
  suspended: '利用を停止しました',
  resumed: '利用を再開しました',
  enabled: '無効を解除しました',
  sessionsEnded: 'ログイン中の端末をすべてログアウトしました',
  lifted: 'IPアドレス制限を解除しました',
  letterOrdered: '新しい通知書が、通知書の一覧で印刷を待っています',
} as const;
export type Done = keyof typeof doneTexts;

export const withDone = (path: string, done: Done): string =>
  `${path}${path.includes('?') ? '&' : '?'}done=${done}`;

export function doneNotice(c: Context): Html | undefined {
  const done = c.req.query('done') ?? '';
  return Object.hasOwn(doneTexts, done)
    ? banner('success', doneTexts[done as Done], undefined, { live: true })
    : undefined;
}

export interface RecordList<Row> {
  title: string;
  lead: string;
  /** The button to a new one, for those who may. */
  add?: { text: string; href: string; right: StaffRight };
  /** What stands above the table. */
  above?: Html | undefined;
  table: Omit<DataTable<Row>, 'captionHidden'>;
  below?: Html | undefined;
}

export const recordListPage = <Row>(
  c: Context,
  { title, lead, add, above, table, below }: RecordList<Row>,
): Html =>
  staffPage(c, {
    title,
    lead,
    breadcrumb: administrationTrail({ text: title }),
    notice: doneNotice(c),
    titleAside:
      add && mayStaff(c.var.staff, add.right)
        ? button({ text: add.text, kind: 'primary', href: add.href })
        : undefined,
    content: html`<div class="stack">${above}${dataTable({ ...table, captionHidden: true })}${below}</div>`,
  });

/** A search by one text; `kept` are the other choices in the address, which it leaves as they are. */
export const searchForm = ({
  action,
  label,
  query,
  kept = {},
}: {
  action: string;
  label: string;
  query: string;
  kept?: Readonly<Record<string, string>>;
}): Html => html`<form class="filters" method="get" action="${action}" role="search" aria-label="${label}で検索">
  ${Object.entries(kept).map(([name, value]) => value && html`<input type="hidden" name="${name}" value="${value}">`)}
  ${textField({ name: 'q', label, mark: false, type: 'search', value: query, width: 'full', autocomplete: 'off', maxlength: 100 })}
  ${button({ text: '検索' })}
  ${query && button({ text: '検索条件を消す', kind: 'quiet', href: action })}
</form>`;

/** The text of a search as people paste it: one line, without what no database takes. */
export const searchText = (c: Context, name = 'q'): string =>
  [...(c.req.query(name) ?? '').replace(/\p{Cc}/gu, ' ').trim()].slice(0, 100).join('');
