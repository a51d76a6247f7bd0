import { randomInt } from 'node:crypto';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import type { Db } from '../../../db/client.ts';
import { recordStaffAct } from '../../../db/events.ts';
import {
  findLetter,
  type LetterRow,
  listLettersToPost,
  listPostedLetters,
  orderReplacement,
  postReplacement,
  printLetter,
} from '../../../db/letters.ts';
import { hashPassword } from '../../../db/password-hash.ts';
import { makeTemporaryPassword, temporaryPasswordExpiresAt } from '../../../domain/temporary-password.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { type Problem, takeStep } from '../registrations/take-step.ts';
import { letterPage } from './letter-page.ts';
import { listPage, replacementPage, reprintPage } from './list-page.ts';
import { postLetter } from './post.ts';

const print = requireStaffRight('letters:print');

/** 通知書: letters with initial passwords, for the post (manual chapter 3, 1: 初期パスワード等を郵送). */
export const letters = new Hono<AppEnv>()
  .use(requireStaffRight('letters:see'))

  .get('/', async (c) => showList(c))

  .get('/:letterId/print', print, async (c) => {
    const row = await find(c);
    return isPrintedOnce(row) ? c.html(reprintPage(c, row)) : c.redirect('/office/letters', 303);
  })

  .post('/:letterId/print', print, async (c) => {
    const row = await find(c);
    const { printedAt = '' } = await readForm(c);
    const letter = await makeLetter(c, row, printedAt);
    if (letter) return c.html(letterPage(c, letter));
    const now = await find(c);
    return isPrintedOnce(now)
      ? c.html(reprintPage(c, now, { overtaken: true }), 409)
      : showList(c, { status: 409 });
  })

  .post('/:letterId/posted', print, async (c) => {
    const row = await find(c);
    const sent = z.object({ stepId: z.uuid() }).safeParse(await readForm(c));
    if (!sent.success) throw new HTTPException(400, { message: 'not a form of ours' });
    if (!row.registration) {
      await postLetter(c, row.letter);
      return redirectTo(c, '/office/letters');
    }
    const problem =
      row.registration.stage === 'registered'
        ? await postAgain(c, row)
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
    if (isLost(row)) await orderAgain(c, row);
    return redirectTo(c, '/office/letters');
  });

async function showList(
  c: Context,
  { problem, status = 200 }: { problem?: Problem; status?: 200 | 409 | 503 } = {},
): Promise<Response> {
  const { db } = c.var.services;
  const [toPost, posted] = await Promise.all([listLettersToPost(db), listPostedLetters(db)]);
  return c.html(listPage(c, { toPost, posted, problem }), status);
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

/** A letter that did not arrive is written anew; pressed twice, it is one letter. */
async function orderAgain(c: Context, { letter }: LetterRow): Promise<void> {
  await c.var.services.db.transaction(async (tx) => {
    if (await orderReplacement(tx, letter, new Date()))
      await record(c, tx, 'letterOrdered', letter.webUserId);
  });
}

/** The registration is complete since its first letter: no workflow waits for a second one. */
async function postAgain(c: Context, { letter }: LetterRow): Promise<Problem | undefined> {
  return c.var.services.db.transaction(async (tx) => {
    if (!(await postReplacement(tx, letter, c.var.staff.staffId, new Date())))
      return letter.printedAt ? 'closed' : 'notPrinted';
    await record(c, tx, 'letterPosted', letter.webUserId);
    return undefined;
  });
}

const record = (c: Context, tx: Db, operation: Parameters<typeof recordStaffAct>[2], subject: string) =>
  recordStaffAct(tx, c.var.staff, operation, { address: c.var.address, subject });

/**
 * Makes the password while the letter is rendered; its hash, the print and the staff event commit together. `seen` is
 * when the letter was last printed according to the page that was pressed on, empty for never: undefined where that is
 * no longer so.
 */
async function makeLetter(c: Context, row: LetterRow, seen: string) {
  const { db } = c.var.services;
  const seenPrintedAt = seen === '' ? null : new Date(seen);
  if (seenPrintedAt && Number.isNaN(seenPrintedAt.getTime())) return undefined;
  const password = makeTemporaryPassword(randomInt);
  const passwordHash = await hashPassword(password);
  const at = new Date();
  const expiresAt = temporaryPasswordExpiresAt('letter', at);
  const printed = await db.transaction(async (tx) => {
    const { staffId } = c.var.staff;
    const isPrinted = await printLetter(tx, row.letter, {
      seenPrintedAt,
      staffId,
      at,
      passwordHash,
      expiresAt,
    });
    if (isPrinted) await record(c, tx, 'letterPrinted', row.letter.webUserId);
    return isPrinted;
  });
  return printed ? { ...row, password, printedAt: at, expiresAt } : undefined;
}
