import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { alongTheIndex, historyQuery } from '../../db/access-history-file.ts';
import { onPath } from '../../dev/programs.ts';
import { timed } from '../measurement.ts';

const run = promisify(execFile);

/** Seconds that `psql \copy` takes for the lines of a file, in the same order and by the same plan, thrown away. */
export async function psqlCopy(url: string, file: Parameters<typeof historyQuery>[0]): Promise<number> {
  const psql = onPath('psql');
  if (!psql) throw new Error('psql is needed to compare with (on Debian: apt-get install postgresql-client)');
  const settings = Object.entries(alongTheIndex).map(([name, value]) => `-c ${name}=${value}`);
  const copy = `\\copy (${historyQuery(file)}) to '/dev/null' csv`;
  return (
    (await timed(() =>
      run(psql, [url, '-X', '-q', '-c', copy], {
        env: { PATH: process.env.PATH, PGOPTIONS: settings.join(' ') },
      }),
    )) / 1000
  );
}
