import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import {
  findApprovalRule,
  findProposal,
  findUndecidedProposal,
  listProposals,
  type ProposalRow,
} from '../../../db/approval-rules.ts';
import { parseRequiredProse } from '../../../domain/prose.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { withDone } from '../record-list.ts';
import { decide, propose, type RuleDecision, withdraw } from './decide.ts';
import { inputOf, parseProposal } from './form.ts';
import { formPage } from './form-page.ts';
import { type ProposalState, proposalPage } from './proposal-page.ts';
import { proposalPath, rulePage } from './rule-page.ts';

const proposeRight = requireStaffRight('approvalRules:propose');
const REASON_AT_MOST = 1000;

/** 承認ルール: which changes take two approvers; proposed by one supervisor, decided by somebody else. */
export const approvalRules = new Hono<AppEnv>()
  .use(requireStaffRight('settings:see'))

  .get('/', async (c) => {
    const { db } = c.var.services;
    const [rule, proposals] = await Promise.all([findApprovalRule(db), listProposals(db)]);
    return c.html(rulePage(c, { rule, proposals }));
  })

  .get('/proposals/new', proposeRight, async (c) => {
    const { db } = c.var.services;
    const waiting = await findUndecidedProposal(db);
    if (waiting) return c.redirect(proposalPath(waiting.proposal.proposalId), 303);
    return c.html(formPage(c, { input: inputOf(await findApprovalRule(db)) }));
  })

  .post('/proposals', proposeRight, async (c) => {
    const { db } = c.var.services;
    const input = await readForm(c);
    const parsed = parseProposal(input, await findApprovalRule(db));
    if ('errors' in parsed) return c.html(formPage(c, { input, errors: parsed.errors }), 422);
    const { proposal } = parsed;
    if (await propose(c, proposal))
      return redirectTo(c, withDone(proposalPath(proposal.proposalId), 'proposed'));
    const waiting = await findUndecidedProposal(db);
    return c.html(formPage(c, { input, anotherWaits: waiting?.proposal.proposalId }), 409);
  })

  .get('/proposals/:proposalId', async (c) => show(c, await found(c)))

  .post('/proposals/:proposalId/decision', requireStaffRight('approvalRules:decide'), async (c) => {
    const row = await found(c);
    const { kind, reasonText = '' } = await readForm(c);
    const decision = parseDecision(kind, reasonText);
    if ('error' in decision) return show(c, row, { reasonText, error: decision.error }, 422);
    const { proposalId } = row.proposal;
    const problem = await decide(c, proposalId, decision);
    if (problem) return show(c, await found(c), { reasonText, problem }, 409);
    return redirectTo(c, withDone(proposalPath(proposalId), 'decided'));
  })

  .post('/proposals/:proposalId/withdrawal', proposeRight, async (c) => {
    const { proposalId } = (await found(c)).proposal;
    return (await withdraw(c, proposalId))
      ? redirectTo(c, withDone(proposalPath(proposalId), 'withdrawn'))
      : show(c, await found(c), { problem: 'closed' }, 409);
  });

function parseDecision(kind: string | undefined, text: string): RuleDecision | { error: string } {
  if (kind === 'confirmed') return { stage: kind };
  if (kind !== 'refused') throw new HTTPException(400, { message: 'no decision' });
  const reason = parseRequiredProse(text, REASON_AT_MOST, '却下の理由を入力してください。');
  return 'error' in reason ? reason : { stage: 'refused', reasonText: reason.value };
}

async function found(c: Context): Promise<ProposalRow> {
  const id = z.uuid().safeParse(c.req.param('proposalId'));
  const row = id.success ? await findProposal(c.var.services.db, id.data) : undefined;
  if (!row) throw new HTTPException(404);
  return row;
}

async function show(c: Context, row: ProposalRow, state: ProposalState = {}, status: 200 | 409 | 422 = 200) {
  const before = await findApprovalRule(c.var.services.db, row.proposal.proposedAt);
  return c.html(proposalPage(c, row, before, state), status);
}
