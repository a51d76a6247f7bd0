import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import {
  findApprovables,
  findBulkApproval,
  keepBulkApproval,
  listAwaitingApproval,
  listBulkItems,
} from '../../../db/bulk-approvals.ts';
import type { BulkApproval } from '../../../db/schema/bulk-approvals.ts';
import { BULK_AT_MOST } from '../../../domain/bulk-approval.ts';
import { requireStaffRight } from '../../access.ts';
import { redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { type Capacity, principalsWith, readCapacity } from '../capacity.ts';
import { recordView } from '../staff-act.ts';
import { type ConfirmState, confirmPage } from './confirm-page.ts';
import { judge } from './judge.ts';
import { type ChoiceProblem, listPage } from './list-page.ts';
import { resultPage } from './result-page.ts';
import { run } from './run.ts';

const HOME = '/office/bulk-approval';
const resultOf = (bulkId: string) => `${HOME}/${bulkId}`;

/** How many of those that wait are looked at for the list; most of them can be approved. */
const LOOKED_AT = 200;

/** 一括承認: choose up to 50, see each difference on one page, press once, read what became of each. */
export const bulkApproval = new Hono<AppEnv>()
  .use(requireStaffRight('applications:approve'))

  .get('/', (c) => showList(c))

  .post('/', async (c) => {
    const numbers = await readAll(c, 'number');
    if (numbers.length === 0) return showList(c, 'nothingChosen');
    if (numbers.length > BULK_AT_MOST) return showList(c, 'tooMany', numbers);
    return showConfirm(c, numbers);
  })

  .post('/decision', async (c) => {
    const sent = pressed.safeParse(await c.req.parseBody({ all: true }));
    const items = sent.success ? [sent.data.item].flat().map(readItem) : [];
    if (!sent.success || items.length === 0 || items.length > BULK_AT_MOST)
      throw new HTTPException(400, { message: 'not a form of ours' });
    const { bulkId, actingFor } = sent.data;
    const capacity = readCapacity({ actingFor }, await principalsWith(c, 'applications:approve'));
    const numbers = items.map(({ applicationNumber }) => applicationNumber);
    if (!capacity) return showConfirm(c, numbers, { problem: 'notStandIn' });
    await keep(c, { bulkId, ...capacity }, items);
    return goOn(c, await found(c, bulkId));
  })

  .get('/:bulkId', async (c) => {
    const bulk = await found(c, c.req.param('bulkId'));
    return c.html(resultPage(c, bulk, await listBulkItems(c.var.services.db, bulk.bulkId)));
  })

  .post('/:bulkId/continuation', async (c) => goOn(c, await found(c, c.req.param('bulkId'))));

/** Keeps the press with those of its applications that there are, each once. */
async function keep(c: Context, bulk: Capacity & { bulkId: string }, items: ReturnType<typeof readItem>[]) {
  const { db } = c.var.services;
  const wanted = new Map(items.map((item) => [item.applicationNumber, item]));
  const known = await findApprovables(db, [...wanted.keys()]);
  if (known.length === 0) throw new HTTPException(400, { message: 'none of ours' });
  const ours = known.flatMap(({ application }) => wanted.get(application.applicationNumber) ?? []);
  await keepBulkApproval(db, { ...bulk, staffId: c.var.staff.staffId }, ours);
}

/** Runs what has not been decided yet, where it is this person's press; then the result, which can be looked at again. */
async function goOn(c: Context, bulk: BulkApproval): Promise<Response> {
  if (bulk.staffId === c.var.staff.staffId) await run(c, bulk);
  return redirectTo(c, resultOf(bulk.bulkId));
}

async function found(c: Context, bulkId: string): Promise<BulkApproval> {
  const id = z.uuid().safeParse(bulkId).data;
  const bulk = id && (await findBulkApproval(c.var.services.db, id));
  if (!bulk) throw new HTTPException(404);
  return bulk;
}

const several = z.union([z.string(), z.string().array()]);
const pressed = z.object({
  bulkId: z.uuid(),
  /** Number, submission and record's token of each, as the confirm page showed them. */
  item: several,
  actingFor: z.string().default(''),
});

/** A text of this form came from no confirm page of ours. */
function readItem(text: string) {
  const [, applicationNumber, round, recordToken] = /^(\S{1,40}) ([0-9]{1,6}) ([\w-]{22})$/.exec(text) ?? [];
  if (!applicationNumber || !recordToken) throw new HTTPException(400, { message: 'not a form of ours' });
  return { applicationNumber, round: Number(round), recordToken };
}

/** Every value that a form gives a name, each once. */
async function readAll(c: Context, name: string): Promise<string[]> {
  const body = await c.req.parseBody({ all: true });
  const values = several.catch([]).parse(body[name] ?? []);
  return [...new Set([values].flat().map((value) => value.replaceAll('\0', '')))];
}

async function showList(c: Context, problem?: ChoiceProblem, chosen: readonly string[] = []) {
  const waiting = await listAwaitingApproval(c.var.services.db, LOOKED_AT);
  const possible = waiting.map((one) => judge(c.var.staff, one)).filter(({ obstacle }) => !obstacle);
  const page = listPage(c, {
    possible: possible.slice(0, BULK_AT_MOST),
    waiting: waiting.length,
    problem,
    chosen,
  });
  return c.html(page, problem ? 422 : 200);
}

/** Whatever was ticked in a list is named: what can be approved with its difference, the rest with the reason. */
async function showConfirm(c: Context, numbers: readonly string[], state: ConfirmState = {}) {
  const [approvables, principals] = await Promise.all([
    findApprovables(c.var.services.db, numbers),
    principalsWith(c, 'applications:approve'),
  ]);
  for (const { application } of approvables) await recordView(c, 'viewed', application.applicationNumber);
  const known = new Set(approvables.map(({ application }) => application.applicationNumber));
  const page = confirmPage(c, {
    judged: approvables.map((one) => judge(c.var.staff, one)),
    unknown: numbers.filter((number) => !known.has(number)),
    principals,
    state,
  });
  return c.html(page, state.problem ? 409 : 200);
}
