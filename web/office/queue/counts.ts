import { COUNTED_AT_MOST, type UndecidedCount } from '../../../db/office-queue-counts.ts';
import { undecidedWork, type WorkStage } from '../../../db/office-work.ts';
import { spansIn } from '../../../domain/due-window.ts';
import { assigneeIdOf, type QueueView } from './filter.ts';

/** How much work there is, so that each filter can say how much another choice of it would show. */
export interface Counts {
  /** Who looks. */
  staffId: string;
  undecided: UndecidedCount[];
  /** At most `COUNTED_AT_MOST` each. */
  decided: Partial<Record<WorkStage, number>>;
}

const isUndecidedStage = (stage: QueueView['state']) => undecidedWork.some((one) => one === stage);
const concernsUndecided = (state: QueueView['state']) =>
  state === 'undecided' || state === 'all' || isUndecidedStage(state);

/** How many pieces of work another choice of one filter would list, all others as they are. */
export function countIn(counts: Counts, view: QueueView, change: Partial<QueueView> = {}): number {
  const { state, assignee, due } = { ...view, ...change };
  const holder = assigneeIdOf({ assignee }, counts.staffId);
  const undecided = counts.undecided
    .filter((one) => concernsUndecided(state) && (!isUndecidedStage(state) || one.stage === state))
    .filter(({ assigneeId }) => holder === undefined || assigneeId === holder)
    .filter(({ span }) => due === 'all' || spansIn[due].includes(span))
    .reduce((sum, { total }) => sum + total, 0);
  if (due !== 'all' || state === 'undecided' || isUndecidedStage(state)) return undecided;
  const decided = state === 'all' ? Object.values(counts.decided) : [counts.decided[state as WorkStage] ?? 0];
  return decided.reduce((sum, one) => sum + one, undecided);
}

/** Decided work is counted for the chosen holder alone: what another choice would show of it is not known. */
export const countsByHolder = ({ state, due }: QueueView): boolean =>
  state === 'undecided' || isUndecidedStage(state) || due !== 'all';

/** Whether the count is one that stopped at some point. */
export const isAtLeast = (counts: Counts, { state }: Pick<QueueView, 'state'>): boolean =>
  state === 'all'
    ? Object.values(counts.decided).some((one) => one >= COUNTED_AT_MOST)
    : (counts.decided[state as WorkStage] ?? 0) >= COUNTED_AT_MOST;

/** What came since the list was drawn and belongs to it. */
export const freshIn = ({ undecided }: Counts): number =>
  undecided.reduce((sum, { fresh }) => sum + fresh, 0);
