import type { ProposalRow } from '../../../db/approval-rules.ts';
import {
  type ApprovalRule,
  type ApprovalRuleRefusal,
  refusalOfRuleDecision,
  ruleDifference,
} from '../../../domain/approval-rule.ts';
import {
  fieldsOf,
  type InsuredPartyFieldKey,
  type InsuredPartyKind,
  insuredPartyKindText,
} from '../../../domain/insured-party.ts';
import { mayStaff } from '../../access.ts';
import { badge, banner, button, definitionList, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textAreaField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { administrationTrail, doneNotice } from '../record-list.ts';
import { HOME, proposalPath, stageBadge } from './rule-page.ts';

export interface ProposalState {
  reasonText?: string;
  error?: string;
  problem?: ApprovalRuleRefusal;
}

/** What is proposed, beside its decision. `before` is the rule in force when it was proposed. */
export function proposalPage(
  c: Context,
  row: ProposalRow,
  before: ApprovalRule,
  state: ProposalState = {},
): Html {
  const { proposal } = row;
  return staffPage(c, {
    title: '承認ルールの変更の提案',
    breadcrumb: administrationTrail({ text: '承認ルール', href: HOME }, { text: '提案' }),
    titleAside: stageBadge(proposal.stage),
    notice: html`${doneNotice(c)}${state.problem && banner('warning', problemText[state.problem], undefined, { live: true })}`,
    content: html`
      ${errorSummary(state.error ? [{ name: 'reasonText', label: '却下の理由', message: state.error }] : [])}
      <div class="office-columns">
        <div>${section({
          title: '変更の内容',
          content: html`${(['headOffice', 'branch'] as const).map((kind) => difference(kind, before, proposal))}`,
        })}</div>
        <aside aria-label="決裁">
          ${section({ title: '決裁', id: 'decision', content: decisionPart(c, row, state) })}
          ${section({ title: '提案', content: about(row) })}
        </aside>
      </div>`,
  });
}

const problemText: Record<ApprovalRuleRefusal, string> = {
  closed: 'この提案はすでに終了しています',
  ownProposal: 'ご自身の提案は決裁できません',
};

function difference(kind: InsuredPartyKind, before: ApprovalRule, after: ApprovalRule): Html {
  const { added, removed } = ruleDifference(kind, before, after);
  const labels = new Map(fieldsOf(kind).map(({ key, label }) => [key, label]));
  const line = (key: InsuredPartyFieldKey, mark: Html, text: string) =>
    html`<li>${mark} ${labels.get(key) ?? key}　<small>${text}</small></li>`;
  return html`<h3>${insuredPartyKindText[kind]}</h3>
    ${
      added.length + removed.length === 0
        ? html`<p class="nothing">変更はありません</p>`
        : html`<ul class="stack">
        ${added.map((key) => line(key, badge('info', '追加'), '1名 → 2名の承認が必要になります'))}
        ${removed.map((key) => line(key, badge('warning', '解除'), '2名 → 1名の承認で足りるようになります'))}
      </ul>`
    }`;
}

const about = ({ proposal, proposerName, deciderName }: ProposalRow): Html =>
  definitionList([
    { label: '提案した人', value: html`${proposerName}　${time(proposal.proposedAt)}` },
    { label: '変更の理由', value: html`<span class="prose">${proposal.note}</span>` },
    ...(proposal.decidedAt
      ? [
          {
            label: proposal.stage === 'withdrawn' ? '取り下げた人' : '決裁した人',
            value: html`${deciderName}　${time(proposal.decidedAt)}`,
          },
        ]
      : []),
  ]);

function decisionPart(c: Context, { proposal }: ProposalRow, state: ProposalState): Html {
  const { staff } = c.var;
  const path = proposalPath(proposal.proposalId);
  if (proposal.stage === 'confirmed')
    return html`<p>承認されました。第${proposal.version}版として、その後に申し込まれたものから適用されています。</p>`;
  if (proposal.stage === 'refused')
    return html`<p>却下されました。</p><p class="prose">${proposal.reasonText}</p>`;
  if (proposal.stage === 'withdrawn') return html`<p>提案した人が取り下げました。</p>`;
  if (refusalOfRuleDecision(proposal, staff.staffId))
    return html`<p>ご自身の提案は決裁できません。ほかの承認者または統括者の決裁を待っています。</p>
      <form method="post" action="${path}/withdrawal" class="form" data-submit-once>${button({ text: '提案を取り下げる' })}</form>`;
  if (!mayStaff(staff, 'approvalRules:decide')) return html`<p>承認者または統括者の決裁を待っています。</p>`;
  return html`
    <form method="post" action="${path}/decision" class="form" data-submit-once>
      <p>承認すると、この後に申し込まれたものから適用されます。</p>
      ${button({ text: '承認する', kind: 'primary', name: 'kind', value: 'confirmed' })}
    </form>
    <form method="post" action="${path}/decision" class="form refusal" data-submit-once>
      ${textAreaField({ name: 'reasonText', label: '却下の理由', required: true, value: state.reasonText ?? '', error: state.error, rows: 3 })}
      ${button({ text: '却下する', kind: 'danger', name: 'kind', value: 'refused' })}
    </form>`;
}
