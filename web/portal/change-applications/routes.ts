import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import {
  findInsuredParty,
  findOpenApplication,
  findOwnApplication,
  listOwnApplications,
  listSteps,
  withRequested,
} from '../../../db/change-applications.ts';
import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import { isWithdrawable } from '../../../domain/change-application.ts';
import { changesBetween, insuredPartyInput, parseInsuredPartyForm } from '../../../domain/insured-party.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { mayUser, requireUserRight } from '../../access.ts';
import { isPartial, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { recordView } from '../../record-view.ts';
import { Refused, TemporalDown } from '../../temporal.ts';
import { addressFields } from './address.ts';
import { completePage } from './complete-page.ts';
import { confirmPage } from './confirm-page.ts';
import { inputPage } from './input-page.ts';
import { listPage } from './list-page.ts';
import { discardQuestion, questionPage, withdrawalQuestion } from './question.ts';
import { statusPage, statusPanel } from './status-page.ts';
import { discard, saveChanges, submit } from './submit.ts';
import { withdraw } from './withdraw.ts';

/** For the administrator alone; a group viewer only sees what becomes of an application. */
const change = requireUserRight('insuredParty:change');

const looked = recordView(operation.insuredPartyChangeView);

/** 保険利用者情報変更 (manual 4-8): step 1 input, step 2 confirmation, 申込み, and what becomes of it. */
export const changeApplicationRoutes = new Hono<AppEnv>()
  .use(requireUserRight('changeApplications:see'))

  .get('/', looked, async (c) =>
    c.html(
      listPage(
        c,
        (await listOwnApplications(c.var.services.db, c.var.company.insuredCode)).filter(isShownTo(c)),
      ),
    ),
  )

  .get('/new', change, async (c) => {
    const open = await findOpenApplication(c.var.services.db, c.var.company.insuredCode);
    if (open) return c.redirect(`/change-applications/${open.applicationNumber}`, 303);
    return c.html(inputPage(c, { input: insuredPartyInput(c.var.company.kind, c.var.company) }));
  })

  .post('/', change, async (c) => takeInput(c))

  .get('/address', change, (c) => c.html(addressFields(c.var.company.kind, c.req.query(), { fill: true })))

  .get('/:number', looked, async (c) => {
    const application = await own(c);
    if (application.stage === 'draft') return c.redirect(`${path(application)}/confirm`, 303);
    return c.html(
      statusPage(c, application, await listSteps(c.var.services.db, application.applicationNumber)),
    );
  })

  .get('/:number/status', async (c) => {
    const application = await own(c);
    if (!isPartial(c)) return c.redirect(path(application), 303);
    return c.html(
      statusPanel(c, application, await listSteps(c.var.services.db, application.applicationNumber)),
    );
  })

  .get('/:number/edit', change, async (c) => {
    const application = await own(c);
    if (!isEditable(application)) return c.redirect(path(application), 303);
    const requested = withRequested(c.var.company, application.correction ?? application.changes);
    return c.html(inputPage(c, { application, input: insuredPartyInput(c.var.company.kind, requested) }));
  })

  .post('/:number', change, async (c) => takeInput(c, await own(c)))

  .get('/:number/confirm', change, async (c) => {
    const application = await own(c);
    if (!isReadyToSubmit(application)) return c.redirect(path(application), 303);
    return c.html(confirmPage(c, application));
  })

  .post('/:number/submission', change, async (c) => {
    const application = await own(c);
    if (isReadyToSubmit(application)) await submit(c, application);
    return redirectTo(c, `${path(application)}/complete`);
  })

  .get('/:number/complete', change, async (c) => {
    const application = await own(c);
    if (application.submittedAt === null) return c.redirect(path(application), 303);
    return c.html(completePage(c, application));
  })

  .get('/:number/withdrawal', change, async (c) => {
    const application = await own(c);
    if (!isWithdrawable(application.stage)) return c.redirect(path(application), 303);
    return c.html(questionPage(c, application, withdrawalQuestion));
  })

  .post('/:number/withdrawal', change, async (c) => {
    const application = await own(c);
    const problem = isWithdrawable(application.stage) ? await tryWithdrawing(c, application) : 'closed';
    if (!problem) return redirectTo(c, path(application));
    const steps = await listSteps(c.var.services.db, application.applicationNumber);
    const status = problem === 'temporalDown' ? 503 : 409;
    return c.html(statusPage(c, await own(c), steps, problem), status);
  })

  .get('/:number/discard', change, async (c) => {
    const application = await own(c);
    if (application.stage !== 'draft') return c.redirect(path(application), 303);
    return c.html(questionPage(c, application, discardQuestion));
  })

  .post('/:number/discard', change, async (c) => {
    await discard(c, await own(c));
    return redirectTo(c, '/change-applications');
  });

const path = ({ applicationNumber }: ChangeApplication) => `/change-applications/${applicationNumber}`;
const isEditable = ({ stage }: ChangeApplication) => stage === 'draft' || stage === 'returned';
const isReadyToSubmit = ({ stage, correction }: ChangeApplication) =>
  stage === 'draft' || (stage === 'returned' && correction !== null);

/** The application of the URL, if it is this company's; any other does not exist. */
async function own(c: Context): Promise<ChangeApplication> {
  const number = c.req.param('number') ?? '';
  const application = await findOwnApplication(c.var.services.db, c.var.company.insuredCode, number);
  if (!application || application.stage === 'discarded' || !isShownTo(c)(application))
    throw new HTTPException(404);
  return application;
}

/** What has not been applied for concerns only those who may still change it. */
const isShownTo = (c: Context) => (application: ChangeApplication) =>
  application.submittedAt !== null || mayUser(c.var.user, 'insuredParty:change');

/** Step 1: reads the whole form; what is wrong comes back with its messages, what is right is saved and goes to step 2. */
async function takeInput(c: Context, application?: ChangeApplication): Promise<Response> {
  if (application && !isEditable(application)) return c.redirect(path(application), 303);
  const input = await readForm(c);
  const { kind } = c.var.company;
  const parsed = parseInsuredPartyForm(kind, input);
  const page = { input, ...(application ? { application } : {}) };
  if ('errors' in parsed) return c.html(inputPage(c, { ...page, errors: parsed.errors }), 422);

  const party = await findInsuredParty(c.var.services.db, c.var.company.insuredCode);
  const changes = changesBetween(kind, party ?? c.var.company, parsed.values);
  if (Object.keys(changes).length === 0) return c.html(inputPage(c, { ...page, nothingChanged: true }), 422);

  const number = await saveChanges(c, changes, application);
  return c.redirect(number ? `/change-applications/${number}/confirm` : '/change-applications/new', 303);
}

/** Withdraws, or says why it could not be done. */
async function tryWithdrawing(c: Context, application: ChangeApplication) {
  try {
    await withdraw(c, application);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return 'closed';
    if (error instanceof TemporalDown) return 'temporalDown';
    throw error;
  }
}
