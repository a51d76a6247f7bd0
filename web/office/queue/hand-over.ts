import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { type Colleague, findColleague, listColleagues } from '../../../db/assignment.ts';
import { QUEUE_PAGE_SIZE } from '../../../db/office-queue.ts';
import { findWork } from '../../../db/office-work-rows.ts';
import { HAND_OVER_NOTE_AT_MOST } from '../../../domain/assignment.ts';
import { parseProse } from '../../../domain/prose.ts';
import { requireStaffRight } from '../../access.ts';
import { redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { answer, nothingTicked, selectionForm, statusOf, tooMany } from './assignments.ts';
import { changeHands } from './change-hands.ts';
import { readNumbers } from './drawn.ts';
import { queueHref, viewOf, viewQuery } from './filter.ts';
import { type HandOverErrors, handOverPage } from './hand-over-page.ts';
import { handsResults } from './results.ts';
import { workHref } from './work-text.ts';

const right = requireStaffRight('applications:work');

/** 引継ぎ: first to whom, with a word to them; then each piece by itself. From the list, or from the page of one. */
export const handOver = new Hono<AppEnv>()
  .get('/', right, async (c) => {
    const numbers = readNumbers(c.req.queries('number') ?? []);
    const queue = c.req.query('queue') ?? '';
    return show(c, { numbers, queue, back: c.req.query('back') === 'work' ? 'work' : undefined });
  })

  .post('/', right, async (c) => {
    const body = await c.req.parseBody({ all: true });
    const sent = form.safeParse(body);
    if (!sent.success) throw new HTTPException(400, { message: 'not a form of ours' });
    const { press, queue, number, back, handedTo, note } = sent.data;
    if ([number].flat().length > QUEUE_PAGE_SIZE) return answer(c, body, tooMany, 422);
    const numbers = readNumbers([number].flat());
    if (numbers.length === 0) return answer(c, body, nothingTicked, 422);
    if (handedTo === undefined) return show(c, { numbers, queue, back });

    const parsed = await parse(c, { handedTo, note });
    if ('errors' in parsed) return show(c, { numbers, queue, back, input: { handedTo, note }, ...parsed });
    const { colleague } = parsed;
    const hands = {
      kind: 'handedOver' as const,
      handedTo: colleague.staffId,
      handedToName: colleague.name,
      note: parsed.note,
    };
    const results = await changeHands(c, numbers, hands, press);
    const [only] = results;
    if (back === 'work' && only && !only.problem) return redirectTo(c, workHref(only.row));
    return answer(c, body, handsResults('handedOver', results, viewQuery(viewOf(queue))), statusOf(results));
  });

const form = selectionForm.extend({
  handedTo: z.string().optional(),
  note: z.string().default(''),
  back: z.literal('work').optional(),
});

interface Wanted {
  numbers: string[];
  queue: string;
  back: 'work' | undefined;
  input?: { handedTo: string; note: string };
  errors?: HandOverErrors;
}

/** The page with the form; the list where nothing is to be handed over. */
async function show(c: Context, { numbers, queue, ...rest }: Wanted): Promise<Response> {
  const { db } = c.var.services;
  const [rows, colleagues] = await Promise.all([findWork(db, numbers), listColleagues(db)]);
  if (rows.length === 0) return redirectTo(c, queueHref(viewOf(queue)));
  const page = handOverPage(c, { rows, colleagues, queue: viewQuery(viewOf(queue)), ...rest });
  return c.html(page, rest.errors ? 422 : 200);
}

async function parse(
  c: Context,
  { handedTo, note }: { handedTo: string; note: string },
): Promise<{ colleague: Colleague; note: string | null } | { errors: HandOverErrors }> {
  const colleague = handedTo ? await findColleague(c.var.services.db, handedTo) : undefined;
  const text = parseProse(note, HAND_OVER_NOTE_AT_MOST);
  if (colleague && 'value' in text) return { colleague, note: text.value || null };
  return {
    errors: {
      ...(colleague
        ? {}
        : {
            handedTo: handedTo
              ? '引継ぎ先の職員が見つかりません。選び直してください。'
              : '引継ぎ先を選択してください。',
          }),
      ...('error' in text ? { note: text.error } : {}),
    },
  };
}
