import { assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type CalendarDate } from '../../domain/calendar-date.ts';
import {
  conflictWith,
  decisionsInCommon,
  type Period,
  parseStandIn,
  stateOfPeriod,
} from '../../domain/stand-in.ts';

const people = [
  { staffId: 'clerk1', name: '佐藤', role: 'clerk' },
  { staffId: 'approver1', name: '高橋', role: 'approver' },
  { staffId: 'approver2', name: '田中', role: 'approver' },
] as const;
const [clerk, approver] = people;
/** Still 1 December in UTC, already the 2nd in Tokyo. */
const now = new Date('2026-12-01T15:30:00Z');
const form = {
  principalId: 'approver1',
  standInId: 'approver2',
  fromDate: '2026-12-02',
  untilDate: '2026-12-05',
};
const parse = (changes: Record<string, string>, principal?: typeof approver) =>
  parseStandIn(people, { ...form, ...changes }, { now, principal });

describe('the form', () => {
  test('a period of some days, from today in Tokyo', () => {
    expect(parse({ note: '休暇' })).toEqual({ period: { ...form, note: '休暇' } });
    expect(parse({ note: '' })).toEqual({ period: { ...form, note: '' } });
  });

  test.each([
    ['nobody is their own stand-in', { standInId: 'approver1' }, 'standInId', '本人とは別の職員'],
    ['a person whom nobody knows', { standInId: 'stranger' }, 'standInId', '一覧から選択'],
    ['yesterday', { fromDate: '2026-12-01' }, 'fromDate', '本日以降'],
    ['it ends before it begins', { untilDate: '2026-12-01' }, 'untilDate', '開始日以降'],
    ['for more than a year', { untilDate: '2027-12-04' }, 'untilDate', '1年以内'],
    ['no date', { untilDate: '' }, 'untilDate', '終了日を入力'],
    ['no such day', { fromDate: '2026-02-30' }, 'fromDate', '存在しない日付'],
  ])('%s', (_, changes: Record<string, string>, key, message) => {
    const parsed = parse(changes);
    expect('errors' in parsed && parsed.errors[key as keyof typeof parsed.errors]).toContain(message);
  });

  test('who may only name their own stand-in cannot name another’s, whatever they send', () => {
    expect(parse({ principalId: 'clerk1' }, approver)).toMatchObject({
      period: { principalId: 'approver1' },
    });
    const own = parse({ standInId: 'approver1' }, approver);
    expect('errors' in own && own.errors.standInId).toBeDefined();
  });
});

const period = (principalId: string, standInId: string, from: number, days: number): Period => {
  const fromDate = addDays('2026-12-02', from);
  return { principalId, standInId, fromDate, untilDate: addDays(fromDate, days) };
};

test('one principal, one stand-in at a time; nobody acts through two people', () => {
  const wanted = period('a', 'b', 0, 5);
  expect(conflictWith(wanted, period('a', 'c', 5, 1))).toBe('alreadyRepresented');
  expect(conflictWith(wanted, period('b', 'c', -3, 3))).toBe('standInIsAway');
  expect(conflictWith(wanted, period('c', 'a', 2, 1))).toBe('standsInForAnother');
  expect(conflictWith(wanted, period('c', 'b', 0, 5))).toBeUndefined();
  expect(conflictWith(wanted, period('a', 'c', 6, 1))).toBeUndefined();
});

test('without conflicts, on no day does somebody represented represent another (property)', () => {
  const who = constantFrom('a', 'b', 'c', 'd');
  const any = record({
    principalId: who,
    standInId: who,
    from: integer({ min: 0, max: 9 }),
    days: integer({ min: 0, max: 4 }),
  });
  assert(
    property(any, any, (one, other) => {
      const [first, second] = [one, other].map((it) =>
        period(it.principalId, it.standInId, it.from, it.days),
      ) as [Period, Period];
      if (conflictWith(first, second)) return;
      for (let day = 0; day < 20; day += 1) {
        const date = addDays('2026-12-02', day);
        const running = [first, second].filter(
          ({ fromDate, untilDate }) => fromDate <= date && date <= untilDate,
        );
        if (running.length < 2) continue;
        expect(first.principalId).not.toBe(second.principalId);
        expect(first.standInId).not.toBe(second.principalId);
        expect(first.principalId).not.toBe(second.standInId);
      }
    }),
  );
});

test('a period ends by itself with its last day', () => {
  const state = (today: CalendarDate, revokedAt: Date | null = null) =>
    stateOfPeriod({ fromDate: '2026-12-02', untilDate: '2026-12-05', revokedAt }, today);
  expect([state('2026-12-01'), state('2026-12-02'), state('2026-12-05'), state('2026-12-06')]).toEqual([
    'coming',
    'running',
    'running',
    'ended',
  ]);
  expect(state('2026-12-03', now)).toBe('revoked');
});

test('a stand-in decides what both may', () => {
  expect(decisionsInCommon(approver, people[2])).toEqual(['承認', '差戻し', '却下']);
  expect(decisionsInCommon(approver, clerk)).toEqual(['差戻し']);
  expect(decisionsInCommon(clerk, approver)).toEqual(['差戻し']);
});
