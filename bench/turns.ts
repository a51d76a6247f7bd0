import { type Load, load, over } from './load.ts';
import { type Measurement, ROUNDS, SECONDS_A_ROUND } from './measurement.ts';

export interface Sides<One> {
  ours: One;
  peer: One;
}

/** What is measured, and the processes (with their children) whose use of the processors counts for it. */
export interface Side {
  pids: readonly number[];
  call(caller: number): Promise<unknown>;
}

/** A Java program gets quicker for a while. */
const WARM_UP_SECONDS = 5 * SECONDS_A_ROUND;

/** Rounds of load on both sides in turns, after both have warmed up. */
export async function inTurns(
  sides: Sides<Side>,
  { atOnce, warmUp = WARM_UP_SECONDS }: { atOnce: number; warmUp?: number },
  say: (line: string) => void,
): Promise<Sides<Load[]>> {
  const round = ({ pids, call }: Side, seconds: number) => load({ atOnce, seconds, pids }, call);
  await round(sides.peer, warmUp);
  await round(sides.ours, Math.min(warmUp, SECONDS_A_ROUND));
  const rounds: Sides<Load[]> = { ours: [], peer: [] };
  for (let number = 1; number <= ROUNDS; number++) {
    rounds.ours.push(await round(sides.ours, SECONDS_A_ROUND));
    rounds.peer.push(await round(sides.peer, SECONDS_A_ROUND));
    const rate = (of: Load[]) => of.at(-1)?.rate.toFixed(1);
    say(`round ${number}: ${rate(rounds.ours)} beside ${rate(rounds.peer)} a second`);
  }
  return rounds;
}

/** The medians of one figure. */
export const compared = (
  { ours, peer }: Sides<Load[]>,
  { figure, ...measurement }: { figure(round: Load): number } & Pick<Measurement, 'name' | 'unit' | 'note'>,
): Measurement => ({ ...measurement, ours: over(ours, figure), peer: over(peer, figure) });

/** Milliseconds of processors that one call costs. */
export const processorsOf = (rounds: Sides<Load[]>, name: string): Measurement =>
  compared(rounds, {
    name: `${name}-processor`,
    figure: ({ processor }) => processor,
    unit: 'ms',
    note: 'of processors for each, Postgres included',
  });
