import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { listAgreements } from '../../../db/agreements.ts';
import { type Applicant, findApplicant, listRoster } from '../../../db/applicants.ts';
import { recordAccess } from '../../../db/events.ts';
import { findLatestPasswordMail } from '../../../db/password-mails.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { requireUserRight } from '../../access.ts';
import { isPartial, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { csvHeaders } from '../../csv.ts';
import { isPasswordRecent, refusalOfCurrentPassword } from '../../recent-password.ts';
import { recordView } from '../../record-view.ts';
import { askForReset, resetPassword, simpleActs, wasReset } from './acts.ts';
import { detailsPage } from './details-page.ts';
import { showList } from './list.ts';
import { nobodyChosenSummary } from './list-page.ts';
import { isRefused, type Question, questionDialog, questionPage } from './question.ts';
import { resetCompletePage } from './reset-page.ts';
import { roster } from './roster.ts';
import { wizardRoutes } from './wizard-routes.ts';

/** Webユーザー（申込者）情報照会・追加・変更 (manual 4-4 to 4-7), for the administrator of the company alone. */
export const applicantRoutes = new Hono<AppEnv>()
  .use(requireUserRight('users:manage'))

  .get('/', recordView(operation.applicantsView), (c) => showList(c))

  .get('/selection', async (c) => {
    const applicant = c.req.query('applicant');
    const next = c.req.query('next') ?? '';
    if (!applicant && isPartial(c)) return c.html(nobodyChosenSummary, 422);
    if (!applicant) return showList(c, { nobodyChosen: true }, 422);
    const chosen = await find(c, applicant);
    if (next === 'password-reset' && isPartial(c)) return ask(c, chosen, { act: next });
    return redirectTo(c, `${pathOf(chosen)}${nextSteps[next] ?? ''}`);
  })

  .get('/roster.csv', async (c) => {
    const { user, address, services } = c.var;
    const users = await listRoster(services.db, user.insuredCode);
    await recordAccess(services.db, user, operation.rosterDownload, { address });
    const fileName = `webusers_${user.insuredCode}.csv`;
    return c.body(roster(users, new Date()), 200, csvHeaders(fileName));
  })

  .route('/new', wizardRoutes)

  .get('/:webUserId', async (c) => {
    const { user, address, services } = c.var;
    const applicant = await own(c);
    const [agreements, passwordMail] = await Promise.all([
      listAgreements(services.db),
      findLatestPasswordMail(services.db, applicant.webUserId),
    ]);
    await recordAccess(services.db, user, operation.applicantView, {
      address,
      subject: applicant.webUserId,
    });
    return c.html(detailsPage(c, applicant, { agreements, passwordMail }));
  })

  .route('/:webUserId/change', wizardRoutes)

  .get('/:webUserId/password-reset', async (c) => ask(c, await own(c), { act: 'password-reset' }))

  .post('/:webUserId/password-reset', async (c) => {
    const applicant = await own(c);
    const passwordGiven = !isPasswordRecent(c);
    const passwordError = passwordGiven ? await refusalOfPassword(c) : undefined;
    if (passwordError) return show(c, applicant, { act: 'password-reset', passwordError }, 422);
    const acted = await resetPassword({ passwordGiven })(c, applicant);
    const isDone = acted || (await wasReset(c, applicant));
    return redirectTo(c, `${pathOf(applicant)}/password-reset${isDone ? '/complete' : ''}`);
  })

  .get('/:webUserId/password-reset/complete', async (c) => {
    const applicant = await own(c);
    if (!(await wasReset(c, applicant))) return c.redirect(pathOf(applicant), 303);
    return c.html(resetCompletePage(c, applicant));
  })

  .get('/:webUserId/:act{(?:suspension|resumption|enablement)}', async (c) =>
    ask(c, await own(c), { act: c.req.param('act') as keyof typeof simpleActs }),
  )

  .post('/:webUserId/:act{(?:suspension|resumption|enablement)}', async (c) => {
    const applicant = await own(c);
    const act = c.req.param('act') as keyof typeof simpleActs;
    if (isRefused(act, applicant)) return show(c, applicant, { act }, 409);
    await simpleActs[act](c, applicant);
    return redirectTo(c, pathOf(applicant));
  });

/** Where the buttons below the list lead with the chosen applicant; 照会 is the applicant's own page. */
const nextSteps: Record<string, string> = { change: '/change', 'password-reset': '/password-reset' };

const pathOf = ({ webUserId }: Applicant) => `/applicants/${webUserId}`;

const own = (c: Context): Promise<Applicant> => find(c, c.req.param('webUserId') ?? '');

/** An applicant of another company answers as one that does not exist. */
async function find(c: Context, webUserId: string): Promise<Applicant> {
  const applicant = await findApplicant(c.var.services.db, c.var.user.insuredCode, webUserId);
  if (!applicant) throw new HTTPException(404);
  return applicant;
}

type Asked = Pick<Question, 'act' | 'passwordError'>;

async function ask(c: Context, applicant: Applicant, asked: Asked) {
  if (asked.act === 'password-reset') await askForReset(c, applicant);
  return show(c, applicant, asked);
}

/** Another user's password is a sensitive act: the administrator's own is asked for again. */
function show(c: Context, applicant: Applicant, asked: Asked, status: 200 | 409 | 422 = 200) {
  const question = { ...asked, askPassword: asked.act === 'password-reset' && !isPasswordRecent(c) };
  const view = isPartial(c) ? questionDialog : questionPage;
  return c.html(view(c, applicant, question), status);
}

async function refusalOfPassword(c: Context): Promise<string | undefined> {
  return refusalOfCurrentPassword(c, (await readForm(c)).password);
}
