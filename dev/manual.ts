import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manualPictures, picturesFolder } from '../test/support/manual.ts';

/**
 * `npm run manual [-- JOURNEY…]`: has the journeys take the pictures of the user manual anew. All of them: fails, and
 * leaves docs/manual/pictures as it was, where a journey fails or a picture that a chapter refers to was not taken; one
 * that no chapter refers to is removed. With the names of some journeys, only what those show is renewed.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const taken = join(root, 'test/output/manual');
const journeys = process.argv.slice(2);
/** Takes minutes, and none of the manual's pictures. */
const WITHOUT_PICTURES = 'test/journeys/every-page.test.ts';

await rm(taken, { recursive: true, force: true });
await mkdir(taken, { recursive: true });
const code = await runJourneys();
if (code !== 0) fail('A journey failed: the pictures are as they were.');

const wanted = manualPictures().map(({ file }) => file);
const made = await readdir(taken);
const missing = wanted.filter((file) => !made.includes(file));
if (journeys.length === 0 && missing.length > 0)
  fail(`No journey shows what a chapter refers to as ${missing.join(', ')}.`);
for (const file of made) await copyFile(join(taken, file), join(picturesFolder, file));
for (const file of await readdir(picturesFolder))
  if (!wanted.includes(file)) await rm(join(picturesFolder, file));
console.log(`${made.length} pictures are in docs/manual/pictures.`);

async function runJourneys(): Promise<number> {
  const vitest = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--project', 'journeys', '--exclude', WITHOUT_PICTURES, ...journeys],
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, MANUAL_PICTURES: taken } },
  );
  const [exitCode] = await once(vitest, 'exit');
  return exitCode ?? 1;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
