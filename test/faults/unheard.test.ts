import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const unheard = new URL('../../db/unheard.ts', import.meta.url).href;

/** A process in which something fails that nobody waits for. */
const run = (code: string, program = `outliveLostConnections(() => console.log('told'));`) =>
  spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { outliveLostConnections } from '${unheard}'; ${program}
       Promise.reject(Object.assign(new Error('x'), { code: '${code}' }));
       setTimeout(() => console.log('alive'), 20);`,
    ],
    { encoding: 'utf8', cwd: fileURLToPath(new URL('../..', import.meta.url)) },
  );

test('a connection that breaks as it is opened, unheard, ends no process; anything else does', () => {
  expect(run('ECONNRESET').stdout).toBe('told\nalive\n');
  expect(run('ECONNRESET', '').status).toBe(1);
  expect(run('OTHER').status).toBe(1);
});
