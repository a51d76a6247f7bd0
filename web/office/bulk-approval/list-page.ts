import { BULK_AT_MOST } from '../../../domain/bulk-approval.ts';
import { actions, banner, button, type Column, dataTable } from '../../components.ts';
import type { Context } from '../../context.ts';
import { attributes, type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import type { Judged } from './judge.ts';
import { approvableColumns } from './rows.ts';

export type ChoiceProblem = 'nothingChosen' | 'tooMany';

interface ListPage {
  /** What this person may approve, the earliest due first. */
  possible: Judged[];
  /** How many were looked at. */
  waiting: number;
  problem: ChoiceProblem | undefined;
  chosen: readonly string[];
}

/** 一括承認, first page: what can be approved together, to be ticked. */
export const listPage = (c: Context, { possible, problem, chosen }: ListPage): Html =>
  staffPage(c, {
    title: '一括承認',
    lead: `あなたの承認を待っている情報変更の申込みです（期限の近い順に${BULK_AT_MOST}件まで）。申込みの後に登録情報が変わったものは、申込みの画面で承認してください。`,
    notice: problem && banner('error', problemTexts[problem], undefined, { live: true }),
    content: html`<form method="post" action="/office/bulk-approval" class="stack">
      ${dataTable<Judged>({
        caption: '承認を待っている申込み',
        captionHidden: true,
        rows: possible,
        columns: [tick(chosen), ...approvableColumns],
        empty: {
          title: '一括で承認できる申込みはありません',
          body: '担当者が決まり、あなたが承認できる申込みがあると、ここに表示されます。',
        },
      })}
      ${actions({
        primary:
          possible.length > 0 ? button({ text: '選択した申込みを確認する', kind: 'primary' }) : undefined,
        back: button({ text: '申込一覧へ', href: '/office' }),
      })}
    </form>`,
  });

const problemTexts: Record<ChoiceProblem, string> = {
  nothingChosen: '承認する申込みを選択してください',
  tooMany: `一度に承認できるのは${BULK_AT_MOST}件までです。選択を減らしてください`,
};

const tick = (chosen: readonly string[]): Column<Judged> => ({
  header: '選択',
  width: 'narrow',
  cell: ({ application: { applicationNumber }, party }) =>
    html`<input type="checkbox" name="number"${attributes({
      value: applicationNumber,
      checked: chosen.includes(applicationNumber),
      'aria-label': `${applicationNumber}（${party.name}）を選択`,
    })}>`,
});
