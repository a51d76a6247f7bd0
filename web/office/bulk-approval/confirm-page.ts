import type { Principal } from '../../../db/stand-ins.ts';
import { todayInTokyo } from '../../../domain/calendar-date.ts';
import { actions, banner, button, dataTable, formatDate, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { capacityField } from '../capacity.ts';
import { proposedDate } from '../change-applications/decision-fields.ts';
import { recordToken } from '../change-applications/field-choices.ts';
import { problemText } from '../change-applications/refusal-text.ts';
import { staffPage } from '../page.ts';
import { type Judged, obstacleText } from './judge.ts';
import { applicationLink, approvableColumns } from './rows.ts';

export interface ConfirmState {
  problem?: 'notStandIn';
}

interface ConfirmPage {
  judged: Judged[];
  /** What was ticked and is no application for a change. */
  unknown: string[];
  principals: Principal[];
  state: ConfirmState;
}

/** Each difference once more; then one press for all. What cannot be approved so is named, with the reason. */
export function confirmPage(c: Context, { judged, unknown, principals, state }: ConfirmPage): Html {
  const possible = judged.filter(({ obstacle }) => !obstacle);
  const excluded = judged.filter(({ obstacle }) => obstacle);
  return staffPage(c, {
    title: '一括承認の確認',
    breadcrumb: [{ text: '一括承認', href: '/office/bulk-approval' }, { text: '確認' }],
    lead:
      possible.length > 0
        ? `次の${possible.length}件を承認します。1件ずつ記録され、承認できなかったものは、結果の画面に理由が表示されます。`
        : '選択した申込みの中に、一括で承認できるものはありません。',
    notice:
      state.problem &&
      banner('warning', problemText[state.problem].title, problemText[state.problem].body, { live: true }),
    content: html`
      ${possible.length > 0 && confirmForm(possible, principals)}
      ${excluded.length + unknown.length > 0 && section({ title: '一括では承認しないもの', content: excludedList(excluded, unknown) })}
      ${possible.length === 0 && actions({ back: button({ text: '戻る', href: '/office/bulk-approval' }) })}`,
  });
}

function confirmForm(possible: Judged[], principals: Principal[]): Html {
  const today = todayInTokyo(new Date());
  return html`<form method="post" action="/office/bulk-approval/decision" class="stack" data-submit-once>
    <input type="hidden" name="bulkId" value="${crypto.randomUUID()}">
    ${possible.map((one) => html`<input type="hidden" name="item" value="${itemOf(one)}">`)}
    ${dataTable<Judged>({
      caption: '承認する申込み',
      captionHidden: true,
      rows: possible,
      columns: [
        ...approvableColumns,
        {
          header: '適用日',
          width: 'narrow',
          cell: (one) => {
            const date = proposedDate(one, today);
            return date ? html`<span class="number">${formatDate(date)}</span>` : '直ちに';
          },
        },
      ],
      empty: { title: '' },
    })}
    ${capacityField(principals)}
    ${actions({
      primary: button({ text: `${possible.length}件を承認する`, kind: 'primary' }),
      back: button({ text: '戻る', href: '/office/bulk-approval' }),
    })}
  </form>`;
}

/** Number, submission and record, as they are shown: what differs at the press is not approved. */
const itemOf = (one: Judged): string =>
  `${one.application.applicationNumber} ${one.application.round} ${recordToken(one)}`;

const excludedList = (excluded: Judged[], unknown: string[]): Html => html`<ul class="stack">
  ${excluded.map(({ application, party, obstacle }) => html`<li>${applicationLink(application.applicationNumber)}　${party.name}：${obstacle && obstacleText(obstacle)}</li>`)}
  ${unknown.length > 0 && html`<li>ほかの${unknown.length}件：情報変更の申込みではないため、一括では承認できません。それぞれの画面で決裁してください</li>`}
</ul>`;
