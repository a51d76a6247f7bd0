import type { Applicant } from '../../../db/applicants.ts';
import { formatCalendarDate } from '../../../domain/calendar-date.ts';
import { APPLICANTS_AT_MOST, applicationRightText } from '../../../domain/web-user.ts';
import { actions, button, dataTable } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary } from '../../fields.ts';
import { time } from '../../format.ts';
import { attributes, type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { noNumberLeftBanner } from './confirm-page.ts';
import { opener } from './question.ts';
import { stateBadge } from './state.ts';

export interface ListPage {
  applicants: Applicant[];
  /** A button was pressed and nobody chosen. */
  nobodyChosen?: boolean;
  noNumberLeft?: boolean;
}

/** Manual 4-4 ①②, 4-5 ②, 4-6 ② and 4-7 ②: 選択 with a radio button, then one of the buttons. */
export function listPage(c: Context, { applicants, nobodyChosen, noNumberLeft }: ListPage): Html {
  const given = c.var.company.lastApplicantSequence;
  return userPage(c, {
    title: 'Webユーザー（申込者）情報照会・追加・変更',
    width: 'wide',
    lead: 'Webユーザー（申込者）を選択し、行いたい手続きのボタンをクリックしてください。新しく登録する場合は「新規登録」をクリックしてください。',
    notice: noNumberLeft ? noNumberLeftBanner : undefined,
    content: html`
      <div id="popup">${nobodyChosen && nobodyChosenSummary}</div>
      <form method="get" action="/applicants/selection" class="stack">
        ${dataTable({
          caption: '登録されているWebユーザー（申込者）',
          captionHidden: true,
          rows: applicants,
          columns: [
            { header: '選択', cell: (row) => radio(row, row === applicants[0]), width: 'narrow' },
            {
              header: 'WebユーザーID',
              cell: ({ webUserId }) => html`<span class="number">${webUserId}</span>`,
              width: 'narrow',
            },
            { header: '氏名', primary: true, cell: detailsLink },
            {
              header: '所属名・役職名',
              cell: ({ department, title }) => [department, title].filter(Boolean).join('　') || '登録なし',
            },
            {
              header: '入力・申込権限',
              cell: ({ applicationRight }) => applicationRightText[applicationRight],
              width: 'narrow',
            },
            { header: '状態', cell: stateCell },
            {
              header: '最終ログイン日時',
              cell: ({ lastLoginAt }) => (lastLoginAt ? time(lastLoginAt) : 'なし'),
              width: 'narrow',
            },
          ],
          empty: {
            title: 'Webユーザー（申込者）はまだ登録されていません',
            body: '「新規登録」から登録すると、ここに一覧が表示されます。',
          },
        })}
        ${applicants.length > 0 && forTheChosen}
        ${actions({
          primary: button({ text: '新規登録', kind: 'primary', href: '/applicants/new' }),
          back: button({ text: '戻る', href: '/' }),
        })}
      </form>
      <p class="help">WebユーザーID（申込者用）は最大${APPLICANTS_AT_MOST}件まで追加できます（発行済み${given}件、残り${APPLICANTS_AT_MOST - given}件）。一度発行したIDの番号は、再び発行されません。</p>
      <p class="help"><a href="/applicants/roster.csv">Webユーザーの一覧をダウンロードする（CSV）</a></p>`,
  });
}

const radio = ({ webUserId, name }: Applicant, first: boolean): Html =>
  html`<label class="choice"><input type="radio" name="applicant"${attributes({ id: first ? 'applicant' : undefined, value: webUserId })}><span class="visually-hidden">${name}（${webUserId}）を選択</span></label>`;

/** The shorter way to 照会. */
const detailsLink = ({ webUserId, name }: Applicant): Html =>
  html`<a href="/applicants/${webUserId}">${name}</a>`;

const stateCell = (applicant: Applicant): Html => html`
  ${stateBadge(applicant)}
  ${applicant.validUntil && html`<small class="note">最終利用日 ${formatCalendarDate(applicant.validUntil)}</small>`}
  ${applicant.disabledAt && opener(applicant, 'enablement', '解除', 'small')}`;

/** パスワードリセット opens its message box over the list; without a script it leads to a page that asks the same. */
const forTheChosen: Html = html`<div class="links">
  ${button({ text: '照会', name: 'next', value: 'details' })}
  ${button({ text: '変更', name: 'next', value: 'change' })}
  ${button({
    text: 'パスワードリセット',
    name: 'next',
    value: 'password-reset',
    attributes: {
      'hx-get': '/applicants/selection',
      'hx-include': 'closest form',
      'hx-target': '#popup',
      'hx-swap': 'innerHTML',
    },
  })}
</div>`;

export const nobodyChosenSummary: Html = errorSummary([
  {
    name: 'applicant',
    message: 'Webユーザー（申込者）を「選択」で選んでから、ボタンをクリックしてください。',
  },
]);
