import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { listSteps } from '../../../db/change-applications.ts';
import { listCompanyApplications } from '../../../db/company-applications.ts';
import { findPartiesLike, likenessOf } from '../../../db/like-parties.ts';
import { findSubmittedApplication, listActiveStaff } from '../../../db/office-applications.ts';
import { principalsOf } from '../../../db/stand-ins.ts';
import { together } from '../../../db/together.ts';
import { todayInTokyo } from '../../../domain/calendar-date.ts';
import type { Refusal } from '../../../domain/change-application.ts';
import { mayStaff, requireStaffRight, type StaffRight } from '../../access.ts';
import { type FormValues, isPartial, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { formatDate } from '../../format.ts';
import { Refused, TemporalDown } from '../../temporal.ts';
import { type Capacity, readCapacity } from '../capacity.ts';
import { readHistory } from '../history/read.ts';
import { OTHERS_LISTED } from '../other-applications.ts';
import { offerTemplates, wantsTemplate, withTemplate } from '../reason-fields.ts';
import { recordView } from '../staff-act.ts';
import { applicationPage, stillMatters } from './application-page.ts';
import { type Decision, type DecisionKind, parseDecision } from './decision-form.ts';
import { decisionPanel, problemNotice } from './decision-panel.ts';
import { openFields, recordToken } from './field-choices.ts';
import type { Decidable, Examined, PanelState } from './panel-state.ts';
import type { Problem } from './refusal-text.ts';
import { approvalsOf, type StaffStep, takeStep } from './take-step.ts';

/** One application before staff: what is asked for, what happened so far, and what is decided. */
export const changeApplications = new Hono<AppEnv>()
  .use(requireStaffRight('applications:see'))

  .get('/:number', async (c) => {
    const examined = await examine(c);
    await recordView(c, 'viewed', examined.application.applicationNumber);
    return c.html(await wholePage(c, await withOffers(c, examined)));
  })

  .post('/:number/claim', requireStaffRight('applications:work'), async (c) => {
    const examined = await examine(c);
    return act(c, examined, await readForm(c), { kind: 'claimed' });
  })

  .post('/:number/decision', requireStaffRight('applications:decide'), async (c) => {
    const examined = await examine(c);
    const form = await readForm(c);
    if (form.kind === 'reconsidered') return show(c, examined, { input: form }, 200);
    if (wantsTemplate(form)) return show(c, examined, { input: form }, 200);
    const kind = form.confirmation === 'rejected' ? 'rejected' : form.kind;
    const parsed = parseDecision({ ...form, ...(kind ? { kind } : {}) }, todayInTokyo(new Date()), examined);
    if (!parsed) throw new HTTPException(400, { message: 'no decision' });
    const decided = 'errors' in parsed ? parsed.kind : parsed.decision.kind;
    if (!mayStaff(c.var.staff, rightFor[decided]))
      throw new HTTPException(403, { message: `needs ${rightFor[decided]}` });

    if (decided === 'approved' && sawAnotherRecord(form, examined)) return notTaken(c, form, 'recordMoved');
    if ('errors' in parsed) return show(c, examined, { input: form, errors: parsed.errors }, 422);
    if (decided === 'rejected' && form.confirmation !== 'rejected')
      return show(c, examined, { input: form, confirming: true }, 200);
    const capacity = readCapacity(form, examined.principals);
    if (!capacity) return notTaken(c, form, 'notStandIn');
    if (!mayPrincipal(examined, capacity, rightFor[decided])) return notTaken(c, form, 'principalMayNot');
    return act(c, examined, form, { ...atOnceIfEmptied(parsed.decision, examined), ...capacity });
  });

const rightFor: Record<DecisionKind, StaffRight> = {
  approved: 'applications:approve',
  returned: 'applications:return',
  rejected: 'applications:reject',
};

/** A stand-in needs the right themselves, and lends nobody one that they do not have. */
const mayPrincipal = ({ principals }: Decidable, { principalId }: Capacity, right: StaffRight) =>
  principalId === null ||
  principals.some((principal) => principal.staffId === principalId && mayStaff(principal, right));

/** The record has moved since the form was opened; one that says nothing about it must have nothing to decide. */
const sawAnotherRecord = ({ seen }: FormValues, examined: Decidable) =>
  seen === undefined ? openFields(examined).length > 0 : seen !== recordToken(examined);

const path = ({ application }: Decidable) => `/office/change-applications/${application.applicationNumber}`;

/** What a decision depends on. Throws 404 for a number that staff do not know. */
async function examine(c: Context): Promise<Decidable> {
  const { db } = c.var.services;
  const number = c.req.param('number') ?? '';
  const [found, steps, principals] = await together(
    () => findSubmittedApplication(db, number),
    () => listSteps(db, number),
    () => principalsOf(db, c.var.staff.staffId, new Date()),
  );
  if (!found) throw new HTTPException(404);
  return { ...found, steps, principals };
}

/** What the panel offers besides; a decision that is taken needs none of it. */
async function withOffers(c: Context, examined: Decidable): Promise<Examined> {
  const { db } = c.var.services;
  const { application, party } = examined;
  const [approvers, templates] = await Promise.all([
    listActiveStaff(db, ['approver', 'supervisor']),
    offerTemplates(db, 'change', {
      申込番号: application.applicationNumber,
      申込日: formatDate(application.submittedAt ?? new Date()),
      保険利用者名: party.name,
      保険利用者コード: party.insuredCode,
    }),
  ]);
  return { ...examined, approvers, templates };
}

async function wholePage(c: Context, examined: Examined, state: PanelState = {}) {
  const { db } = c.var.services;
  const { application, party } = examined;
  const [history, others, likeParties] = await Promise.all([
    readHistory(db, { work: 'change', number: application.applicationNumber }),
    listCompanyApplications(db, party.insuredCode, OTHERS_LISTED + 1),
    stillMatters(application) ? findPartiesLike(db, likenessOf(application), party.insuredCode) : [],
  ]);
  return applicationPage(c, { ...examined, history, others, likeParties }, state);
}

/** The panel for htmx, the whole page for a plain form; a template that was asked for is in the text. */
async function show(c: Context, decidable: Decidable, asked: PanelState, status: 200 | 409 | 422 | 503) {
  const examined = await withOffers(c, decidable);
  const { input } = asked;
  const state =
    input && wantsTemplate(input) ? { ...asked, input: withTemplate(input, examined.templates) } : asked;
  return isPartial(c)
    ? c.html(decisionPanel(c.var.staff, examined, state), status)
    : c.html(await wholePage(c, examined, state), status);
}

const formOfPanel = z.object({ stepId: z.uuid(), round: z.coerce.number().int() });

/** Takes the step and leads to the application as it then is; or says why not, with everything typed still there. */
async function act(c: Context, examined: Decidable, form: FormValues, step: StaffStep): Promise<Response> {
  const sent = formOfPanel.safeParse(form);
  if (!sent.success) throw new HTTPException(400, { message: 'not a form of ours' });
  const { stepId, round } = sent.data;
  const problem =
    round === examined.application.round
      ? await problemOf(() => takeStep(c, examined, step, stepId))
      : 'changedMeanwhile';
  if (!problem) return redirectTo(c, path(examined));
  if (problem === 'temporalDown') return sayThatItIsDown(c, examined, form);
  return notTaken(c, form, problem);
}

/** The application as it now is, with what was typed; the next press is another one. */
async function notTaken(c: Context, { stepId: _used, ...input }: FormValues, problem: Problem) {
  return show(c, await examine(c), { input, problem }, 409);
}

/** htmx leaves the form as it is and gets the message alone; a plain form comes back filled in, for the same press. */
function sayThatItIsDown(c: Context, examined: Decidable, input: FormValues) {
  c.header('retry-after', '5');
  return isPartial(c)
    ? c.html(problemNotice('temporalDown', examined), 503)
    : show(c, examined, { input, problem: 'temporalDown' }, 503);
}

async function problemOf(take: () => Promise<void>): Promise<Problem | undefined> {
  try {
    await take();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.reason as Refusal;
    if (error instanceof TemporalDown) return 'temporalDown';
    throw error;
  }
}

/** The last approval's date counts. One that empties the first approver's date means: today, not that date after all. */
function atOnceIfEmptied(decision: Decision, { application, steps }: Decidable): Decision {
  if (decision.kind !== 'approved' || decision.effectiveOn) return decision;
  const dated = approvalsOf(application, steps).some(({ effectiveOn }) => effectiveOn);
  return dated ? { ...decision, effectiveOn: todayInTokyo(new Date()) } : decision;
}
