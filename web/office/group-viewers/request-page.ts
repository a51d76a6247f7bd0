import type { CompanyChoice, GroupViewerRequestRow } from '../../../db/group-viewers.ts';
import type { GroupViewerRequestStep } from '../../../db/schema/group-viewer-requests.ts';
import type { Principal } from '../../../db/stand-ins.ts';
import { groupViewerRequestText, refusalOfGroupViewerDecision } from '../../../domain/group-viewer.ts';
import { insuredPartyKindText } from '../../../domain/insured-party.ts';
import { isFreeMail, isMobileCarrier } from '../../../domain/mail-domain.ts';
import type { PersonalDetails } from '../../../domain/personal-details.ts';
import { mayStaff } from '../../access.ts';
import { badge, banner, button, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary } from '../../fields.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { assigneeFact } from '../assignee-fact.ts';
import { capacityField, forWhom } from '../capacity.ts';
import type { History } from '../history/read.ts';
import { historySection } from '../history/section.ts';
import { caseJumps } from '../jump-bar.ts';
import { staffPage } from '../page.ts';
import { type OfferedTemplate, reasonFields } from '../reason-fields.ts';
import type { Problem } from './decide.ts';
import { requestEntries } from './history.ts';
import { stageBadge } from './list-page.ts';
import type { RequestState } from './routes.ts';

interface Whole extends GroupViewerRequestRow {
  wanted: CompanyChoice[];
  steps: GroupViewerRequestStep[];
  history: History;
  /** What an existing ID sees at present. */
  now: CompanyChoice[];
  /** For whom whoever looks may decide today, as their stand-in. */
  principals: Principal[];
  /** Texts with which a reason can begin. */
  templates: OfferedTemplate[];
}

/** What was asked for on the left, the decision on the right. */
export function requestPage(c: Context, whole: Whole, state: RequestState): Html {
  const { request, homeName } = whole;
  const title = `${homeName}　全社閲覧用ID　${groupViewerRequestText[request.kind]}`;
  return staffPage(c, {
    title,
    breadcrumb: [{ text: '全社閲覧用ID', href: '/office/group-viewers' }, { text: '依頼' }],
    titleAside: stageBadge(request.stage),
    content: html`<div class="office-columns">
      <div>
        ${section({ id: 'contents', title: '閲覧する保険利用者', content: companiesTable(whole) })}
        ${request.person && section({ title: 'IDを使用する方', content: personFacts(request.person) })}
        ${historySection(c, { work: 'groupViewer', number: request.requestId }, requestEntries(whole, whole.steps), whole.history)}
      </div>
      <aside aria-label="決裁">
        ${section({ title: '決裁', id: 'decision', content: decisionPart(c, whole, state) })}
        ${section({ title: '依頼', content: entered(c, whole) })}
      </aside>
    </div>
    ${caseJumps('依頼内容')}`,
  });
}

function companiesTable({ request, wanted, now }: Whole): Html {
  const current = new Set(now.map(({ insuredCode }) => insuredCode));
  const asked = new Set(request.companies);
  const open = request.kind === 'companies' && request.stage === 'entered';
  const removed = open ? now.filter(({ insuredCode }) => !asked.has(insuredCode)) : [];
  const mark = (company: CompanyChoice) => open && !current.has(company.insuredCode) && badge('info', '追加');
  return html`<ul class="stack">
    ${wanted.map((company) => html`<li>${companyText(company)} ${company.insuredCode === request.homeInsuredCode && html`<small>IDの先頭9桁</small>`} ${mark(company)} ${company.suspendedAt && badge('danger', '利用停止中')}</li>`)}
    ${removed.map((company) => html`<li>${companyText(company)} ${badge('warning', '削除')}</li>`)}
  </ul>`;
}

export const companyText = ({ insuredCode, name, kind }: CompanyChoice): Html =>
  html`<span class="number">${insuredCode}</span>　${name}（${insuredPartyKindText[kind]}）`;

export const personFacts = (person: PersonalDetails): Html =>
  definitionList([
    { label: '氏名', value: person.name },
    { label: '氏名（フリガナ）', value: person.kana },
    { label: '所属名', value: person.department },
    { label: '役職名', value: person.title },
    { label: '電話番号', value: person.phone },
    { label: 'FAX番号', value: person.fax },
    {
      label: 'メールアドレス',
      value: person.email,
      note:
        isFreeMail(person.email) || isMobileCarrier(person.email)
          ? 'フリーメールまたは携帯電話・スマートフォンのメールアドレスです。'
          : undefined,
    },
  ]);

const entered = (c: Context, { request, entererName, deciderName, assigneeName }: Whole): Html =>
  definitionList([
    assigneeFact(c.var.staff, {
      number: request.requestId,
      assigneeId: request.assigneeId,
      assigneeName,
      open: request.stage === 'entered',
      claimable: true,
    }),
    { label: '依頼した人', value: html`${entererName}　${time(request.enteredAt)}` },
    { label: '依頼の経緯', value: request.note && html`<span class="reason">${request.note}</span>` },
    ...(request.decidedAt
      ? [{ label: '決裁した人', value: html`${deciderName}${forWhom(request)}　${time(request.decidedAt)}` }]
      : []),
  ]);

function decisionPart(c: Context, whole: Whole, state: RequestState): Html {
  const { request } = whole;
  const notice = state.problem && banner('warning', problemText[state.problem], undefined, { live: true });
  if (request.stage !== 'entered') return html`${notice}${outcome(whole)}`;
  if (!mayStaff(c.var.staff, 'groupViewers:decide'))
    return html`${notice}<p>承認者または統括者の決裁を待っています。</p>`;
  const { staffId } = c.var.staff;
  if (refusalOfGroupViewerDecision(request, { staffId }))
    return html`${notice}<p>ご自身が入力した依頼は決裁できません。ほかの承認者または統括者の決裁を待っています。</p>`;
  const principals = whole.principals.filter(
    (principal) => !refusalOfGroupViewerDecision(request, { staffId, principalId: principal.staffId }),
  );
  const action = `/office/group-viewers/requests/${request.requestId}/decision`;
  return html`${notice}
    <form method="post" action="${action}" class="form" data-submit-once>
      <p>${
        request.kind === 'issue'
          ? '承認すると、このIDで上の保険利用者の情報を照会できるようになり、初期パスワードの通知書が印刷待ちになります。'
          : '承認すると、このIDで照会できる保険利用者が直ちに入れ替わります。'
      }</p>
      ${capacityField(principals, state.input)}
      ${button({ text: '承認する', kind: 'primary', name: 'kind', value: 'granted' })}
    </form>
    <form method="post" action="${action}" class="form" data-submit-once>
      ${errorSummary(state.error ? [{ name: 'reasonText', message: state.error, label: '却下の理由' }] : [])}
      ${capacityField(principals, state.input, 'refusal-actingFor')}
      ${reasonFields({
        kind: 'groupViewer',
        action,
        templates: whole.templates,
        label: '却下の理由',
        state: { ...state, errors: state.error ? { reasonText: state.error } : {} },
      })}
      ${button({ text: '却下する', kind: 'danger', name: 'kind', value: 'refused' })}
    </form>`;
}

function outcome({ request }: Whole): Html {
  if (request.stage === 'refused')
    return html`<p>却下しました。</p><p class="reason">${request.reasonText}</p>`;
  return html`<p>${request.kind === 'issue' ? 'IDを発行しました。' : '閲覧する保険利用者を変更しました。'}</p>
    <p><a class="number" href="/office/group-viewers/${request.webUserId}">${request.webUserId}</a></p>
    ${request.kind === 'issue' && html`<p>初期パスワードは<a href="/office/letters">通知書</a>でお送りします。</p>`}`;
}

const problemText: Record<Problem, string> = {
  closed: 'この依頼はすでに決裁されています',
  ownRequest: 'ご自身が入力した依頼は決裁できません',
  principalsRequest: '代行する相手が入力した依頼は決裁できません',
  notStandIn: '代行の期間が終わったか、取り消されました',
  noNumberLeft: 'この保険利用者コードには、全社閲覧用IDを99件まで発行済みです',
};
