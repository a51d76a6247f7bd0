import { childrenOf, ownMemoryOf, processorSecondsOf } from '../process.ts';
import { growthOf, isTooMuch, type Sample } from './growth.ts';

/** A program whose memory is watched, with all that it started but for this one's. */
export interface Watched {
  name: string;
  pid: number;
  /** Where it says how much its heap holds: of our own processes, whose growing is a fault. */
  metrics?: string;
}

/** Every so many looks at processes one at heaps: whoever is asked works for it. */
const LOOKS_A_HEAP = 3;

export interface MemoryWatch {
  /** Reads all of them once. */
  look(): Promise<void>;
  /** Latest MB by name. */
  latest(): Record<string, number>;
  /** MB a minute by name: of the process, and of its heap where that is known. */
  growth(): Record<string, { process: number; heap?: number }>;
  /** Names of our own processes that grew, as far as a load of so many minutes can tell. */
  growing(minutes: number): string[];
  /** Part of one processor that each used since `startWatch`. */
  processors(): Promise<Record<string, number>>;
}

/** Watches the memory that programs have for themselves: without files, and without what Postgres' processes share. */
export async function startWatch(watched: readonly Watched[]): Promise<MemoryWatch> {
  const began = performance.now();
  const series = watched.map((program) => ({ program, ofProcess: [] as Sample[], ofHeap: [] as Sample[] }));
  const secondsBefore = new Map(await secondsOf(watched));
  let looks = 0;
  const growth = () =>
    Object.fromEntries(
      series.map(({ program, ofProcess, ofHeap }) => [
        program.name,
        { process: growthOf(ofProcess), ...(program.metrics ? { heap: growthOf(ofHeap) } : {}) },
      ]),
    );
  return {
    async look() {
      const minutes = (performance.now() - began) / 60_000;
      const withHeaps = looks++ % LOOKS_A_HEAP === 0;
      for (const { program, ofProcess, ofHeap } of series) {
        ofProcess.push({ minutes, megabytes: await memoryWithChildren(program.pid) });
        if (withHeaps && program.metrics) ofHeap.push({ minutes, megabytes: await heapOf(program.metrics) });
      }
    },
    latest: () =>
      Object.fromEntries(
        series.map(({ program, ofProcess }) => [program.name, ofProcess.at(-1)?.megabytes ?? 0]),
      ),
    growth,
    growing: (minutes) =>
      Object.entries(growth())
        .filter(([, { process, heap }]) => heap !== undefined && isTooMuch({ process, heap }, minutes))
        .map(([name]) => name),
    async processors() {
      const seconds = (performance.now() - began) / 1000;
      const now = await secondsOf(watched);
      return Object.fromEntries(
        now.map(([name, used]) => [name, (used - (secondsBefore.get(name) ?? 0)) / seconds]),
      );
    },
  };
}

/** MB that live in the heap and beside it (buffers). */
async function heapOf(metrics: string): Promise<number> {
  const text = await (await fetch(metrics)).text();
  const bytes = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return (bytes('nodejs_heap_size_used_bytes') + bytes('nodejs_external_memory_bytes')) / 2 ** 20;
}

const secondsOf = (watched: readonly Watched[]) =>
  Promise.all(
    watched.map(
      async ({ name, pid }): Promise<[string, number]> => [
        name,
        pid === process.pid ? ownSeconds() : await processorSecondsOf(pid),
      ],
    ),
  );

/** Of this process without all that it started. */
function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

async function memoryWithChildren(pid: number): Promise<number> {
  const all = pid === process.pid ? [pid] : [pid, ...(await childrenOf(pid))];
  const sizes = await Promise.all(all.map((one) => ownMemoryOf(one).catch(() => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
