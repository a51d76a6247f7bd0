import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import { dateInTokyo } from '../../../domain/calendar-date.ts';
import { isUndecided } from '../../../domain/change-application.ts';
import { insuredPartyKindText } from '../../../domain/insured-party.ts';
import { isAsDecided } from '../../../domain/moved-fields.ts';
import { changeApplicationWorkflowId } from '../../../workflows/change-application.ts';
import { applicationNumber, badge, banner, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { companyPath, userPath } from '../companies/paths.ts';
import { suspendedNotice } from '../companies/state.ts';
import type { History } from '../history/read.ts';
import { historySection } from '../history/section.ts';
import { staffPage } from '../page.ts';
import { decisionPanel } from './decision-panel.ts';
import { differenceTable, movedLabels } from './difference.ts';
import { mailsTable, othersTable, stepEntries } from './history.ts';
import type { Examined, PanelState } from './panel-state.ts';
import { approvalsOf } from './take-step.ts';
import { warningsOf } from './warnings.ts';

export interface WholeApplication extends Examined {
  history: History;
  /** The company's other applications. */
  others: ChangeApplication[];
}

/** One application: what is asked for on the left, what can be done about it on the right. */
export function applicationPage(c: Context, whole: WholeApplication, state: PanelState): Html {
  const { application, party, steps, history, others } = whole;
  const changed = Object.keys(application.changes).length;
  return staffPage(c, {
    title: `${party.name}　保険利用者情報変更`,
    breadcrumb: [{ text: '申込一覧', href: '/office' }, { text: application.applicationNumber }],
    lead: deadline(application),
    titleAside: applicationNumber(application.applicationNumber),
    content: html`<div class="office-columns">
      <div>
        ${suspendedNotice(whole.party)}
        ${warnings(whole)}
        ${section({ title: `変更内容（${changed}項目）`, content: differenceTable(application, party, steps) })}
        ${historySection(c, { work: 'change', number: application.applicationNumber }, stepEntries(steps), history)}
        ${section({ title: '送信したメール', content: mailsTable(history.mails) })}
        ${section({ title: 'この保険利用者のほかの申込み', content: othersTable(others, party.kind) })}
      </div>
      <aside aria-label="決裁と申込者">
        ${decisionPanel(c.var.staff, whole, state)}
        ${section({ title: '保険利用者と申込者', content: parties(c, whole) })}
      </aside>
    </div>`,
  });
}

function deadline({ submittedAt, dueAt, stage, round }: ChangeApplication): Html {
  const now = new Date();
  const overdue = isUndecided(stage) && dueAt !== null && dueAt < now;
  const today = isUndecided(stage) && dueAt !== null && !overdue && dateInTokyo(dueAt) === dateInTokyo(now);
  return html`<span>${round > 1 ? `再申込み（${round}回目）` : '申込み'} ${submittedAt && time(submittedAt)}</span>
    ${isUndecided(stage) && dueAt && html`<span>　期限 ${time(dueAt, 'date')} ${overdue && badge('danger', '期限超過')}${today && badge('warning', '本日')}</span>`}`;
}

function warnings({ application, party, steps }: WholeApplication): Html[] {
  const moved = movedLabels(application, party);
  const stillMatters = isUndecided(application.stage) || application.stage === 'returned';
  return [
    ...(moved.length > 0
      ? [
          banner(
            'warning',
            '申込みの後に登録情報が変わっています',
            `${moved.join('、')}の現在の登録が、申込時と異なります。${movedConsequence(application, party, steps)}`,
          ),
        ]
      : []),
    ...(stillMatters ? warningsOf(application, party) : []).map(({ title, body }) =>
      banner('warning', title, body),
    ),
  ];
}

/** What a moved record means depends on who acts next. */
function movedConsequence(
  application: ChangeApplication,
  party: WholeApplication['party'],
  steps: WholeApplication['steps'],
): string {
  if (application.stage === 'returned') return '申込者が修正すると、現在の登録との違いに置き換わります。';
  if (application.stage !== 'approved')
    return '承認するときに、項目ごとに「申込内容にする」か「現在の登録のままにする」かを選びます。';
  return isAsDecided(party, application.changes, approvalsOf(application, steps).at(-1)?.choices ?? {})
    ? '最後の承認で選ばれたとおりに反映されます。'
    : '承認の後に変わったため、このままでは反映されず、審査に戻ります。';
}

const parties = (c: Context, { application, party, applicant }: WholeApplication): Html =>
  definitionList([
    { label: '保険利用者', value: html`<a href="${companyPath(party.insuredCode)}">${party.name}</a>` },
    {
      label: 'コード',
      value: html`<span class="number">${party.insuredCode}</span>（${insuredPartyKindText[party.kind]}）`,
    },
    {
      label: '申込者',
      value: html`${applicant.name} <a class="number" href="${userPath(applicant.webUserId)}">${applicant.webUserId}</a>`,
    },
    { label: '所属・役職', value: [applicant.department, applicant.title].filter(Boolean).join('　') },
    { label: '電話番号', value: applicant.phone },
    { label: '受付メールの宛先', value: application.receiptEmail },
    {
      label: '処理の記録',
      value: html`<a href="${workflowUrl(c, application)}" target="_blank" rel="noopener">Temporal UIで開く<span class="visually-hidden">（新しいタブ）</span></a>`,
    },
  ]);

function workflowUrl(c: Context, application: ChangeApplication): string {
  const { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE } = c.var.services.config;
  const id = changeApplicationWorkflowId(application.applicationNumber);
  return `${TEMPORAL_UI_URL.replace(/\/$/, '')}/namespaces/${encodeURIComponent(TEMPORAL_NAMESPACE)}/workflows/${encodeURIComponent(id)}`;
}
