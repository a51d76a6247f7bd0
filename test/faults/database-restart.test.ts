import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PrivatePostgres, startPrivatePostgres } from '../support/postgres.ts';
import { runSql } from '../support/sql.ts';
import { waitFor } from '../support/wait-for.ts';

let postgres: PrivatePostgres;
beforeAll(async () => {
  postgres = await startPrivatePostgres();
});
afterAll(() => postgres.remove());

interface Report {
  acknowledged: number[];
  failed: number;
}

/** A process that writes through `connect` without pause, half of it in transactions of several statements. */
async function startWriter() {
  const writer = fork(new URL('writer.ts', import.meta.url), {
    env: { ...process.env, DATABASE_URL: postgres.url },
  });
  const exited = once(writer, 'exit');
  const report = (): Promise<Report> => {
    writer.send('report');
    return once(writer, 'message').then(([message]) => message as Report);
  };
  return { writer, exited, report };
}

test.each([
  ['restarted', () => postgres.restart()],
  ['killed with -9', () => postgres.kill().then(() => postgres.start())],
])(
  'a process that writes while Postgres is %s lives on, recovers and loses nothing acknowledged',
  async (_how, fault) => {
    await runSql(postgres.url, 'create table if not exists written (number int primary key)');
    await runSql(postgres.url, 'truncate written');
    const { writer, exited, report } = await startWriter();
    const has = async (count: number) => (await report()).acknowledged.length >= count;
    await waitFor(() => has(200), { what: 'the first writes' });

    for (let round = 1; round <= 3; round++) {
      await fault();
      const before = (await report()).acknowledged.length;
      const began = Date.now();
      await waitFor(() => has(before + 100), { what: 'writes after the fault', timeout: 10_000 });
      expect(Date.now() - began, 'milliseconds until it writes again').toBeLessThan(2_000);
    }

    const { acknowledged } = await report();
    expect(writer.exitCode, 'the process lives').toBeNull();
    writer.kill('SIGTERM');
    await exited;
    const rows = (await runSql(postgres.url, 'select number from written')) as { number: number }[];
    const written = new Set(rows.map(({ number }) => number));
    expect(
      acknowledged.filter((number) => !written.has(number)),
      'acknowledged but lost',
    ).toEqual([]);
  },
);
