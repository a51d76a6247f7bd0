import type { Facts } from '../facts.ts';
import type { Act, Happened, Outcome } from '../history.ts';

export type Wrong = 'lost' | 'doubled' | 'unaudited';

/** What is not as it must be. */
export interface Violation {
  wrong: Wrong;
  /** Insured code of the company concerned. */
  about: string;
  /** What is wrong, in words. */
  says: string;
}

/** What must hold of a row of the matrix, whatever befell; each names what breaks it. */
export type Law = (facts: Facts) => Violation[];

export const lost = (about: string, says: string): Violation => ({ wrong: 'lost', about, says });
export const doubled = (about: string, says: string): Violation => ({ wrong: 'doubled', about, says });
export const unaudited = (about: string, says: string): Violation => ({ wrong: 'unaudited', about, says });

/** What was seen of an act, acknowledgements only unless said otherwise. */
export const seen = (
  { history }: Facts,
  act: Act,
  outcomes: readonly Outcome[] = ['acknowledged'],
): Happened[] => history.filter((event) => event.act === act && outcomes.includes(event.outcome));

/** `count` must be one; none is lost, several are doubled. */
export function exactlyOne(about: string, what: string, count: number): Violation[] {
  if (count === 1) return [];
  return [count === 0 ? lost(about, `no ${what}`) : doubled(about, `${count} × ${what}`)];
}

/** `exactlyOne` of a record of an act. */
export function recordedOnce(about: string, what: string, count: number): Violation[] {
  if (count === 1) return [];
  return [
    count === 0 ? unaudited(about, `no record of ${what}`) : doubled(about, `${count} records of ${what}`),
  ];
}

export const workflowsOf = ({ workflows }: Facts, workflowId: string) =>
  workflows.filter((workflow) => workflow.workflowId === workflowId);

/** Each thing once. */
export const distinct = <T>(things: readonly T[]): T[] => [...new Set(things)];
