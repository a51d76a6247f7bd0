import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { listAgreements, listChoosableAgreements } from '../../../db/agreements.ts';
import { type Applicant, applicantDetails, findApplicant } from '../../../db/applicants.ts';
import { takeDraft } from '../../../db/drafts.ts';
import {
  type ApplicantLimits,
  applicantFields,
  applicantInput,
  changedApplicantDetails,
  parseApplicant,
  readAgreementCodes,
  writeAgreementCodes,
} from '../../../domain/applicant.ts';
import { todayInTokyo } from '../../../domain/calendar-date.ts';
import { APPLICANTS_AT_MOST } from '../../../domain/web-user.ts';
import { type FormValues, isPartial, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { agreementsDialog, agreementsPage, chosenAgreements } from './chosen-agreements.ts';
import { completePage } from './complete-page.ts';
import { type Confirmed, confirm, NoNumberLeft } from './confirm.ts';
import { confirmPage } from './confirm-page.ts';
import { changeOf, findCompletion, findInput, registration, saveInput, type Wizard } from './draft.ts';
import { type InputPage, inputPage } from './input-page.ts';
import { showList } from './list.ts';

/** 新規登録 (manual 4-4), and 情報変更 (manual 4-6) where the path names an applicant: input, confirmation, completion. */
export const wizardRoutes = new Hono<AppEnv>()
  .get('/', async (c) => {
    const wizard = await wizardOf(c);
    if (!wizard.applicant && c.var.company.lastApplicantSequence >= APPLICANTS_AT_MOST)
      return showList(c, { noNumberLeft: true }, 409);
    return showInput(c, wizard, { input: registeredInput(wizard) });
  })

  .post('/', async (c) => {
    const wizard = await wizardOf(c);
    const input = await readInput(c);
    const parsed = parseApplicant(input, await limitsOf(c, wizard));
    if ('errors' in parsed) return showInput(c, wizard, { input, errors: parsed.errors }, 422);
    const { applicant } = wizard;
    const changed = applicant && changedApplicantDetails(applicantDetails(applicant), parsed.values);
    if (changed?.length === 0) return showInput(c, wizard, { input, nothingChanged: true }, 422);
    await saveInput(c, wizard, changed ? { input, changed } : { input });
    return redirectTo(c, `${wizard.path}/confirm`);
  })

  .get('/edit', async (c) => {
    const wizard = await wizardOf(c);
    const draft = await findInput(c, wizard);
    return draft ? showInput(c, wizard, { input: draft.input }) : c.redirect(wizard.path, 303);
  })

  .post('/discard', async (c) => {
    const { draft } = await wizardOf(c);
    await takeDraft(c.var.services.db, c.var.session.idHash, draft);
    return redirectTo(c, '/applicants');
  })

  .post('/agreements', async (c) => {
    const wizard = await wizardOf(c);
    refuseWithoutAgreements(c);
    const input = await readInput(c);
    if (input.contractDataRight !== 'selectedAgreements')
      return showInput(c, wizard, { input, errors: { contractDataRight: CHOOSE_LIMIT_FIRST } }, 422);
    if (isPartial(c)) return c.html(agreementsDialog(wizard, await choice(c, wizard, input)));
    await saveInput(c, wizard, { input });
    return redirectTo(c, `${wizard.path}/agreements`);
  })

  .get('/agreements', async (c) => {
    const wizard = await wizardOf(c);
    refuseWithoutAgreements(c);
    const draft = await findInput(c, wizard);
    if (!draft) return c.redirect(wizard.path, 303);
    return c.html(agreementsPage(c, wizard, await choice(c, wizard, draft.input)));
  })

  .post('/agreements/selection', async (c) => {
    const wizard = await wizardOf(c);
    refuseWithoutAgreements(c);
    const agreements = await listAgreements(c.var.services.db);
    const codes = writeAgreementCodes(await readChecked(c));
    if (isPartial(c)) return c.html(chosenAgreements(wizard, { codes, agreements }));
    const draft = await findInput(c, wizard);
    if (draft) await saveInput(c, wizard, { input: { ...draft.input, agreementCodes: codes } });
    return redirectTo(c, draft ? `${wizard.path}/edit` : wizard.path);
  })

  .get('/confirm', async (c) => showConfirmation(c, await wizardOf(c)))

  .post('/confirm', async (c) => {
    const wizard = await wizardOf(c);
    const entered = await findEntered(c, wizard);
    try {
      if (entered) await confirm(c, wizard, entered);
    } catch (error) {
      if (error instanceof NoNumberLeft) return showConfirmation(c, wizard, { noNumberLeft: true });
      throw error;
    }
    const completed = await findCompletion(c, wizard);
    return redirectTo(c, completed ? `${wizard.path}/complete` : wizard.path);
  })

  .get('/complete', async (c) => {
    const wizard = await wizardOf(c);
    const completion = await findCompletion(c, wizard);
    const { db } = c.var.services;
    const applicant = completion && (await findApplicant(db, c.var.user.insuredCode, completion.webUserId));
    if (!applicant) return c.redirect('/applicants', 303);
    return c.html(completePage(c, wizard, applicant, await listAgreements(db)));
  });

const CHOOSE_LIMIT_FIRST =
  '特約コードは、「対象特約のみ参照可能」を選択した場合に追加・削除できます。先に選択してください。';

async function wizardOf(c: Context): Promise<Wizard> {
  const webUserId = c.req.param('webUserId');
  if (webUserId === undefined) return registration;
  const applicant = await findApplicant(c.var.services.db, c.var.user.insuredCode, webUserId);
  if (!applicant) throw new HTTPException(404);
  return changeOf(applicant);
}

/** Fields of the form only, so that nothing else gets into the draft. */
async function readInput(c: Context): Promise<FormValues> {
  const form = await readForm(c);
  const keys = [...applicantFields(c.var.company).map(({ key }) => key), 'agreementCodes'];
  return Object.fromEntries(keys.map((key) => [key, form[key] ?? '']));
}

/** The ticked boxes, which share one name. */
async function readChecked(c: Context): Promise<string[]> {
  const { codes = [] } = await c.req.parseBody({ all: true });
  return [codes].flat().filter((code) => typeof code === 'string');
}

async function limitsOf(c: Context, { applicant }: Wizard): Promise<ApplicantLimits> {
  const agreements = await choosable(c, applicant);
  return {
    usesComprehensiveInsurance: c.var.company.usesComprehensiveInsurance,
    agreementCodes: agreements.map(({ agreementCode }) => agreementCode),
    today: todayInTokyo(new Date()),
    registeredValidUntil: applicant?.validUntil ?? null,
  };
}

/** Whoever does not use 企業総合保険 has no agreements to choose from: for them these pages do not exist. */
function refuseWithoutAgreements(c: Context): void {
  if (!c.var.company.usesComprehensiveInsurance) throw new HTTPException(404);
}

const choice = async (c: Context, { applicant }: Wizard, input: FormValues) => ({
  codes: readAgreementCodes(input.agreementCodes),
  agreements: await choosable(c, applicant),
});

/** What this applicant has may stay, though it cannot be newly chosen any more. */
const choosable = (c: Context, applicant: Applicant | undefined) =>
  listChoosableAgreements(c.var.services.db, applicant?.agreementCodes);

const registeredInput = ({ applicant }: Wizard): FormValues =>
  applicant ? applicantInput(applicantDetails(applicant)) : {};

async function showInput(
  c: Context,
  wizard: Wizard,
  page: Omit<InputPage, 'agreements'>,
  status: 200 | 422 = 200,
) {
  const agreements = await listAgreements(c.var.services.db);
  return c.html(inputPage(c, wizard, { ...page, agreements }), status);
}

/** What is to be confirmed, read anew from the draft; undefined where it is not, or no longer, complete and right. */
async function findEntered(c: Context, wizard: Wizard): Promise<Confirmed | undefined> {
  const draft = await findInput(c, wizard);
  if (!draft || (wizard.applicant && !draft.changed)) return undefined;
  const parsed = parseApplicant(draft.input, await limitsOf(c, wizard));
  return 'errors' in parsed ? undefined : { details: parsed.values, changed: draft.changed ?? ['email'] };
}

async function showConfirmation(c: Context, wizard: Wizard, problem?: { noNumberLeft: true }) {
  const entered = await findEntered(c, wizard);
  if (!entered) return redirectTo(c, `${wizard.path}/edit`);
  const agreements = await listAgreements(c.var.services.db);
  return c.html(confirmPage(c, wizard, { ...entered, ...problem, agreements }), problem ? 409 : 200);
}
