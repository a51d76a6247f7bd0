import { sql } from 'drizzle-orm';
import { listExports } from '../../db/access-history-exports.ts';
import type { AccessHistoryFile } from '../../db/access-history-file.ts';
import type { Db } from '../../db/client.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { type Bench, type Measurement, median, ROUNDS, timed } from '../measurement.ts';
import { memoryOf } from '../process.ts';
import { startServers } from '../servers.ts';
import { fillHistory } from './fill.ts';
import { psqlCopy } from './psql.ts';
import { type Download, type Reader, startReader } from './reader.ts';
import { measureRecording } from './recording.ts';

/** One of ten companies has a tenth of them. */
const EVENTS = Number(process.env.BENCH_EVENTS ?? 10_000_000);

/** The access history (manual 4-12) of a company with a million events among ten million, through the real web server. */
export const history: Bench = async (say) => {
  const servers = await startServers({
    settings: ['shared_buffers=1GB', 'max_wal_size=8GB', 'maintenance_work_mem=512MB'],
  });
  try {
    const { db } = servers.database;
    const filling = await timed(() => fillHistory(db, EVENTS));
    say(`${EVENTS} events made in ${(filling / 1000).toFixed(0)} s`);
    const { web, url } = await servers.startWeb();
    const reader = await startReader(url, web.pid);
    const searched = await searches(reader);
    const idle = await memoryOf(web.pid);
    const rounds = await exportRounds(servers.databaseUrl, db, reader, say);
    const recording = await measureRecording(servers.databaseUrl);
    return [...recording, ...searched, ...[...rounds].flatMap(([kind, all]) => exported(kind, all, idle))];
  } finally {
    await servers.remove();
  }
};

const today = todayInTokyo(new Date());
const period = { from: addDays(today, -364), to: today };

/** 検索 over about 1, 10 and 100 percent of the company's events, and of one user; and the pages on screen. */
async function searches(reader: Reader): Promise<Measurement[]> {
  const search = (from: number, user = '') =>
    `/access-history/export?${new URLSearchParams({ from: addDays(today, -from), to: today, user, layout: 'byUser', encoding: 'utf8' })}`;
  const pages: [string, string][] = [
    ['history-search-1-percent', search(3)],
    ['history-search-10-percent', search(36)],
    ['history-search-100-percent', search(364)],
    ['history-search-one-user', search(364, '201234567042')],
    ['history-page-newest', '/access-history'],
    ['history-page-of-a-rare-operation', '/access-history?group=7&user=201234567042'],
  ];
  const measured: Measurement[] = [];
  for (const [name, path] of pages) {
    const times: number[] = [];
    for (let n = 0; n < 4 * ROUNDS; n++) times.push(await timed(() => reader.get(path)));
    measured.push({ name, ours: median(times), unit: 'ms', note: 'the whole page over HTTP' });
  }
  return measured;
}

interface Round {
  ours: Download;
  rows: number;
  psql: number;
}

/** Each kind of file in turns with psql; the first round warms up and does not count. */
async function exportRounds(url: string, db: Db, reader: Reader, say: (line: string) => void) {
  const rounds = new Map<string, Round[]>();
  for (let round = 0; round <= ROUNDS; round++)
    for (const layout of ['byUser', 'byTime'] as const)
      for (const encoding of ['utf8', 'cp932'] as const) {
        const file: AccessHistoryFile = {
          insuredCode: '201234567',
          period,
          layout,
          encoding,
          beforeEventId: 2n ** 62n,
        };
        await db.execute(sql`delete from login_throttles`);
        const psql = await psqlCopy(url, file);
        const ours = await reader.download({ ...period, user: '', layout, encoding });
        const rows = await rowsOfLatest(db, ours);
        const kind = `${encoding}-${layout}`;
        say(`round ${round}, ${kind}: ${ours.seconds.toFixed(2)} s, psql ${psql.toFixed(2)} s, ${rows} rows`);
        if (round > 0) rounds.set(kind, [...(rounds.get(kind) ?? []), { ours, rows, psql }]);
      }
  return rounds;
}

/** The rows of the file that was just read; throws unless it came whole. */
async function rowsOfLatest(db: Db, { bytes }: Download): Promise<number> {
  const [latest] = await listExports(db, '201234567');
  if (latest?.outcome !== 'finished' || latest.bytesSent !== bytes) throw new Error('the file came in part');
  return latest.eventsSent;
}

function exported(kind: string, rounds: readonly Round[], idle: number): Measurement[] {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  const megabytes = of(({ ours }) => ours.bytes) / 1024 / 1024;
  return [
    {
      name: `history-export-${kind}`,
      ours: of(({ ours }) => ours.seconds),
      peer: of(({ psql }) => psql),
      unit: 's',
      note: `${of(({ rows }) => rows)} rows, ${megabytes.toFixed(0)} MB over HTTP; peer: psql \\copy of the same query`,
    },
    {
      name: `history-export-${kind}-rate`,
      ours: of(({ ours, rows }) => rows / ours.seconds),
      peer: of(({ rows, psql }) => rows / psql),
      unit: 'rows/s',
    },
    {
      name: `history-export-${kind}-first-byte`,
      ours: of(({ ours }) => ours.firstByteSeconds * 1000),
      unit: 'ms',
    },
    {
      name: `history-export-${kind}-first-row`,
      ours: of(({ ours }) => ours.firstRowSeconds * 1000),
      unit: 'ms',
    },
    {
      name: `history-export-${kind}-memory`,
      ours: Math.max(...rounds.map(({ ours }) => ours.peakMemory)) - idle,
      unit: 'MB',
      note: 'the most of all rounds, above the idle web server',
    },
    {
      name: `history-export-${kind}-processor`,
      ours: of(({ ours }) => ours.processorSeconds),
      unit: 's',
      note: 'of the web server',
    },
  ];
}
