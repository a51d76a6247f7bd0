import { readdir, readFile } from 'node:fs/promises';
import { ownMemoryOf, processorSecondsOf } from '../process.ts';

/** A program whose memory is watched, with all that it started but for this one's. */
export interface Watched {
  name: string;
  pid: number;
  /** Whether growing memory is a fault: of our own processes. */
  isOurs: boolean;
}

interface Sample {
  minutes: number;
  megabytes: number;
}

/** From so many minutes on a slope says something: before, caches and heaps are still filling. */
export const MINUTES_TO_JUDGE = 10;
/** MB a minute; less is how a heap breathes. */
const GROWTH_AT_MOST = 1;

export interface MemoryWatch {
  /** Reads all of them once. */
  look(): Promise<void>;
  /** Latest MB by name. */
  latest(): Record<string, number>;
  /** MB a minute over the second half of the time, by name, from what each had at least in each minute. */
  slopes(): Record<string, number>;
  /** Names of our own processes that grow. */
  growing(): string[];
  /** Part of one processor that each used since `startWatch`. */
  processors(): Promise<Record<string, number>>;
}

/** Watches the memory that programs have for themselves: without files, and without what Postgres' processes share. */
export async function startWatch(watched: readonly Watched[]): Promise<MemoryWatch> {
  const began = performance.now();
  const samples = new Map<string, Sample[]>(watched.map(({ name }) => [name, []]));
  const secondsBefore = new Map(await secondsOf(watched));
  const slopes = () => Object.fromEntries([...samples].map(([name, of]) => [name, slope(of)]));
  return {
    async look() {
      const minutes = (performance.now() - began) / 60_000;
      for (const { name, pid } of watched)
        samples.get(name)?.push({ minutes, megabytes: await memoryWithChildren(pid) });
    },
    latest: () => Object.fromEntries([...samples].map(([name, of]) => [name, of.at(-1)?.megabytes ?? 0])),
    slopes,
    growing: () =>
      watched
        .filter(({ name, isOurs }) => isOurs && (slopes()[name] ?? 0) > GROWTH_AT_MOST)
        .map(({ name }) => name),
    async processors() {
      const seconds = (performance.now() - began) / 1000;
      const now = await secondsOf(watched);
      return Object.fromEntries(
        now.map(([name, used]) => [name, (used - (secondsBefore.get(name) ?? 0)) / seconds]),
      );
    },
  };
}

/** Least squares through the lowest sample of each minute of the second half: what stays after the garbage is gone. */
export function slope(samples: readonly Sample[]): number {
  const half = (samples.at(-1)?.minutes ?? 0) / 2;
  const lowest = new Map<number, number>();
  for (const { minutes, megabytes } of samples.filter((sample) => sample.minutes >= half)) {
    const minute = Math.floor(minutes);
    lowest.set(minute, Math.min(megabytes, lowest.get(minute) ?? Number.POSITIVE_INFINITY));
  }
  const points = [...lowest];
  const middle = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [middle(0), middle(1)];
  const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return spread ? points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread : 0;
}

const secondsOf = (watched: readonly Watched[]) =>
  Promise.all(
    watched.map(async ({ name, pid }): Promise<[string, number]> => {
      const used = await Promise.all(
        (await withChildren(pid)).map((one) => processorSecondsOf(one).catch(() => 0)),
      );
      return [name, used.reduce((sum, seconds) => sum + seconds, 0)];
    }),
  );

async function memoryWithChildren(pid: number): Promise<number> {
  const sizes = await Promise.all((await withChildren(pid)).map((one) => ownMemoryOf(one).catch(() => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function withChildren(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  );
  if (pid === process.pid) return [pid];
  return [pid, ...lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number))];
}
