import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { installFromApt, onPath } from '../../dev/programs.ts';

const run = promisify(execFile);
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * Path of a Chromium or Chrome: `CHROMIUM_PATH`, one on the machine, Playwright's own, or, as root on Debian, from apt.
 * Throws one line that says which command brings it: browser tests are never skipped silently.
 */
export async function findChromium(progress: (line: string) => void = console.log): Promise<string> {
  const given = process.env.CHROMIUM_PATH;
  if (given && !existsSync(given)) throw new Error(`CHROMIUM_PATH: there is no ${given}`);
  const there = given || onMachine();
  if (there) return there;

  progress('There is no Chromium on this machine; downloading one …');
  for (const attempt of [fromPlaywright, fromApt]) {
    await attempt().catch(() => {});
    const found = onMachine();
    if (found) return found;
  }
  throw new Error(
    'There is no Chromium for the browser tests. Run "npx playwright-core install --with-deps chromium" ' +
      '(on Debian also: apt-get install chromium), or name one in CHROMIUM_PATH.',
  );
}

function onMachine(): string | undefined {
  const installed = NAMES.map(onPath).find(Boolean);
  return installed ?? [MAC, chromium.executablePath()].find(existsSync);
}

const fromPlaywright = () =>
  run(process.execPath, [playwrightProgram(), 'install', 'chromium'], { timeout: 240_000 });

const playwrightProgram = () => new URL('cli.js', import.meta.resolve('playwright-core')).pathname;

const fromApt = () => installFromApt('chromium');
