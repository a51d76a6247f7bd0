import type { CompanyApplications } from '../../../db/company-applications.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import type { Registration } from '../../../db/schema/registrations.ts';
import { dateInTokyo } from '../../../domain/calendar-date.ts';
import { fieldsOf, insuredPartyKindText } from '../../../domain/insured-party.ts';
import { isUndecidedRegistration, registrationKindText } from '../../../domain/registration.ts';
import { webUserIdOf } from '../../../domain/web-user.ts';
import { registrationWorkflowId } from '../../../workflows/registration.ts';
import { applicationNumber, badge, banner, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { formatDate, time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { requestSections } from '../../portal/registration/request-sections.ts';
import { mailsTable } from '../change-applications/history.ts';
import { companyPath } from '../companies/paths.ts';
import type { History } from '../history/read.ts';
import { historySection } from '../history/section.ts';
import { caseJumps } from '../jump-bar.ts';
import { otherApplications } from '../other-applications.ts';
import { staffPage } from '../page.ts';
import { decisionPanel, type Examined, type PanelState } from './decision-panel.ts';
import { stepEntries } from './history.ts';
import { warningsOf } from './warnings.ts';

export interface WholeRegistration extends Examined {
  history: History;
  likeParties: InsuredParty[];
  likeRegistrations: Registration[];
  /** All that was applied for about the company, where it is known. */
  others: CompanyApplications | undefined;
}

/** One registration: what is asked for on the left, what can be done about it on the right. */
export function registrationPage(c: Context, whole: WholeRegistration, state: PanelState): Html {
  const { registration, party, steps, history, likeParties, likeRegistrations, others } = whole;
  const name = registration.details?.name ?? party?.name ?? registration.administrator.name;
  const warnings = isUndecidedRegistration(registration.stage)
    ? warningsOf(whole, likeParties, likeRegistrations)
    : [];
  return staffPage(c, {
    title: `${name}　${registrationKindText[registration.kind]}`,
    breadcrumb: [{ text: '申込一覧', href: '/office' }, { text: registration.registrationNumber }],
    lead: deadline(registration),
    titleAside: applicationNumber(registration.registrationNumber, '受付番号'),
    content: html`<div class="office-columns">
      <div>
        ${warnings.map(({ kind, title, body }) => banner(kind, title, body))}
        <div id="contents" class="stack">${requestSections(registration)}</div>
        ${registration.kind === 'administratorOnly' && party && registeredParty(party)}
        ${historySection(c, { work: 'registration', number: registration.registrationNumber }, stepEntries(steps), history)}
        ${section({ title: '送信したメール', content: mailsTable(history.mails) })}
        ${party && others && otherApplications(party, others, `/office/registrations/${registration.registrationNumber}`)}
      </div>
      <aside aria-label="決裁と申込み">
        ${decisionPanel(c.var.staff, whole, state)}
        ${section({ title: '申込み', content: facts(c, registration) })}
      </aside>
    </div>
    ${caseJumps('申込内容')}`,
  });
}

function deadline({ submittedAt, dueAt, stage }: Registration): Html {
  const now = new Date();
  const open = isUndecidedRegistration(stage);
  const overdue = open && dueAt < now;
  const today = open && !overdue && dateInTokyo(dueAt) === dateInTokyo(now);
  return html`<span>申込み ${time(submittedAt)}</span>
    ${open && html`<span>　期限 ${time(dueAt, 'date')} ${overdue && badge('danger', '期限超過')}${today && badge('warning', '本日')}</span>`}`;
}

/** What is on record for the stated code: staff compare it with what the applicant says of themselves. */
const registeredParty = (party: InsuredParty): Html =>
  section({
    title: '登録されている保険利用者',
    content: definitionList([
      {
        label: '保険利用者コード',
        value: html`<a class="number" href="${companyPath(party.insuredCode)}">${party.insuredCode}</a>（${insuredPartyKindText[party.kind]}）`,
      },
      ...fieldsOf(party.kind)
        .filter(({ key }) => compared.has(key))
        .map((field) => ({ label: field.label, value: field.format(party[field.key]) })),
    ]),
  });

const compared: ReadonlySet<string> = new Set([
  'corporateNumber',
  'name',
  'postalCode',
  'prefecture',
  'city',
  'street',
  'building',
  'phone',
  'contactDepartment',
  'contactName',
  'contactPhone',
  'contactEmail',
]);

const facts = (c: Context, registration: Registration): Html =>
  definitionList([
    ...(registration.stage === 'approved' || registration.stage === 'registered'
      ? [
          { label: '保険利用者コード', value: html`<span class="number">${registration.insuredCode}</span>` },
          {
            label: 'WebユーザーID',
            value: html`<span class="number">${webUserIdOf(registration.insuredCode ?? '', 0)}</span>`,
          },
        ]
      : []),
    { label: '同意した規約', value: `${formatDate(registration.termsVersion)}版` },
    { label: '同意した日時', value: time(registration.termsAgreedAt) },
    { label: '接続元', value: html`<span class="number">${registration.address}</span>` },
    {
      label: '処理の記録',
      value: html`<a href="${workflowUrl(c, registration)}" target="_blank" rel="noopener">Temporal UIで開く<span class="visually-hidden">（新しいタブ）</span></a>`,
    },
  ]);

function workflowUrl(c: Context, { registrationNumber }: Registration): string {
  const { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE } = c.var.services.config;
  const id = registrationWorkflowId(registrationNumber);
  return `${TEMPORAL_UI_URL.replace(/\/$/, '')}/namespaces/${encodeURIComponent(TEMPORAL_NAMESPACE)}/workflows/${encodeURIComponent(id)}`;
}
