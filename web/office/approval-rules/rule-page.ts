import type { ProposalRow } from '../../../db/approval-rules.ts';
import {
  type ApprovalRule,
  type ApprovalRuleStage,
  alwaysNeedsTwo,
  approvalRuleStageText,
} from '../../../domain/approval-rule.ts';
import {
  fieldsOf,
  type InsuredPartyField,
  type InsuredPartyKind,
  insuredPartyKindText,
} from '../../../domain/insured-party.ts';
import { mayStaff } from '../../access.ts';
import { badge, banner, button, dataTable, section, time, timeline } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { administrationTrail, doneNotice } from '../record-list.ts';

export const HOME = '/office/approval-rules';
export const proposalPath = (proposalId: string) => `${HOME}/proposals/${proposalId}`;
const NEW = `${HOME}/proposals/new`;

interface RulePage {
  rule: ApprovalRule & { version: number };
  proposals: ProposalRow[];
}

/** 承認ルール: which fields take two approvers, what is proposed, and what was before. */
export function rulePage(c: Context, { rule, proposals }: RulePage): Html {
  const waiting = proposals.find(({ proposal }) => proposal.stage === 'proposed');
  return staffPage(c, {
    title: '承認ルール',
    lead: '保険利用者情報変更の承認に、別々の2名の承認者が必要な項目です。1つでも含まれる申込みは2名の承認が必要です。',
    breadcrumb: administrationTrail({ text: '承認ルール' }),
    titleAside:
      !waiting && mayStaff(c.var.staff, 'approvalRules:propose')
        ? button({ text: '変更を提案する', kind: 'primary', href: NEW })
        : undefined,
    notice: html`${doneNotice(c)}${waiting && waitingNotice(waiting)}`,
    content: html`<div class="office-columns">
      <div>${section({ title: rule.version === 0 ? '現在のルール' : `現在のルール（第${rule.version}版）`, content: ruleTable(rule) })}</div>
      <aside aria-label="変更">
        ${section({
          title: 'ルールの変更',
          content: html`<p>変更は統括者が提案し、提案した人とは別の承認者または統括者が決裁します。決裁された後に申し込まれたものから適用され、それより前の申込みは、申し込まれたときのルールのままです。</p>
            <p>名称、法人番号、代表者、本店の所在地は、常に2名の承認が必要です。この4つを減らすことはできません。</p>`,
        })}
        ${section({ title: '履歴', content: history(proposals) })}
      </aside>
    </div>`,
  });
}

const waitingNotice = ({ proposal, proposerName }: ProposalRow): Html =>
  banner(
    'info',
    '決裁を待つ変更の提案があります',
    html`<p>${proposerName}が${time(proposal.proposedAt)}に提案しました。<a href="${proposalPath(proposal.proposalId)}">提案を開く</a></p>`,
  );

const ruleTable = (rule: ApprovalRule): Html =>
  dataTable<InsuredPartyField>({
    caption: '項目ごとに必要な承認',
    captionHidden: true,
    rows: fieldsOf('headOffice'),
    columns: [
      { header: '項目', primary: true, cell: ({ label }) => label },
      ...(['headOffice', 'branch'] as const).map((kind) => ({
        header: insuredPartyKindText[kind],
        width: 'narrow' as const,
        cell: ({ key }: InsuredPartyField) => needed(kind, key, rule),
      })),
    ],
    empty: { title: '項目がありません' },
  });

function needed(kind: InsuredPartyKind, key: InsuredPartyField['key'], rule: ApprovalRule): Html | string {
  if (!fieldsOf(kind).some((field) => field.key === key)) return html`<span class="nothing">項目なし</span>`;
  if (alwaysNeedsTwo(kind, key)) return badge('info', '2名（常に）');
  return rule[kind].includes(key) ? badge('info', '2名（追加）') : '1名';
}

/** What was proposed, the newest first; each leads to what it changed and who decided it. */
const history = (rows: ProposalRow[]): Html =>
  rows.length === 0
    ? html`<p class="nothing">変更されたことはありません</p>`
    : timeline(
        rows.map(({ proposal, proposerName }) => ({
          at: proposal.proposedAt,
          actor: proposerName,
          text: html`<a href="${proposalPath(proposal.proposalId)}">${proposal.version ? `第${proposal.version}版` : '提案'}</a> ${stageBadge(proposal.stage)}`,
          kind: marks[proposal.stage],
        })),
      );

const marks = {
  proposed: 'waiting',
  confirmed: 'done',
  refused: 'rejected',
  withdrawn: 'returned',
} as const satisfies Record<ApprovalRuleStage, string>;

const stageKinds = {
  proposed: 'waiting',
  confirmed: 'success',
  refused: 'danger',
  withdrawn: 'neutral',
} as const satisfies Record<ApprovalRuleStage, string>;
export const stageBadge = (stage: ApprovalRuleStage): Html =>
  badge(stageKinds[stage], approvalRuleStageText[stage]);
