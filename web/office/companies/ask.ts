import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { REASON_AT_MOST } from '../../../domain/measure.ts';
import { parseRequiredProse } from '../../../domain/prose.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { withDone } from '../record-list.ts';
import type { Act, Target } from './acts.ts';
import { type MeasureState, measurePage } from './measure-page.ts';
import { readersOf } from './readers.ts';
import { type Asked, isTaken, takeMeasure } from './take-measure.ts';
import type { Wording } from './wording.ts';

/** A measure on the way from its question to its page: opened anew each time, since it may have changed meanwhile. */
interface Step<About extends Target> {
  act: Act<About>;
  wording: Wording<About>;
  open: (c: Context) => Promise<About>;
  /** Where it leads back. */
  backOf: (target: About) => string;
}

/** GET: the question. */
export async function askAbout<About extends Target>(
  c: Context,
  step: Step<About>,
  state: MeasureState = {},
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const { act, wording, open, backOf } = step;
  const target = await open(c);
  const question = {
    ...wording,
    path: c.req.path,
    back: backOf(target),
    consequences: wording.consequences(target),
    obstacle: wording.obstacle(target),
    readers: await readersOf(c.var.services.db, act.measure, target),
  };
  return c.html(measurePage(c, target, question, state), status);
}

/** POST: the act. */
export async function take<About extends Target>(c: Context, step: Step<About>): Promise<Response> {
  const form = await readReason(c);
  if ('error' in form) return askAbout(c, step, form, 422);
  const target = await step.open(c);
  const done =
    (await isTaken(c.var.services.db, c, form.measureId)) ||
    (!step.wording.obstacle(target) && (await takeMeasure(c, step.act, target, form)));
  return done
    ? redirectTo(c, withDone(step.backOf(target), step.act.done))
    : askAbout(c, step, { ...form, overtaken: true }, 409);
}

/** The reason of a form of ours, or what is wrong with it. */
export async function readReason(
  c: Context,
): Promise<Asked | (Required<Pick<MeasureState, 'error' | 'measureId' | 'reasonText'>> & { error: string })> {
  const form = await readForm(c);
  const measureId = z.uuid().safeParse(form.measureId).data;
  if (!measureId) throw new HTTPException(400, { message: 'not a form of ours' });
  const typed = form.reasonText ?? '';
  const reason = parseRequiredProse(typed, REASON_AT_MOST, '理由を入力してください。');
  return 'error' in reason
    ? { measureId, reasonText: typed, error: reason.error }
    : { measureId, reasonText: reason.value };
}
