import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { recordStaffView } from '../../../db/events.ts';
import { listResends } from '../../../db/mail-resends.ts';
import {
  findMail,
  findMailByMessageId,
  handleMail,
  listResentMails,
  listUnsentMails,
  type MailRow,
  searchMails,
} from '../../../db/mail-search.ts';
import { parseRequiredProse } from '../../../domain/prose.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { withDone } from '../record-list.ts';
import { staffAct } from '../staff-act.ts';
import { listPage } from './list-page.ts';
import { type MailPageState, mailPage } from './mail-page.ts';
import { resend } from './resend.ts';
import { readSearch } from './search.ts';
import { pathOf } from './texts.ts';

const act = requireStaffRight('mails:resend');
const REASON_AT_MOST = 500;

/** メール記録: what left for whom; what did not is sent once more, or seen to in another way. */
export const mails = new Hono<AppEnv>()
  .use(requireStaffRight('mails:see'))

  .get('/', async (c) => {
    const { db } = c.var.services;
    const read = readSearch(c.req.query());
    const before = z.uuid().safeParse(c.req.query('before')).data;
    const isWrong = Object.keys(read.errors).length > 0;
    const isStart = !before && Object.keys(read.typed).length === 0;
    const [rows, unsent] = await Promise.all([
      isWrong ? [] : searchMails(db, read.search, before),
      isStart ? listUnsentMails(db) : undefined,
    ]);
    return c.html(listPage(c, { read, rows, unsent, isFirst: !before }), isWrong ? 422 : 200);
  })

  .get('/:mailId', async (c) => {
    const mail = await found(c);
    const { services, staff, address } = c.var;
    await recordStaffView(services.db, staff, 'mailViewed', { address, subject: mail.reference });
    return show(c, mail);
  })

  .post('/:mailId/resend', act, async (c) => {
    const mail = await found(c);
    const form = await readForm(c);
    const resendId = z.uuid().safeParse(form.resendId);
    if (!resendId.success) throw new HTTPException(400, { message: 'not a form of ours' });
    const { reasonText = '' } = form;
    const reason = parseRequiredProse(reasonText, REASON_AT_MOST, '再送の理由を入力してください。');
    if ('error' in reason) {
      const errors = { reasonText: reason.error };
      return show(c, mail, { reasonText, errors, resendId: resendId.data }, 422);
    }
    const problem = await resend(c, mail, { resendId: resendId.data, reasonText: reason.value });
    if (problem) return show(c, await found(c), { reasonText, problem }, 409);
    return redirectTo(c, withDone(pathOf(mail), 'resent'));
  })

  .post('/:mailId/handled', act, async (c) => {
    const mail = await found(c);
    const { handledNote = '' } = await readForm(c);
    const note = parseRequiredProse(handledNote, REASON_AT_MOST, '行ったことを入力してください。');
    if ('error' in note) return show(c, mail, { handledNote, errors: { handledNote: note.error } }, 422);
    const handled = await staffAct(c, 'mailHandled', mail.reference, (tx, handledBy) =>
      handleMail(tx, mail.mailId, { handledBy, handledNote: note.value }),
    );
    return handled
      ? redirectTo(c, withDone(pathOf(mail), 'handled'))
      : show(c, await found(c), { handledNote, problem: 'alreadyHandled' }, 409);
  });

async function found(c: Context): Promise<MailRow> {
  const id = z.uuid().safeParse(c.req.param('mailId'));
  const mail = id.success ? await findMail(c.var.services.db, id.data) : undefined;
  if (!mail) throw new HTTPException(404);
  return mail;
}

async function show(c: Context, mail: MailRow, state: MailPageState = {}, status: 200 | 409 | 422 = 200) {
  const { db } = c.var.services;
  const [first, resends, resent] = await Promise.all([
    mail.resendOf ? findMailByMessageId(db, mail.resendOf) : undefined,
    listResends(db, mail.messageId),
    listResentMails(db, mail.messageId),
  ]);
  return c.html(mailPage(c, { mail, first, resends, resent }, state), status);
}
