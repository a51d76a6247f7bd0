import type { MemoryWatch } from './memory.ts';
import { kinds, type Summary, unexpectedOf } from './tally.ts';

/** Above the lines of the minutes. */
export function headingLine(watch: MemoryWatch): string {
  const memory = Object.keys(watch.latest()).map((name) => name.padStart(width(name)));
  return [
    'min  logins/s  pages/s  appl./s',
    ...kinds.map((kind) => `${kind} p50/p95/p99 ms`.padStart(24)),
    ' 5xx  other ',
    ...memory,
    'MB',
  ].join(' ');
}

export function minuteLine(of: {
  minute: number;
  begun: Record<string, number>;
  summary: Summary;
  watch: MemoryWatch;
}): string {
  const { minute, begun, summary, watch } = of;
  const rate = (name: string, digits: number) =>
    ((begun[name] ?? 0) / 60).toFixed(digits).padStart(digits + 7);
  const { server, other } = faults(summary);
  return [
    String(minute).padStart(3),
    rate('logins', 1),
    rate('pages', 1),
    rate('applications', 2),
    ...kinds.map((kind) => milliseconds(summary[kind]).padStart(24)),
    String(server).padStart(4),
    String(other).padStart(6),
    '',
    ...Object.entries(watch.latest()).map(([name, megabytes]) => megabytes.toFixed(0).padStart(width(name))),
  ].join(' ');
}

/** What is said at the end. */
export async function finalLines(summary: Summary, watch: MemoryWatch): Promise<string[]> {
  const growth = watch.growth();
  const processors = await watch.processors();
  return [
    ...kinds.map(
      (kind) =>
        `${kind.padEnd(7)} ${String(summary[kind].count).padStart(8)} requests, p50/p95/p99 ${milliseconds(summary[kind])} ms`,
    ),
    ...Object.entries(watch.latest()).map(
      ([name, megabytes]) =>
        `${name.padEnd(10)} ${megabytes.toFixed(0).padStart(5)} MB, grows by ${grows(growth[name])} MB a minute, ` +
        `${((processors[name] ?? 0) * 100).toFixed(0)} % of a processor`,
    ),
    ...Object.entries(unexpectedOf(summary)).map(([what, count]) => `unexpected: ${what} × ${count}`),
  ];
}

/** Answers that nobody expected: of the server's own making, and others. */
export function faults(summary: Summary): { server: number; other: number } {
  const all = Object.entries(unexpectedOf(summary));
  const sum = (some: [string, number][]) => some.reduce((total, [, count]) => total + count, 0);
  const isServer = ([what]: [string, number]) => / 5[0-9][0-9]$/.test(what);
  return { server: sum(all.filter(isServer)), other: sum(all.filter((one) => !isServer(one))) };
}

const milliseconds = ({ p50, p95, p99 }: Summary['login']) =>
  [p50, p95, p99].map((value) => value.toFixed(0)).join('/');
const grows = (of?: { process: number; heap?: number }) =>
  of === undefined
    ? '?'
    : `${of.process.toFixed(2)}${of.heap === undefined ? '' : ` (its heap by ${of.heap.toFixed(2)})`}`;
const width = (name: string) => Math.max(name.length, 5);
