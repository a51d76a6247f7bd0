import { addBusinessDays, type ClosingDays } from './business-days.ts';
import { addDays, type CalendarDate, dateInTokyo, startOfDayInTokyo } from './calendar-date.ts';

/**
 * How near a due date is. A clerk plans in business days: on a Friday, Monday is near. Pure; lists are filtered and rows
 * marked by the same bounds.
 */

/** What a list is narrowed to. `soon` counts today in; what is overdue stands apart. */
export type DueWindow = 'overdue' | 'today' | 'soon' | 'later';
/** How a row is marked; `next` is due on the next business day. */
export type Urgency = 'overdue' | 'today' | 'next' | 'later';

/** Business days that `soon` reaches ahead. */
export const SOON_BUSINESS_DAYS = 2;

/** The instants between which due dates are told apart, in Tokyo. */
export interface DueBounds {
  now: Date;
  tomorrow: Date;
  /** Where the day after the next business day begins. */
  afterNext: Date;
  afterSoon: Date;
}

export function dueBounds(now: Date, closingDays: ClosingDays): DueBounds {
  const today = dateInTokyo(now);
  const dayAfter = (date: CalendarDate) => startOfDayInTokyo(addDays(date, 1));
  return {
    now,
    tomorrow: dayAfter(today),
    afterNext: dayAfter(addBusinessDays(today, 1, closingDays)),
    afterSoon: dayAfter(addBusinessDays(today, SOON_BUSINESS_DAYS, closingDays)),
  };
}

/** In their order, the instants between which the spans lie that the windows are made of. */
export const boundsInOrder = ({ now, tomorrow, afterSoon }: DueBounds): Date[] => [now, tomorrow, afterSoon];

/** Which spans belong to a window, in their order; span 0 lies before the first bound, span 3 begins with the last. */
export const spansIn: Record<DueWindow, readonly number[]> = {
  overdue: [0],
  today: [1],
  soon: [1, 2],
  later: [3],
};

/** From when on and before when something in the window is due. */
export function extentOf(
  window: DueWindow,
  bounds: DueBounds,
): { from: Date | undefined; before: Date | undefined } {
  const [spans, order] = [spansIn[window], boundsInOrder(bounds)];
  return { from: order[(spans[0] ?? 0) - 1], before: order[spans.at(-1) ?? 0] };
}

export function isDueWithin(window: DueWindow, dueAt: Date | null, bounds: DueBounds): boolean {
  const { from, before } = extentOf(window, bounds);
  return dueAt !== null && (!from || dueAt >= from) && (!before || dueAt < before);
}

export function urgencyOf(dueAt: Date | null, { now, tomorrow, afterNext }: DueBounds): Urgency {
  if (!dueAt || dueAt >= afterNext) return 'later';
  if (dueAt < now) return 'overdue';
  return dueAt < tomorrow ? 'today' : 'next';
}
