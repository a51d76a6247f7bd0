import { type Answer, NoAnswer } from './requests.ts';

/** What is measured apart. */
export const kinds = ['login', 'portal', 'office', 'apply', 'decide'] as const;
export type Kind = (typeof kinds)[number];

/** Answers, unexpected ones and milliseconds of one kind within a time. */
interface Counted {
  milliseconds: number[];
  /** Status, or what went wrong without one, of answers that nobody expected. */
  unexpected: Map<string, number>;
}

/** Counts what came of the requests, for the running minute and for all together. */
export class Tally {
  #minute = fresh();
  readonly #all = fresh();

  /** Asks, and counts the answer; undefined where it was not one of `expected`. */
  async ask(kind: Kind, expected: number, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    const began = performance.now();
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof NoAnswer) return error;
      throw error;
    });
    const taken = performance.now() - began;
    const wrong =
      answer instanceof NoAnswer
        ? answer.message
        : answer.status === expected
          ? undefined
          : String(answer.status);
    for (const counts of [this.#minute, this.#all]) {
      counts[kind].milliseconds.push(taken);
      if (wrong) counts[kind].unexpected.set(wrong, (counts[kind].unexpected.get(wrong) ?? 0) + 1);
    }
    return wrong || answer instanceof NoAnswer ? undefined : answer;
  }

  /** What was counted since the last call. */
  takeMinute(): Summary {
    const summary = summaryOf(this.#minute);
    this.#minute = fresh();
    return summary;
  }

  /** Begins anew, but for unexpected answers: these count from the first. */
  forget(): void {
    this.#minute = fresh();
    for (const kind of kinds) this.#all[kind].milliseconds = [];
  }

  total(): Summary {
    return summaryOf(this.#all);
  }
}

export type Summary = Record<
  Kind,
  {
    count: number;
    p50: number;
    p95: number;
    p99: number;
    slowest: number;
    unexpected: Record<string, number>;
  }
>;

/** Answers that nobody expected, of all kinds. */
export const unexpectedOf = (summary: Summary): Record<string, number> => {
  const all: Record<string, number> = {};
  for (const kind of kinds)
    for (const [what, count] of Object.entries(summary[kind].unexpected))
      all[`${kind} ${what}`] = (all[`${kind} ${what}`] ?? 0) + count;
  return all;
};

const fresh = (): Record<Kind, Counted> =>
  Object.fromEntries(kinds.map((kind) => [kind, { milliseconds: [], unexpected: new Map() }])) as never;

const summaryOf = (counts: Record<Kind, Counted>): Summary =>
  Object.fromEntries(
    kinds.map((kind) => {
      const { milliseconds, unexpected } = counts[kind];
      const sorted = Float64Array.from(milliseconds).sort();
      const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
      return [
        kind,
        {
          count: sorted.length,
          p50: at(0.5),
          p95: at(0.95),
          p99: at(0.99),
          slowest: at(1),
          unexpected: Object.fromEntries(unexpected),
        },
      ];
    }),
  ) as Summary;
