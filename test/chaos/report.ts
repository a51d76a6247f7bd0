import type { Finding } from './check.ts';
import type { Round } from './plan.ts';
import { LIMITS, type Recovery } from './recovery.ts';
import type { ChaosResult } from './run.ts';

/** Findings printed in full; further ones are counted. */
const SHOWN = 5;

/** What a run comes to, in lines; the last says how many faults, and how much was lost, doubled or unaudited. */
export function reportOf({ rounds, findings, recoveries, leftOver, broken, seconds }: ChaosResult): string[] {
  return [
    '',
    ...table(rounds),
    '',
    ...recoveryLines(recoveries),
    `${seconds} s, ${(seconds / rounds.length).toFixed(1)} s a fault`,
    ...(leftOver.length > 0 ? [`Did not come to rest: ${leftOver.join(', ')}`] : []),
    ...broken,
    ...findings.slice(0, SHOWN).flatMap(findingLines),
    ...(findings.length > SHOWN ? ['', `… and ${findings.length - SHOWN} further findings`] : []),
    '',
    verdict(rounds, findings),
  ];
}

export const verdict = (rounds: readonly Round[], findings: readonly Finding[]): string => {
  const count = (wrong: Finding['wrong']) => findings.filter((finding) => finding.wrong === wrong).length;
  return `${rounds.length} faults, ${count('lost')} lost, ${count('doubled')} doubled, ${count('unaudited')} unaudited`;
};

/** Whether all is as it must be. */
export const isSound = ({ findings, recoveries, leftOver, broken }: ChaosResult): boolean =>
  findings.length + broken.length + leftOver.length === 0 && tooSlow(recoveries).length === 0;

export const tooSlow = (recoveries: readonly Recovery[]): Recovery[] =>
  recoveries.filter(({ of, milliseconds }) => milliseconds > LIMITS[of]);

function table(rounds: readonly Round[]): string[] {
  const kinds = ['K', 'P', 'T', 'S', 'D', 'C'] as const;
  const steps = [...new Set(rounds.map(({ step }) => step))].toSorted();
  const cell = (step: string, kind: string) =>
    rounds.filter((round) => round.step === step && round.kind === kind).length;
  const line = (name: string, cells: (string | number)[]) =>
    name.padEnd(18) + cells.map((each) => String(each || '').padStart(5)).join('');
  return [
    line('', [...kinds]),
    ...steps.map((step) =>
      line(
        step,
        kinds.map((kind) => cell(step, kind)),
      ),
    ),
  ];
}

function recoveryLines(recoveries: readonly Recovery[]): string[] {
  const groups = Object.groupBy(
    recoveries,
    ({ of, after }) => `${of === 'web' ? 'The web answers' : 'Workflows go on'} after ${after}`,
  );
  return Object.entries(groups)
    .toSorted()
    .map(([name, all = []]) => {
      const sorted = all.map(({ milliseconds }) => milliseconds).toSorted((one, other) => one - other);
      const [limit] = all.map(({ of }) => LIMITS[of]);
      return `${name.padEnd(46)} ${String(sorted.length).padStart(4)} ×  median ${sorted[Math.floor(sorted.length / 2)]} ms, longest ${sorted.at(-1)} ms (limit ${limit} ms)`;
    });
}

function findingLines({ law, wrong, about, says, history }: Finding): string[] {
  return [
    '',
    `${wrong.toUpperCase()}  ${law}, company ${about}: ${says}`,
    ...history.map((event) => `  ${JSON.stringify(event)}`),
  ];
}
