import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import {
  deleteHoliday,
  findHoliday,
  insertHolidays,
  listClosingDays,
  listHolidaysOfYear,
} from '../../../db/holidays.ts';
import { isCalendarDate, todayInTokyo } from '../../../domain/calendar-date.ts';
import {
  type HolidayLine,
  LINES_AT_MOST,
  type NewHoliday,
  parseHoliday,
  parseHolidayList,
} from '../../../domain/holiday.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import { banner } from '../../components.ts';
import type { AppEnv, Context } from '../../context.ts';
import { questionPage } from '../question.ts';
import { withDone } from '../record-list.ts';
import { staffAct } from '../staff-act.ts';
import { type ImportState, importPage } from './import-page.ts';
import { HOME, type HolidayList, listPage, removalQuestion, trail, yearOf } from './list-page.ts';

const change = requireStaffRight('settings:change');

/** 休業日: by which due dates are counted beside the national calendar. */
export const holidays = new Hono<AppEnv>()
  .use(requireStaffRight('settings:see'))

  .get('/', async (c) => showYear(c))

  .post('/', change, async (c) => {
    const input = await readForm(c);
    const parsed = parseHoliday(input, await calendar(c));
    if ('errors' in parsed) return showYear(c, { state: { input, errors: parsed.errors } }, 422);
    const added = await add(c, [parsed.holiday]);
    if (added === 0)
      return showYear(c, { state: { input, errors: { date: 'この日付はすでに登録されています。' } } }, 422);
    return redirectTo(c, withDone(yearOf(Number(parsed.holiday.date.slice(0, 4))), 'added'));
  })

  .get('/import', change, async (c) => c.html(importPage(c, {})))

  .post('/import', change, async (c) => {
    const { list = '', shown, act } = await readForm(c);
    const lines = parseHolidayList(list, await calendar(c));
    const error = errorOf(lines);
    if (error) return c.html(importPage(c, { list, lines: lines.slice(0, LINES_AT_MOST), error }), 422);
    const toAdd = lines.flatMap((line) => (line.outcome === 'add' ? [line.holiday] : []));
    const state: ImportState = { list, lines, fingerprint: fingerprintOf(toAdd) };
    if (act !== 'register') return c.html(importPage(c, state));
    if (shown !== state.fingerprint) return c.html(importPage(c, { ...state, changedSinceShown: true }), 409);
    await add(c, toAdd);
    const [first] = toAdd;
    return redirectTo(c, first ? withDone(yearOf(Number(first.date.slice(0, 4))), 'added') : HOME);
  })

  .get('/:date/removal', change, async (c) => {
    const holiday = await found(c);
    return c.html(questionPage(c, removalQuestion(holiday), { back: HOME, breadcrumb: trail }));
  })

  .post('/:date/removal', change, async (c) => {
    const { date } = await found(c);
    const removed = await staffAct(c, 'holidayRemoved', date, (tx) =>
      deleteHoliday(tx, date, todayInTokyo(new Date())),
    );
    return removed
      ? redirectTo(c, withDone(yearOf(Number(date.slice(0, 4))), 'removed'))
      : showYear(c, { notice: notRemoved }, 409);
  });

const notRemoved = banner(
  'warning',
  'この休業日は削除できません',
  '過ぎた休業日は、期限の根拠として残ります。先にほかの職員が削除したときは、すでに一覧にありません。',
  { live: true },
);

const calendar = async (c: Context) => ({
  today: todayInTokyo(new Date()),
  closingDays: await listClosingDays(c.var.services.db),
});

/** The year in the address, or this one. */
async function showYear(
  c: Context,
  page: Pick<HolidayList, 'state' | 'notice'> = {},
  status: 200 | 409 | 422 = 200,
) {
  const today = todayInTokyo(new Date());
  const asked = /^(?:19|20)[0-9]{2}$/.exec(c.req.query('year') ?? '')?.[0];
  const year = Number(asked ?? today.slice(0, 4));
  const rows = await listHolidaysOfYear(c.var.services.db, year);
  return c.html(listPage(c, { year, today, rows, ...page }), status);
}

async function found(c: Context) {
  const date = c.req.param('date') ?? '';
  const holiday = isCalendarDate(date) ? await findHoliday(c.var.services.db, date) : undefined;
  if (!holiday) throw new HTTPException(404);
  return holiday;
}

/** Enters what nobody entered meanwhile, and says how many days that were. */
async function add(c: Context, days: readonly NewHoliday[]): Promise<number> {
  let added = 0;
  await staffAct(c, 'holidaysAdded', subjectOf(days), async (tx, staffId) => {
    added = (await insertHolidays(tx, days, staffId)).length;
    return added > 0;
  });
  return added;
}

/** Which days, for the record. */
function subjectOf(days: readonly NewHoliday[]): string {
  const dates = days.map(({ date }) => date).sort();
  return dates.length <= 1 ? (dates[0] ?? '') : `${dates[0]}～${dates.at(-1)}（${dates.length}日）`;
}

function errorOf(lines: HolidayLine[]): string | undefined {
  if (lines.length === 0) return '休業日の一覧を入力してください。';
  if (lines.length > LINES_AT_MOST)
    return `一度に登録できるのは${LINES_AT_MOST}行までです（現在${lines.length}行）。`;
  const unreadable = lines.filter(({ outcome }) => outcome === 'error').map(({ line }) => `${line}行目`);
  return unreadable.length > 0
    ? `読み取れない行があります（${unreadable.slice(0, 10).join('、')}${unreadable.length > 10 ? 'ほか' : ''}）。下の表を確認して訂正してください。`
    : undefined;
}

/** Tells whether what is registered is what was shown. */
const fingerprintOf = (days: readonly NewHoliday[]): string =>
  createHash('sha256').update(JSON.stringify(days)).digest('hex').slice(0, 16);
