import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { QUEUE_PAGE_SIZE } from '../../../db/office-queue.ts';
import { requireStaffRight } from '../../access.ts';
import { isPartial, redirectTo } from '../../answer.ts';
import { banner } from '../../components.ts';
import type { AppEnv, Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { changeHands, type HandsResult } from './change-hands.ts';
import { readDrawn, readNumbers } from './drawn.ts';
import { viewOf, viewQuery } from './filter.ts';
import { loadQueue } from './load.ts';
import { queueList, queuePage } from './page.ts';
import { handsResults } from './results.ts';
import { workHref } from './work-text.ts';

/** What a form with rows to tick sends: `number` as often as there are ticks, all else once. */
export const selectionForm = z.object({
  press: z.uuid(),
  queue: z.string().max(1000).default(''),
  number: z.union([z.string(), z.string().array()]).default([]),
});

/** 担当する and 担当を外す, for one row (`claim` or `release`), for all that is ticked (`act`), or from an application's page. */
export const assignments = new Hono<AppEnv>().post('/', requireStaffRight('applications:work'), async (c) => {
  const body = await c.req.parseBody({ all: true });
  const sent = pressed.safeParse(body);
  if (!sent.success) throw new HTTPException(400, { message: 'not a form of ours' });
  const { press, claim, release, act, number, back } = sent.data;
  const kind = claim || (!release && act === 'claim') ? 'claimed' : 'released';
  const one = claim ?? release;
  const numbers = one ? readNumbers([one]) : readNumbers([number].flat());
  if (!one && [number].flat().length > QUEUE_PAGE_SIZE) return answer(c, body, tooMany, 422);
  if (numbers.length === 0) return answer(c, body, nothingTicked, 422);

  const results = await changeHands(c, numbers, { kind }, press);
  const [only] = results;
  if (back === 'work' && only && !only.problem) return redirectTo(c, workHref(only.row));
  return answer(c, body, handsResults(kind, results, viewQuery(viewOf(sent.data.queue))), statusOf(results));
});

const pressed = selectionForm.extend({
  claim: z.string().optional(),
  release: z.string().optional(),
  act: z.enum(['claim', 'release']).optional(),
  /** Pressed on the page of the work itself, which is where one goes on. */
  back: z.literal('work').optional(),
});

export const tooMany = banner('warning', `一度に操作できるのは${QUEUE_PAGE_SIZE}件までです`);
export const nothingTicked = banner(
  'warning',
  '申込みを選択してください',
  '一覧の左端の欄で選択してから押してください。',
);

/** The list as it then is, in the places that it had, with what became of what was pressed. */
export async function answer(
  c: Context,
  body: Record<string, unknown>,
  results: Html,
  status: 200 | 409 | 422 | 503,
): Promise<Response> {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
  const drawn = readDrawn({ shown: text('shown'), drawn: text('drawn') });
  const list = await loadQueue(c, viewOf(text('queue')), drawn);
  if (!isPartial(c)) return c.html(await queuePage(c, list, results), status);
  return c.html(
    html`${queueList(c.var.staff, list)}<hx-partial hx-target="#queue-results" hx-swap="innerHTML">${results}</hx-partial>`,
    status,
  );
}

export function statusOf(results: readonly HandsResult[]): 200 | 409 | 503 {
  if (results.some(({ problem }) => problem === undefined)) return 200;
  return results.some(({ problem }) => problem === 'temporalDown') ? 503 : 409;
}
