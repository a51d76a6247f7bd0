#!/usr/bin/env node
/**
 * The way in for a fresh machine: `node dev/prepare.mjs COMMAND [arguments]`, which package.json has as `npm run COMMAND`.
 * Plain JavaScript that Node 20 runs: installs the packages when they are missing or older than the lock file, among
 * them Node 24, and hands over to that.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED_NODE = 24;
const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.madoguchi-installed');

const vitest = join(modules, 'vitest/vitest.mjs');
const biome = join(modules, '@biomejs/biome/bin/biome');
const tsc = join(modules, 'typescript/bin/tsc');

/** Each command: the programs that it runs one after the other, the first that fails ends it. */
const commands = {
  start: (given) => [['dev/start.ts', ...given]],
  test: (given) => [[vitest, 'run', ...given]],
  watch: (given) => [[vitest, ...given]],
  check: (given) => [
    [biome, 'ci', '.'],
    [tsc, '--noEmit'],
    [vitest, 'run', ...given],
  ],
  format: (given) => [[biome, 'check', '--write', ...(given.length ? given : ['.'])]],
  migrate: () => [['db/migrate.ts']],
  banks: () => [['db/import-banks.ts']],
  cluster: (given) => [['dev/cluster/main.ts', ...given]],
  load: (given) => [['bench/load/main.ts', ...given]],
  manual: (given) => [['dev/manual.ts', ...given]],
  bench: (given) => [['bench/run.ts', ...given]],
  judge: (given) => [['test/judge/run.ts', ...given]],
  'judge:secrets': () => [['test/judge/secrets.ts']],
  chaos: (given) => [['test/chaos/main.ts', ...given]],
  'keys:rotate': () => [['db/rotate-keys.ts']],
  backup: (given) => [['dev/with-postgres-tools.ts', 'db/backup.ts', ...given]],
  restore: (given) => [['dev/with-postgres-tools.ts', 'db/restore.ts', ...given]],
  'workflows:reconcile': (given) => [['worker/reconcile.ts', ...given]],
  'staff:add': (given) => [['db/add-staff.ts', ...given]],
  'history:verify': (given) => [['db/verify-access-history.ts', ...given]],
  install: () => [],
};

const [name = 'start', ...given] = process.argv.slice(2);
const steps = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!steps) fail(`Unknown command "${name}". There are: ${Object.keys(commands).join(', ')}.`);

await installPackages();
const node = findNode();
for (const program of steps(given)) {
  const code = await run(node, program);
  if (code !== 0) process.exit(code);
}

/**
 * Installs unless what is there was installed from this very lock file. Not `npm ci`: that refuses a lock file in which
 * the packages of another platform are missing (docs/decisions/010-npm-install.md). What the lock file names is installed as it says.
 */
async function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  if (isComplete()) return writeFileSync(stamp, lock);
  console.log('Installing the packages (npm install), once after each change of package-lock.json …');
  const npm = process.env.npm_execpath;
  const started = Date.now();
  const quiet = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const ticking = setInterval(
    () => console.log(`  … ${Math.round((Date.now() - started) / 1000)} s`),
    10_000,
  );
  const code = await run(...(npm ? [process.execPath, [npm, ...quiet]] : ['npm', quiet]));
  clearInterval(ticking);
  if (code !== 0) fail(`npm install failed (exit code ${code}); the lines above say why.`);
  writeFileSync(stamp, lock);
  console.log(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Whether npm itself already installed all that the lock file names (somebody ran `npm install`). */
function isComplete() {
  const installed = join(modules, '.package-lock.json');
  if (!existsSync(installed)) return false;
  const read = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
  const there = read(installed);
  return Object.entries(read(join(root, 'package-lock.json'))).every(
    ([path, { version, optional, devOptional, link }]) =>
      path === '' || link || there[path]?.version === version || ((optional || devOptional) && !there[path]),
  );
}

/** The Node to run on: this one if it is new enough, else the one that the package `node` brought. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_NODE) return process.execPath;
  const brought = [join(modules, 'node/bin/node'), join(modules, '.bin/node')].find(existsSync);
  const version = brought && spawnSync(brought, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  if (version && Number(version.slice(1).split('.')[0]) >= NEEDED_NODE) return realpathSync(brought);
  return fail(
    `Node ${NEEDED_NODE} or newer is needed, this is ${process.version}, and the package "node" did not bring it ` +
      '(was its install script not allowed to run?). Run "npm rebuild node", or install Node 24.',
  );
}

/**
 * Runs a program in this terminal and passes signals on.
 * The open channel (`ipc`) tells it when this process is gone, even if that was killed with -9.
 * @returns {Promise<number>} its exit code; 128 + n where signal n ended it
 */
function run(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter) },
  });
  const parent = process.ppid;
  const orphaned = () => process.env.npm_lifecycle_event && process.ppid !== parent;
  const watch = setInterval(() => orphaned() && child.kill('SIGTERM'), 1_000);
  const forward = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  return new Promise((resolve) => {
    child.on('error', (error) => fail(`${command}: ${error.message}`));
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
