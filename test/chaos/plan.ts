import { type Random, randomFrom } from './random.ts';

/**
 * What befalls the product. K: a process of ours ends with -9. P: Postgres. T: Temporal. S: the mail server. D: a request is
 * delivered more often than once. C: the clock of web and worker is 25 hours ahead.
 */
export const faultKinds = {
  K: ['web', 'worker'],
  P: ['restarted', 'killed'],
  T: ['stopped', 'killed'],
  S: ['refuses', 'hangs', 'drops the line'],
  D: ['again', 'twice', 'fifty'],
  C: ['ahead'],
} as const;
export type FaultKind = keyof typeof faultKinds;

/** The steps of the matrix, and which faults each has to stand. */
export const stepFaults = {
  login: 'KPC',
  oneTimePassword: 'KPSDC',
  emailChange: 'KPTSD',
  emailLink: 'KTDC',
  passwordReissue: 'KSD',
  applicantReset: 'KSD',
  newApplicant: 'KPD',
  application: 'KPTD',
  bankAccount: 'KPTD',
  decision: 'KPTD',
  applying: 'KPT',
  mail: 'KSD',
  ipRestriction: 'KP',
  export: 'KP',
} as const satisfies Record<string, string>;
export type StepName = keyof typeof stepFaults;

/**
 * When the fault falls: before the button is pressed, so many milliseconds after, the moment that Postgres shows a commit,
 * answered or not, that of which the worker is never told, or once the button was answered.
 */
export type Moment = 'before' | 'during' | 'committed' | 'untold' | 'after';

export interface Round {
  /** 1 for the first. */
  number: number;
  step: StepName;
  kind: FaultKind;
  /** One of the kind's. */
  variant: string;
  moment: Moment;
  /** Milliseconds, of `during`. */
  delay: number;
  /** Which commit it is, of `committed` and `untold`: 1 for the first that the button leads to. */
  commits: number;
  /** For what the step itself leaves to chance. */
  seed: number;
}

/** These begin before the button is pressed and last until it is answered. */
const lasting: readonly FaultKind[] = ['S', 'C'];

/** Longer than any button takes on an idle machine. */
const LONGEST_DELAY = 60;

export interface PlanOptions {
  seed: number;
  faults: number;
  /** Only what is named so: a step, `decision`, or one of its faults, `decision:K`. */
  only?: string | undefined;
}

/**
 * The same rounds for the same seed. Every pair of the matrix comes once before any comes twice, each time in another order.
 */
export function planOf({ seed, faults, only = '' }: PlanOptions): Round[] {
  const random = randomFrom(seed);
  const rounds: Round[] = [];
  const wanted = pairs.filter(([step, kind]) => `${step}:${kind}`.startsWith(only));
  if (wanted.length === 0) throw new Error(`There is no step ${only}`);
  while (rounds.length < faults)
    for (const [step, kind] of random.shuffled(wanted).slice(0, faults - rounds.length))
      rounds.push(roundOf(random, rounds.length + 1, step, kind));
  return rounds;
}

const pairs = (Object.keys(stepFaults) as StepName[]).flatMap((step) =>
  [...stepFaults[step]].map((kind) => [step, kind as FaultKind] as const),
);

function roundOf(random: Random, number: number, step: StepName, kind: FaultKind): Round {
  const round: Round = {
    number,
    step,
    kind,
    variant: random.pick(faultKinds[kind] as readonly string[]),
    moment: lasting.includes(kind)
      ? 'before'
      : random.pick(['before', 'during', 'committed', 'after'] as const),
    delay: random.below(LONGEST_DELAY),
    commits: 1 + random.below(2),
    seed: random.below(2 ** 31),
  };
  return step === 'applying' ? onApplying(round) : round;
}

/** The second commit, after that of the last approval; the worker alone makes it, and could make it twice. */
const onApplying = (round: Round): Round => ({
  ...round,
  ...(round.kind === 'K' ? { variant: 'worker' } : {}),
  moment: 'untold',
  commits: 2,
});

export const roundInWords = ({ number, step, kind, variant, ...round }: Round) =>
  `${String(number).padStart(3)}  ${step.padEnd(16)} ${kind} ${variant.padEnd(15)} ${momentInWords(round)}`;

function momentInWords({ moment, delay, commits }: Pick<Round, 'moment' | 'delay' | 'commits'>): string {
  if (moment === 'during') return `${delay} ms after the press`;
  return moment === 'committed' || moment === 'untold' ? `${moment}, commit ${commits}` : moment;
}
