import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { listCompanyApplications } from '../../../db/company-applications.ts';
import {
  findLikeParties,
  findLikeRegistrations,
  findRegistration,
  listRegistrationSteps,
} from '../../../db/registrations.ts';
import { principalsOf } from '../../../db/stand-ins.ts';
import { mayStaff, requireStaffRight } from '../../access.ts';
import { type FormValues, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { formatDate } from '../../format.ts';
import { readCapacity } from '../capacity.ts';
import { readHistory } from '../history/read.ts';
import { OTHERS_LISTED } from '../other-applications.ts';
import { offerTemplates, wantsTemplate, withTemplate } from '../reason-fields.ts';
import { recordView } from '../staff-act.ts';
import { parseDecision } from './decision-form.ts';
import type { Examined, PanelState } from './decision-panel.ts';
import { registrationPage } from './registration-page.ts';
import { type Problem, type StaffStep, takeStep } from './take-step.ts';

/** One registration before staff: who asks for what, what happened so far, and what is decided. */
export const registrations = new Hono<AppEnv>()
  .use(requireStaffRight('applications:see'))

  .get('/:number', async (c) => {
    const examined = await examine(c);
    await recordView(c, 'viewed', examined.registration.registrationNumber);
    return show(c, examined, {}, 200);
  })

  .post('/:number/claim', requireStaffRight('applications:work'), async (c) => {
    const examined = await examine(c);
    return act(c, examined, await readForm(c), { kind: 'claimed' });
  })

  .post('/:number/decision', requireStaffRight('registrations:decide'), async (c) => {
    const examined = await examine(c);
    const form = await readForm(c);
    if (form.kind === 'reconsidered') return show(c, examined, { input: form }, 200);
    if (wantsTemplate(form)) return show(c, examined, { input: withTemplate(form, examined.templates) }, 200);
    const parsed = parseDecision(form.confirmation === 'rejected' ? { ...form, kind: 'rejected' } : form);
    if (!parsed) throw new HTTPException(400, { message: 'no decision' });
    if ('errors' in parsed) return show(c, examined, { input: form, errors: parsed.errors }, 422);
    if (parsed.decision.kind === 'rejected' && form.confirmation !== 'rejected')
      return show(c, examined, { input: form, confirming: true }, 200);
    const capacity = readCapacity(form, examined.principals);
    if (!capacity) return notTaken(c, form, 'notStandIn');
    const principal = examined.principals.find(({ staffId }) => staffId === capacity.principalId);
    if (principal && !mayStaff(principal, 'registrations:decide'))
      return notTaken(c, form, 'principalMayNot');
    return act(c, examined, form, { ...parsed.decision, ...capacity });
  });

/** Throws 404 for a number that nobody knows. */
async function examine(c: Context): Promise<Examined> {
  const { db } = c.var.services;
  const number = c.req.param('number') ?? '';
  const found = await findRegistration(db, number);
  if (!found) throw new HTTPException(404);
  const { registration, party } = found;
  const [steps, principals, templates] = await Promise.all([
    listRegistrationSteps(db, number),
    principalsOf(db, c.var.staff.staffId, new Date()),
    offerTemplates(db, 'registration', {
      受付番号: number,
      申込日: formatDate(registration.submittedAt),
      保険利用者名: registration.details?.name ?? party?.name ?? '―',
    }),
  ]);
  return { ...found, steps, principals, templates };
}

async function show(c: Context, examined: Examined, state: PanelState, status: 200 | 409 | 422 | 503) {
  const { db } = c.var.services;
  const { registration, party } = examined;
  const [history, likeParties, likeRegistrations, others] = await Promise.all([
    readHistory(db, { work: 'registration', number: registration.registrationNumber }),
    findLikeParties(db, registration),
    findLikeRegistrations(db, registration),
    party ? listCompanyApplications(db, party.insuredCode, OTHERS_LISTED + 1) : undefined,
  ]);
  return c.html(
    registrationPage(c, { ...examined, history, likeParties, likeRegistrations, others }, state),
    status,
  );
}

const formOfPanel = z.object({ stepId: z.uuid() });

/** Takes the step and leads to the registration as it then is; or says why not, with everything typed still there. */
async function act(c: Context, examined: Examined, form: FormValues, step: StaffStep): Promise<Response> {
  const sent = formOfPanel.safeParse(form);
  if (!sent.success) throw new HTTPException(400, { message: 'not a form of ours' });
  const { registration } = examined;
  const problem = await takeStep(c, registration, step, sent.data.stepId);
  if (!problem) return redirectTo(c, `/office/registrations/${registration.registrationNumber}`);
  if (problem === 'temporalDown') {
    c.header('retry-after', '5');
    return show(c, examined, { input: form, problem }, 503);
  }
  return notTaken(c, form, problem);
}

/** The registration as it now is, with what was typed; the next press is another one. */
async function notTaken(c: Context, { stepId: _used, ...input }: FormValues, problem: Problem) {
  return show(c, await examine(c), { input, problem }, 409);
}
