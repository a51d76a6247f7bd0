import type { CompanyApplications } from '../../../db/company-applications.ts';
import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
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
import { entryFacts } from '../entries/entry-facts.ts';
import type { History } from '../history/read.ts';
import { historySection } from '../history/section.ts';
import { caseJumps } from '../jump-bar.ts';
import { otherApplications } from '../other-applications.ts';
import { staffPage } from '../page.ts';
import { decisionPanel } from './decision-panel.ts';
import { differenceTable, movedLabels } from './difference.ts';
import { mailsTable, stepEntries } from './history.ts';
import type { Examined, PanelState } from './panel-state.ts';
import { approvalsOf } from './take-step.ts';
import { type Warning, warningsOf } from './warnings.ts';

export interface WholeApplication extends Examined {
  history: History;
  /** Other insured parties that may be the same one. */
  likeParties: InsuredParty[];
  /** All that was applied for about the company. */
  others: CompanyApplications;
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
        ${section({ id: 'contents', title: `変更内容（${changed}項目）`, content: differenceTable(application, party, steps) })}
        ${historySection(c, { work: 'change', number: application.applicationNumber }, stepEntries(steps), history)}
        ${section({ title: '送信したメール', content: mailsTable(history.mails) })}
        ${otherApplications(party, others, `/office/change-applications/${application.applicationNumber}`)}
      </div>
      <aside aria-label="決裁と申込者">
        ${decisionPanel(c.var.staff, whole, state)}
        ${section({ title: '保険利用者と申込者', content: parties(c, whole) })}
      </aside>
    </div>
    ${caseJumps('変更内容')}`,
  });
}

function deadline({ submittedAt, dueAt, stage, round }: ChangeApplication): Html {
  const now = new Date();
  const overdue = isUndecided(stage) && dueAt !== null && dueAt < now;
  const today = isUndecided(stage) && dueAt !== null && !overdue && dateInTokyo(dueAt) === dateInTokyo(now);
  return html`<span>${round > 1 ? `再申込み（${round}回目）` : '申込み'} ${submittedAt && time(submittedAt)}</span>
    ${isUndecided(stage) && dueAt && html`<span>　期限 ${time(dueAt, 'date')} ${overdue && badge('danger', '期限超過')}${today && badge('warning', '本日')}</span>`}`;
}

function warnings({ application, party, steps, likeParties }: WholeApplication): Html {
  const moved = movedLabels(application, party);
  const hints = stillMatters(application) ? warningsOf(application, party, likeParties) : [];
  return html`${
    moved.length > 0 &&
    banner(
      'warning',
      '申込みの後に登録情報が変わっています',
      `${moved.join('、')}の現在の登録が、申込時と異なります。${movedConsequence(application, party, steps)}`,
    )
  }${hints.length > 0 && warningList(hints)}`;
}

/** What staff can still act upon. */
export const stillMatters = ({ stage }: ChangeApplication) => isUndecided(stage) || stage === 'returned';

/** One banner, however many they are: what is applied for stays in sight. */
const warningList = (hints: Warning[]): Html =>
  banner(
    'warning',
    `確認が必要な点（${hints.length}件）`,
    html`<ul class="warning-list">${hints.map(({ title, body }) => html`<li><strong>${title}</strong><div>${body}</div></li>`)}</ul>`,
  );

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
    ...(application.entry ? entryFacts(application.entry) : []),
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
