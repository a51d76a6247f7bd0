import { randomInt } from 'node:crypto';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import {
  findLetter,
  type LetterRow,
  listLetterPrints,
  listLettersToPost,
  listPostedLetters,
  orderReplacement,
  postLetter,
  printLetter,
} from '../../../db/letters.ts';
import { hashPassword } from '../../../db/password-hash.ts';
import { parseRequiredProse } from '../../../domain/prose.ts';
import { makeTemporaryPassword, temporaryPasswordExpiresAt } from '../../../domain/temporary-password.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { type Problem, takeStep } from '../registrations/take-step.ts';
import { staffAct } from '../staff-act.ts';
import { replacementPage, reprintPage } from './again-pages.ts';
import { letterPage } from './letter-page.ts';
import { type LetterList, listPage } from './list-page.ts';

const print = requireStaffRight('letters:print');

/** 通知書: letters with initial passwords, for the post (manual chapter 3, 1: 初期パスワード等を郵送). */
export const letters = new Hono<AppEnv>()
  .use(requireStaffRight('letters:see'))

  .get('/', async (c) => showList(c))

  .get('/:letterId/print', print, async (c) => {
    const row = await find(c);
    return isPrintedOnce(row) ? showReprint(c, row) : c.redirect('/office/letters', 303);
  })

  .post('/:letterId/print', print, async (c) => {
    const row = await find(c);
    const { printedAt = '', reasonText = '' } = await readForm(c);
    const reason = printedAt === '' ? { value: null } : readReason(reasonText);
    if ('error' in reason && isPrintedOnce(row)) return showReprint(c, row, { reasonText, ...reason }, 422);
    const letter = await makeLetter(c, row, printedAt, 'value' in reason ? reason.value : null);
    if (letter) return c.html(letterPage(c, letter));
    const now = await find(c);
    return isPrintedOnce(now)
      ? showReprint(c, now, { reasonText, overtaken: true }, 409)
      : showList(c, { notPrinted: now, status: 409 });
  })

  .post('/:letterId/posted', print, async (c) => {
    const row = await find(c);
    const sent = z.object({ stepId: z.uuid() }).safeParse(await readForm(c));
    if (!sent.success) throw new HTTPException(400, { message: 'not a form of ours' });
    if (!row.registration) {
      await post(c, row);
      return redirectTo(c, '/office/letters');
    }
    const problem =
      row.registration.stage === 'registered'
        ? await post(c, row)
        : await takeStep(c, row.registration, { kind: 'posted' }, sent.data.stepId);
    if (!problem) return redirectTo(c, '/office/letters');
    return showList(c, { problem, status: problem === 'temporalDown' ? 503 : 409 });
  })

  .get('/:letterId/replacement', print, async (c) => {
    const row = await find(c);
    return isLost(row) ? c.html(replacementPage(c, row)) : c.redirect('/office/letters', 303);
  })

  .post('/:letterId/replacement', print, async (c) => {
    const row = await find(c);
    const { reasonText = '' } = await readForm(c);
    if (!isLost(row)) return redirectTo(c, '/office/letters');
    const reason = readReason(reasonText);
    if ('error' in reason) return c.html(replacementPage(c, row, { reasonText, ...reason }), 422);
    await orderAgain(c, row, reason.value);
    return redirectTo(c, '/office/letters');
  });

async function showList(
  c: Context,
  { status = 200, ...said }: Pick<LetterList, 'problem' | 'notPrinted'> & { status?: 200 | 409 | 503 } = {},
): Promise<Response> {
  const { db } = c.var.services;
  const [toPost, posted] = await Promise.all([listLettersToPost(db), listPostedLetters(db)]);
  return c.html(listPage(c, { toPost, posted, ...said }), status);
}

async function find(c: Context): Promise<LetterRow> {
  const letterId = z.uuid().safeParse(c.req.param('letterId'));
  const row = letterId.success ? await findLetter(c.var.services.db, letterId.data) : undefined;
  if (!row) throw new HTTPException(404);
  return row;
}

const isPrintedOnce = ({ letter, hasPassword }: LetterRow) =>
  letter.printedAt !== null && letter.postedAt === null && !hasPassword;

const isLost = ({ letter, hasPassword }: LetterRow) => letter.postedAt !== null && !hasPassword;

const REASON_AT_MOST = 300;

const readReason = (text: string) => parseRequiredProse(text, REASON_AT_MOST, '理由を入力してください。');

async function showReprint(
  c: Context,
  row: LetterRow,
  state: Parameters<typeof reprintPage>[2] = {},
  status: 200 | 409 | 422 = 200,
) {
  const prints = await listLetterPrints(c.var.services.db, row.letter.letterId);
  return c.html(reprintPage(c, { row, prints }, state), status);
}

/** A letter that did not arrive is written anew; pressed twice, it is one letter. */
const orderAgain = (c: Context, { letter }: LetterRow, orderReason: string): Promise<boolean> =>
  staffAct(c, 'letterOrdered', letter.webUserId, (tx, orderedBy) =>
    orderReplacement(tx, letter, { orderedAt: new Date(), orderedBy, orderReason }),
  );

/** Marks a letter as posted that no workflow waits for: a group viewer's, or a registration's second one. */
async function post(c: Context, { letter }: LetterRow): Promise<Problem | undefined> {
  const posted = await staffAct(c, 'letterPosted', letter.webUserId, (tx, staffId) =>
    postLetter(tx, letter, staffId, new Date()),
  );
  if (posted) return undefined;
  return letter.printedAt ? 'closed' : 'notPrinted';
}

/**
 * Makes the password while the letter is rendered; its hash, the print and the staff event commit together. `seen` is
 * when the letter was last printed according to the page that was pressed on, empty for never: undefined where that is
 * no longer so.
 */
async function makeLetter(c: Context, row: LetterRow, seen: string, reasonText: string | null) {
  const seenPrintedAt = seen === '' ? null : new Date(seen);
  if (seenPrintedAt && Number.isNaN(seenPrintedAt.getTime())) return undefined;
  const password = makeTemporaryPassword(randomInt);
  const passwordHash = await hashPassword(password);
  const at = new Date();
  const expiresAt = temporaryPasswordExpiresAt('letter', at);
  const { letter } = row;
  const printed = await staffAct(c, 'letterPrinted', letter.webUserId, (tx, staffId) =>
    printLetter(tx, letter, { seenPrintedAt, staffId, at, passwordHash, expiresAt, reasonText }),
  );
  return printed ? { ...row, password, printedAt: at, expiresAt } : undefined;
}
