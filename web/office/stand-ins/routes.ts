import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import type { Db } from '../../../db/client.ts';
import { findStaffEmail } from '../../../db/due-alerts.ts';
import {
  findStandIn,
  insertStandIn,
  listCurrentStandIns,
  listPastStandIns,
  listPossibleStandIns,
  revokeStandIn,
  type StandInRow,
} from '../../../db/stand-ins.ts';
import { formatCalendarDate, todayInTokyo } from '../../../domain/calendar-date.ts';
import type { StandInNoticeFacts } from '../../../domain/notice.ts';
import { canNameStandInsForOthers } from '../../../domain/staff.ts';
import {
  type NewPeriod,
  parseStandIn,
  type StandInConflict,
  type StandInKey,
} from '../../../domain/stand-in.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { requestNotice } from '../../notices.ts';
import { questionPage } from '../question.ts';
import type { FormState } from '../record-form.ts';
import { withDone } from '../record-list.ts';
import { staffAct } from '../staff-act.ts';
import { formPage, HOME, listPage, mayRevoke, notYoursPage, revocationQuestion, trail } from './pages.ts';

const name = requireStaffRight('standIns:name');

/** 代行者: who decides for whom and until when; named by oneself or by the supervisor, revocable, ended by its date. */
export const standIns = new Hono<AppEnv>()
  .use(requireStaffRight('standIns:see'))

  .get('/', async (c) => {
    const { db } = c.var.services;
    const today = todayInTokyo(new Date());
    const [current, past] = await Promise.all([listCurrentStandIns(db, today), listPastStandIns(db, today)]);
    return c.html(listPage(c, { current, past, today }));
  })

  .get('/new', name, async (c) => showForm(c, {}, 200))

  .post('/', name, async (c) => {
    const input = await readForm(c);
    const periodId = z.uuid().safeParse(input.periodId).data;
    if (!periodId) throw new HTTPException(400, { message: 'not a form of ours' });
    const people = await listPossibleStandIns(c.var.services.db);
    const parsed = parseStandIn(people, input, { now: new Date(), principal: onlyPrincipal(c) });
    if ('errors' in parsed) return showForm(c, { input, errors: parsed.errors }, 422);
    const conflict = await nameStandIn(c, { ...parsed.period, periodId });
    if (conflict) return showForm(c, { input, errors: conflictErrors(conflict) }, 422);
    return redirectTo(c, withDone(HOME, 'standInNamed'));
  })

  .get('/:periodId/revocation', name, async (c) => {
    const period = await found(c);
    if (!mayRevoke(c, period)) return c.html(notYoursPage(c, period), 409);
    return c.html(questionPage(c, revocationQuestion(period), { back: HOME, breadcrumb: trail('取消し') }));
  })

  .post('/:periodId/revocation', name, async (c) => {
    const period = await found(c);
    if (!mayRevoke(c, period)) return c.html(notYoursPage(c, period), 409);
    await staffAct(c, 'standInRevoked', subjectOf(period), async (tx, revokedBy) => {
      const revoked = await revokeStandIn(tx, period, { revokedBy, at: new Date() });
      if (revoked) await tellBoth(c, tx, 'standInRevoked', period);
      return revoked;
    });
    return redirectTo(c, withDone(HOME, 'standInRevoked'));
  });

/** Whoever may not name stand-ins for others names their own. */
const onlyPrincipal = ({ var: { staff } }: Context) => (canNameStandInsForOthers(staff) ? undefined : staff);

async function showForm(c: Context, state: FormState<StandInKey>, status: 200 | 422) {
  const people = await listPossibleStandIns(c.var.services.db);
  const periodId = state.input?.periodId ?? crypto.randomUUID();
  return c.html(formPage(c, { people, principal: onlyPrincipal(c), periodId, state }), status);
}

const subjectOf = ({ principalId, standInId }: Pick<NewPeriod, 'principalId' | 'standInId'>) =>
  `${principalId}→${standInId}`;

/** Names the stand-in, in the transaction that records it; returns with which period it conflicts. */
async function nameStandIn(c: Context, period: NewPeriod & { periodId: string }) {
  let conflict: Extract<Awaited<ReturnType<typeof insertStandIn>>, object> | undefined;
  await staffAct(c, 'standInNamed', subjectOf(period), async (tx, setBy) => {
    const outcome = await insertStandIn(tx, { ...period, setBy });
    if (typeof outcome === 'object') conflict = outcome;
    const named = outcome === 'named' && (await findStandIn(tx, period.periodId));
    if (named) await tellBoth(c, tx, 'standInNamed', named);
    return outcome === 'named';
  });
  return conflict;
}

/** Both people read it by mail, whoever did it: with both names, and the days. */
async function tellBoth(c: Context, tx: Db, kind: keyof StandInNoticeFacts, period: StandInRow) {
  const { periodId, principal, standIn, fromDate, untilDate } = period;
  const people = { principalName: principal.name, standInName: standIn.name };
  const facts = { ...people, fromDate, untilDate, by: c.var.staff.name };
  for (const { staffId } of [principal, standIn]) {
    const email = await findStaffEmail(tx, staffId);
    if (email) await requestNotice(tx, { kind, facts, reference: periodId, recipient: { staffId, email } });
  }
}

function conflictErrors({ conflict, other }: { conflict: StandInConflict; other: StandInRow }) {
  const days = `${formatCalendarDate(other.fromDate)}〜${formatCalendarDate(other.untilDate)}`;
  return conflictMessages[conflict](other, days);
}

const conflictMessages: Record<
  StandInConflict,
  (other: StandInRow, days: string) => NonNullable<FormState<StandInKey>['errors']>
> = {
  alreadyRepresented: ({ standIn }, days) => ({
    fromDate: `${days}は、すでに${standIn.name}が代行者です。重ならない期間にするか、先にその代行を取り消してください。`,
  }),
  standInIsAway: ({ principal }, days) => ({
    standInId: `${principal.name}は${days}に不在です（代行者が設定されています）。別の職員を選択してください。`,
  }),
  standsInForAnother: ({ principal }, days) => ({
    fromDate: `${days}は${principal.name}の代行者になっています。先にその代行を取り消し、別の代行者を設定してください。`,
  }),
};

async function found(c: Context): Promise<StandInRow> {
  const periodId = z.uuid().safeParse(c.req.param('periodId')).data;
  const period = periodId && (await findStandIn(c.var.services.db, periodId));
  if (!period) throw new HTTPException(404);
  return period;
}
