import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import {
  companiesOf,
  findCompanies,
  findGroupViewer,
  findGroupViewerRequest,
  findUndecidedRequestAbout,
  type GroupViewerRequestRow,
  listGroupViewerRequestSteps,
  listGroupViewerRequests,
  listGroupViewers,
} from '../../../db/group-viewers.ts';
import type { WebUser } from '../../../db/schema/web-users.ts';
import type { GroupViewerDecision } from '../../../domain/group-viewer.ts';
import { parseRequiredProse } from '../../../domain/prose.ts';
import { REASON_AT_MOST } from '../../../domain/reason-template.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { principalsWith, readCapacity } from '../capacity.ts';
import { readHistory } from '../history/read.ts';
import { offerTemplates, wantsTemplate, withTemplate } from '../reason-fields.ts';
import { recordView } from '../staff-act.ts';
import { decide, type Problem } from './decide.ts';
import { enter } from './enter.ts';
import { boxOf, listedCompanies, parseWish } from './form.ts';
import { formPage } from './form-page.ts';
import { listPage } from './list-page.ts';
import { requestPage } from './request-page.ts';
import { resetByLetter } from './reset.ts';
import { viewerPage } from './viewer-page.ts';

const enterRight = requireStaffRight('groupViewers:enter');

/** 全社閲覧用ID (manual 1): one member of staff asks for it, another grants it; with its companies. */
export const groupViewers = new Hono<AppEnv>()
  .use(requireStaffRight('groupViewers:see'))

  .get('/', async (c) => {
    const { db } = c.var.services;
    const [viewers, requests] = await Promise.all([listGroupViewers(db), listGroupViewerRequests(db)]);
    return c.html(listPage(c, { viewers, requests }));
  })

  .get('/requests/new', enterRight, async (c) => c.html(formPage(c, { input: {}, chosen: [], found: [] })))

  .post('/requests', enterRight, async (c) => takeWish(c))

  .get('/requests/:requestId', async (c) => {
    const row = await requested(c);
    await recordView(c, 'viewed', row.request.requestId);
    return showRequest(c, row);
  })

  .post('/requests/:requestId/decision', requireStaffRight('groupViewers:decide'), async (c) => {
    const row = await requested(c);
    const form = await readForm(c);
    if (wantsTemplate(form))
      return showRequest(c, row, { input: withTemplate(form, await templatesFor(c, row)) });
    const kind = z.enum(['granted', 'refused'] satisfies GroupViewerDecision[]).safeParse(form.kind).data;
    if (!kind) throw new HTTPException(400, { message: 'no decision' });
    const reason = parseRequiredProse(
      form.reasonText ?? '',
      REASON_AT_MOST,
      '却下の理由を入力してください。',
    );
    if (kind === 'refused' && 'error' in reason)
      return showRequest(c, row, { input: form, error: reason.error }, 422);

    const reasonText = 'value' in reason ? reason.value : '';
    const { requestId } = row.request;
    const capacity = readCapacity(form, await principalsWith(c, 'groupViewers:decide'));
    const decision = kind === 'granted' ? { kind } : { kind, reasonText };
    const problem = capacity ? await decide(c, requestId, decision, capacity) : 'notStandIn';
    if (problem) return showRequest(c, await requested(c), { input: form, problem }, 409);
    return redirectTo(c, `/office/group-viewers/requests/${requestId}`);
  })

  .get('/:webUserId', async (c) => {
    const { db } = c.var.services;
    const viewer = await found(c);
    const [companies, undecided] = await Promise.all([
      companiesOf(db, viewer.webUserId),
      findUndecidedRequestAbout(db, viewer.webUserId),
    ]);
    return c.html(viewerPage(c, { viewer, companies, undecided }));
  })

  .get('/:webUserId/companies', enterRight, async (c) => {
    const viewer = await found(c);
    const chosen = await companiesOf(c.var.services.db, viewer.webUserId);
    const input = Object.fromEntries(chosen.map(({ insuredCode }) => [boxOf(insuredCode), 'true']));
    return c.html(formPage(c, { viewer, input, chosen, found: [] }));
  })

  .post('/:webUserId/companies', enterRight, async (c) => takeWish(c, await found(c)))

  .post('/:webUserId/password-reset', requireStaffRight('groupViewers:decide'), async (c) => {
    await resetByLetter(c, await found(c));
    return redirectTo(c, '/office/letters');
  });

async function requested(c: Context): Promise<GroupViewerRequestRow> {
  const id = z.uuid().safeParse(c.req.param('requestId')).data;
  const row = id && (await findGroupViewerRequest(c.var.services.db, id));
  if (!row) throw new HTTPException(404);
  return row;
}

async function found(c: Context): Promise<WebUser> {
  const viewer = await findGroupViewer(c.var.services.db, c.req.param('webUserId') ?? '');
  if (!viewer) throw new HTTPException(404);
  return viewer;
}

export interface RequestState {
  input?: Record<string, string>;
  error?: string;
  problem?: Problem;
}

const templatesFor = (c: Context, { request, homeName }: GroupViewerRequestRow) =>
  offerTemplates(c.var.services.db, 'groupViewer', {
    保険利用者名: homeName,
    保険利用者コード: request.homeInsuredCode,
  });

async function showRequest(
  c: Context,
  row: GroupViewerRequestRow,
  state: RequestState = {},
  status: 200 | 409 | 422 = 200,
) {
  const { db } = c.var.services;
  const { companies, webUserId, requestId } = row.request;
  const [wanted, now, principals, templates, steps, history] = await Promise.all([
    findCompanies(db, companies),
    webUserId ? companiesOf(db, webUserId) : [],
    principalsWith(c, 'groupViewers:decide'),
    templatesFor(c, row),
    listGroupViewerRequestSteps(db, requestId),
    readHistory(db, { work: 'groupViewer', number: requestId }),
  ]);
  return c.html(
    requestPage(c, { ...row, wanted, now, principals, templates, steps, history }, state),
    status,
  );
}

/** Takes the form for a new ID, or for other companies of `viewer`; 検索する brings it back with what was found. */
async function takeWish(c: Context, viewer?: WebUser): Promise<Response> {
  const input = await readForm(c);
  const listed = await listedCompanies(c, input);
  const page = { input, ...listed, ...(viewer ? { viewer } : {}) };
  if (input.act === 'search') return c.html(formPage(c, { ...page, searched: true }));

  const parsed = parseWish(input, listed.chosen, viewer?.insuredCode);
  if ('errors' in parsed) return c.html(formPage(c, { ...page, errors: parsed.errors }), 422);
  const requestId = await enter(c, parsed.wish, viewer);
  if (!requestId) return c.html(formPage(c, { ...page, anotherWaits: true }), 409);
  return redirectTo(c, `/office/group-viewers/requests/${requestId}`);
}
