import { setTimeout as pause } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { type Db, isDatabaseDown } from '../../db/client.ts';
import { passwordMails } from '../../db/schema/index.ts';
import { passwordMailWorkflowId } from '../../workflows/password-mail.ts';
import { waitFor } from '../support/wait-for.ts';
import { watchRecords } from './commits.ts';
import { administratorOf, applicantOf, companyOf } from './companies.ts';
import { letFall } from './faults.ts';
import type { Act, Happened, Outcome } from './history.ts';
import { type Answer, isLoggedOut, isUnknown, Person } from './person.ts';
import type { Round } from './plan.ts';
import { type Random, randomFrom } from './random.ts';
import type { StaffId, World } from './world.ts';

/** One round as its step plays it: the company, its people, and the fault at the moment that the plan says. */
export interface Scene {
  readonly world: World;
  readonly round: Round;
  readonly random: Random;
  /** Insured code of the company of this round. */
  readonly company: string;
  readonly administrator: Person;
  readonly applicant: Person;
  person(webUserId: string): Person;
  /** Logged in already; works for all rounds at once. */
  staff(staffId: StaffId): Person;
  /** Notes what somebody did and how it was answered. Returns the outcome. */
  note(act: Act, by: string, answer: Answer, outcome: Outcome, detail?: Happened['detail']): Outcome;
  /**
   * Presses while the fault falls, in its turn among the rounds, as often as the plan says; and again, once everything is
   * back, until there is an answer. Returns the last outcome.
   */
  underFault(press: Press): Promise<Outcome>;
  /** Presses until there is an answer. */
  answered(press: Press): Promise<Outcome>;
  /**
   * The fault of this round, where it is what the step does with the clock: so many seconds ahead of the real one, once
   * what has to be done by that is `prepared`.
   */
  withClock(seconds: number, prepared: () => Promise<unknown>, act: () => Promise<void>): Promise<void>;
  /** For setting up and looking in, beside the product; tries until Postgres is there. */
  inDatabase<T>(work: (db: Db) => PromiseLike<T>): Promise<T>;
  /** Waits until every temporary password of a user has been mailed, or is wanted no more. */
  mailsAreSent(webUserId: string): Promise<void>;
  /** Asks until there is an answer; logs in where that is needed. */
  ask(person: Person, ask: () => Promise<Answer>): Promise<Answer>;
}

/** One press of a button, noted. */
export type Press = () => Promise<Outcome>;

/** Rounds let their faults fall in their order, one after the other. */
export interface Turns {
  take(round: number): Promise<void>;
  pass(round: number): void;
}

/** Milliseconds that a person goes on trying. */
const PATIENCE = 90_000;

export function sceneOf(world: World, round: Round, turns: Turns): Scene {
  const company = companyOf(round.number);
  const address = `8.${1 + (round.number >> 8)}.${round.number & 255}.7`;
  const person = (webUserId: string) => new Person(world.url, webUserId, address);

  function note(act: Act, by: string, answer: Answer, outcome: Outcome, detail: Happened['detail'] = {}) {
    const { number, step, kind: fault } = round;
    const { status } = answer;
    world.history.add({ round: number, step, fault, act, about: company, by, outcome, status, detail });
    return outcome;
  }

  async function answered(press: Press): Promise<Outcome> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const outcome = await press();
      if (outcome !== 'unknown' || performance.now() > end) return outcome;
      await pause(50);
    }
  }

  async function underFault(press: Press): Promise<Outcome> {
    await turns.take(round.number);
    try {
      const outcomes = await faultAround(world, round, press);
      if (outcomes.includes('acknowledged')) return 'acknowledged';
      if (!outcomes.includes('unknown')) return 'refused';
    } finally {
      turns.pass(round.number);
    }
    return answered(press);
  }

  async function withClock(
    seconds: number,
    prepared: () => Promise<unknown>,
    act: () => Promise<void>,
  ): Promise<void> {
    await turns.take(round.number);
    try {
      await prepared();
      await world.clock.ahead(seconds);
      await act().finally(() => world.clock.ahead(0));
    } finally {
      turns.pass(round.number);
    }
  }

  const inDatabase = async <T>(work: (db: Db) => PromiseLike<T>): Promise<T> => {
    for (;;)
      try {
        return await work(world.product.database.db);
      } catch (error) {
        if (!isDatabaseDown(error)) throw error;
        await pause(50);
      }
  };

  async function mailsAreSent(webUserId: string): Promise<void> {
    const areSent = async () => {
      const rows = await inDatabase((db) =>
        db.select().from(passwordMails).where(eq(passwordMails.webUserId, webUserId)),
      );
      const running = await Promise.all(
        rows.map(async ({ passwordMailId }) => {
          const handle = world.client.workflow.getHandle(passwordMailWorkflowId(passwordMailId));
          return (await handle.describe()).status.name === 'RUNNING';
        }),
      );
      return rows.length > 0 && !running.includes(true);
    };
    // What is never sent the laws will miss.
    const patience = { timeout: 2 * PATIENCE, every: 200 };
    await waitFor(areSent, { what: 'a mailed password', ...patience }).catch(() => {});
  }

  async function ask(who: Person, question: () => Promise<Answer>): Promise<Answer> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const answer = await question();
      if (performance.now() > end) return answer;
      if (isLoggedOut(answer)) await who.logIn();
      else if (!isUnknown(answer)) return answer;
      else await pause(50);
    }
  }

  return {
    world,
    round,
    random: randomFrom(round.seed),
    company,
    administrator: person(administratorOf(company)),
    applicant: person(applicantOf(company)),
    person,
    staff: (staffId) => world.staff[staffId],
    note,
    underFault,
    answered,
    withClock,
    inDatabase,
    mailsAreSent,
    ask,
  };
}

async function faultAround(world: World, round: Round, press: Press): Promise<Outcome[]> {
  if (round.kind === 'D') return delivered(round.variant, press);
  if (round.moment === 'untold') return untold(world, round, press);
  const committed = round.moment === 'committed' && (await recordsOf(world, round));
  const answer = round.moment === 'before' ? undefined : press();
  if (committed) await committed.come();
  if (round.moment === 'during') await pause(round.delay);
  if (round.moment === 'after') await answer;
  const fallen = letFall(world, round);
  const outcome = await (answer ?? press());
  await fallen.over();
  return [outcome];
}

/** What ended is there again before anybody is let go who waits for the answer: only so can the same be done again. */
async function untold(world: World, round: Round, press: Press): Promise<Outcome[]> {
  const records = await recordsOf(world, round);
  const letGo = world.holdAnswers(records.areThere);
  const answer = press();
  try {
    await records.come(PATIENCE);
    await letFall(world, round).over();
  } finally {
    letGo();
  }
  return [await answer];
}

const recordsOf = ({ product }: World, { number, commits }: Round) =>
  watchRecords(product.database.db, companyOf(number), commits);

async function delivered(variant: string, press: Press): Promise<Outcome[]> {
  if (variant === 'again') return [await press(), await press()];
  return Promise.all(Array.from({ length: variant === 'twice' ? 2 : 50 }, press));
}
