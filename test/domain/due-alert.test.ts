import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ClosingDays,
  dueAfterBusinessDays,
  isBusinessDay,
  noClosingDays,
} from '../../domain/business-days.ts';
import { dateInTokyo } from '../../domain/calendar-date.ts';
import { digestOf, dueAlertStep } from '../../domain/due-alert.ts';

const at = (text: string) => new Date(`${text}+09:00`);
const step = (dueAt: Date, now: Date) => {
  const { tell, lookAgain } = dueAlertStep(dueAt, now, noClosingDays);
  return [tell, lookAgain?.for, lookAgain?.at.getTime()];
};

test('over a long weekend: reminded on the Friday before, told on the first day of work after', () => {
  // 2026-11-20 is a Friday, the 23rd 勤労感謝の日; received on the 19th with two business days.
  const dueAt = dueAfterBusinessDays(at('2026-11-19T15:00:00'), 2, noClosingDays);
  expect(dateInTokyo(dueAt)).toBe('2026-11-24');
  const reminder = at('2026-11-20T09:00:00');
  const escalation = at('2026-11-25T09:00:00');
  expect(step(dueAt, at('2026-11-19T15:00:00'))).toEqual([undefined, 'dueSoon', reminder.getTime()]);
  expect(step(dueAt, reminder)).toEqual(['dueSoon', 'overdue', escalation.getTime()]);
  expect(step(dueAt, dueAt)).toEqual(['dueSoon', 'overdue', escalation.getTime()]);
  expect(step(dueAt, new Date(dueAt.getTime() + 1))).toEqual([undefined, 'overdue', escalation.getTime()]);
  expect(step(dueAt, escalation)).toEqual(['overdue', undefined, undefined]);
});

const instants = fc.date({ min: new Date('2025-01-01'), max: new Date('2029-12-31'), noInvalidDate: true });
const days = fc.integer({ min: 1, max: 20 });

test('whatever is received whenever: both moments are nine o’clock on a business day, on either side of the due date', () => {
  fc.assert(
    fc.property(instants, days, (receivedAt, count) => {
      const dueAt = dueAfterBusinessDays(receivedAt, count, noClosingDays);
      const first = dueAlertStep(dueAt, new Date(0), noClosingDays).lookAgain;
      const second = dueAlertStep(dueAt, dueAt, noClosingDays).lookAgain;
      for (const moment of [first?.at, second?.at]) {
        expect(moment?.toISOString().slice(11)).toBe('00:00:00.000Z');
        expect(isBusinessDay(dateInTokyo(moment ?? new Date(0)), noClosingDays)).toBe(true);
      }
      expect(Number(first?.at)).toBeLessThan(dueAt.getTime());
      expect(Number(second?.at)).toBeGreaterThan(dueAt.getTime());
    }),
  );
});

test('whoever looks again when told to gets to the end in three looks, and is told of each kind once', () => {
  fc.assert(
    fc.property(instants, days, (receivedAt, count) => {
      const dueAt = dueAfterBusinessDays(receivedAt, count, noClosingDays);
      const told: unknown[] = [];
      let now: Date | undefined = new Date(0);
      for (let looks = 0; now; looks += 1) {
        expect(looks).toBeLessThan(3);
        const { tell, lookAgain } = dueAlertStep(dueAt, now, noClosingDays);
        if (tell) told.push(tell);
        if (lookAgain) expect(lookAgain.at.getTime()).toBeGreaterThan(now.getTime());
        now = lookAgain?.at;
      }
      expect(told).toEqual(['dueSoon', 'overdue']);
    }),
  );
});

test('alerts of the same five minutes share their mails, which leave when those are over', () => {
  const nine = digestOf(at('2026-11-25T09:00:00'));
  expect(nine).toEqual({ digest: '20261125-0900', sendAt: at('2026-11-25T09:05:30') });
  expect(digestOf(at('2026-11-25T09:04:59.999'))).toEqual(nine);
  expect(digestOf(at('2026-11-25T09:05:00')).digest).toBe('20261125-0905');
  expect(digestOf(at('2026-11-25T00:01:00')).digest).toBe('20261125-0000');
});

test('the institution’s own closing and working days count', () => {
  // Closed on Friday the 20th, at work on the holiday.
  const days: ClosingDays = new Map([
    ['2026-11-20', 'closed'],
    ['2026-11-23', 'working'],
    ['2026-11-25', 'closed'],
  ]);
  const dueAt = at('2026-11-24T23:59:59.999');
  expect(dueAlertStep(dueAt, new Date(0), days).lookAgain?.at).toEqual(at('2026-11-23T09:00:00'));
  expect(dueAlertStep(dueAt, dueAt, days).lookAgain?.at).toEqual(at('2026-11-26T09:00:00'));
});
