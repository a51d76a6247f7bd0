import { dirname } from 'node:path';
import { check, type Finding } from './check.ts';
import type { MovableClock } from './clock.ts';
import { gatherFacts } from './facts.ts';
import { startHistory } from './history.ts';
import type { Place } from './place.ts';
import { type PlanOptions, planOf, type Round, roundInWords, type StepName } from './plan.ts';
import type { Recovery } from './recovery.ts';
import { type Scene, sceneOf, type Turns } from './scene.ts';
import { keepHistories, putRight, settle, stuckWorkflows } from './settle.ts';
import { application } from './steps/application.ts';
import { bankAccount } from './steps/bank-account.ts';
import { applying, decision } from './steps/decision.ts';
import { emailChange, emailLink } from './steps/email-change.ts';
import { exportHistory } from './steps/export.ts';
import { ipRestriction } from './steps/ip-restriction.ts';
import { login } from './steps/login.ts';
import { mail } from './steps/mail.ts';
import { applicantReset, passwordReissue } from './steps/mailed-password.ts';
import { newApplicant } from './steps/new-applicant.ts';
import { oneTimePassword } from './steps/one-time-password.ts';
import { startWorld, type World } from './world.ts';

export const steps: Record<StepName, (scene: Scene) => Promise<void>> = {
  login,
  oneTimePassword,
  emailChange,
  emailLink,
  passwordReissue,
  applicantReset,
  newApplicant,
  application,
  bankAccount,
  decision,
  applying,
  mail,
  ipRestriction,
  export: exportHistory,
};

export interface ChaosOptions extends PlanOptions {
  /** Where: one of each process, unless told otherwise. */
  place?: (clock: MovableClock) => Promise<Place>;
  /** No further round begins after so many minutes. */
  minutes?: number | undefined;
  /** Where what was seen is kept, one JSON line each. */
  historyFile: string;
  print?: (line: string) => void;
}

export interface ChaosResult {
  rounds: Round[];
  findings: Finding[];
  recoveries: readonly Recovery[];
  /** Rounds that could not be played to their end, and why. */
  broken: string[];
  /** What did not come to rest; the laws tell what is missing by it. */
  leftOver: string[];
  seconds: number;
}

/** Rounds that are under way at once; their faults fall one after the other. */
const AT_ONCE = 3;

/** Plays all rounds against a product of its own, waits for rest, and holds what was seen against what is there. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, faults, only, minutes = Infinity, historyFile, place, print = () => {} } = options;
  const plan = planOf({ seed, faults, only });
  const history = startHistory(historyFile);
  const world = await startWorld(history, faults, place);
  print(`Seed ${seed}, ${faults} faults; the clock is moved by ${world.clock.means}`);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const { rounds, broken } = await play(world, plan, { print, minutes });
    await world.recoveries.done();
    const leftOver = await settle(world);
    print(`${await putRight(world)} workflows that stood still were started anew by the product itself`);
    const facts = await gatherFacts(world);
    const findings = check(facts);
    const suspect = [...facts.unrepeatable.map(({ workflowId }) => workflowId), ...stuckWorkflows(leftOver)];
    await keepHistories(world, suspect, dirname(historyFile));
    return {
      rounds,
      findings,
      broken,
      recoveries: world.recoveries.all,
      leftOver,
      seconds: Math.round(seconds()),
    };
  } finally {
    await world.stop();
  }
}

async function play(
  world: World,
  plan: readonly Round[],
  { print, minutes }: { print: (line: string) => void; minutes: number },
): Promise<Pick<ChaosResult, 'rounds' | 'broken'>> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const turns = turnsInOrder();
  const rounds: Round[] = [];
  const broken: string[] = [];
  const stories: Promise<unknown>[] = [];
  const waiting = new Set<Promise<void>>();
  for (const round of plan) {
    while (waiting.size >= AT_ONCE) await Promise.race(waiting);
    if (seconds() > minutes * 60) break;
    rounds.push(round);
    const fallen = turns
      .passed(round.number)
      .then(() => print(`${seconds().toFixed(1).padStart(7)} s ${roundInWords(round)}`));
    waiting.add(fallen);
    void fallen.then(() => waiting.delete(fallen));
    const story = steps[round.step](sceneOf(world, round, turns))
      .catch((error: unknown) => broken.push(`Round ${round.number}, ${round.step}: ${error}`))
      .finally(() => turns.pass(round.number));
    stories.push(story);
  }
  await Promise.all(stories);
  return { rounds, broken };
}

/** Each round's fault falls once those before it are over; a round that ends without one is passed over. */
function turnsInOrder(): Turns & { passed(round: number): Promise<void> } {
  const ends = new Map<number, PromiseWithResolvers<void>>();
  const end = (round: number) => {
    const known = ends.get(round) ?? Promise.withResolvers<void>();
    ends.set(round, known);
    return known;
  };
  end(0).resolve();
  const passed = async (round: number): Promise<void> => {
    await end(round).promise;
  };
  return {
    take: async (round) => {
      await passed(round - 1);
    },
    pass: (round) => void passed(round - 1).then(() => end(round).resolve()),
    passed,
  };
}
