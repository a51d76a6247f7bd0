import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { readSettings, type Settings } from './environment.ts';
import { keptSecret } from './kept-secret.ts';
import { ProcessList } from './leftovers.ts';
import { startMail } from './mail.ts';
import { orderlyEnd } from './orderly-end.ts';
import { requireFreePorts } from './ports.ts';
import { keptPassword, startPostgres } from './postgres.ts';
import { clusterFolder } from './postgres-home.ts';
import { logTail, type RunningProgram, startProgram } from './processes.ts';
import { hasDemo, linkedServicesUrl, portsOf, readyText, serviceEnvironment } from './start-settings.ts';
import { startTemporal } from './temporal.ts';
import { waitFor } from './wait-for.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const began = performance.now();
const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
const say = (line: string) => console.log(`[${seconds().padStart(5)} s] ${line}`);

/** Everything that runs, in the order in which it was started; it is stopped in the opposite order. */
const running: RunningProgram[] = [];
let list: ProcessList | undefined;
const ending = orderlyEnd(0, stopAll);
const { end } = ending;

async function startAll(settings: Settings) {
  // Postgres's user may pass through, to reach its folder; nobody else can list this one or read what is in it.
  await mkdir(settings.DATA_DIR, { recursive: true, mode: 0o711 });
  for (const name of ['logs', 'mail', 'temporal'])
    await mkdir(join(settings.DATA_DIR, name), { recursive: true, mode: 0o700 });
  list = await takeOver(settings);
  await requireFreePorts(portsOf(settings));

  const logFile = (name: string) => join(settings.DATA_DIR, 'logs', `${name}.log`);
  const encryption = settings.DATABASE_URL ? {} : await keptKey(settings);
  // Web and worker need not wait for it: a mail waits for them.
  const mail = settings.SMTP_URL ? undefined : embeddedMail(settings, logFile('mail'));
  mail?.catch(() => {});
  const [databaseUrl, temporalAddress] = await Promise.all([
    preparedDatabase(settings, encryption, logFile),
    settings.TEMPORAL_ADDRESS ?? embeddedTemporal(settings, logFile('temporal')),
  ]);
  const smtpUrl = settings.SMTP_URL ?? `smtp://127.0.0.1:${settings.SMTP_PORT}`;
  const environment = {
    ...serviceEnvironment(settings, { databaseUrl, temporalAddress, smtpUrl }),
    ...encryption,
  };

  const demo = hasDemo(settings);
  await Promise.all([
    mail,
    keepRunning('Worker', 'worker/main.ts', environment, logFile('worker')),
    keepRunning('Web', 'web/main.ts', environment, logFile('web')),
    ...(demo
      ? [keepRunning('Linked services', 'dev/linked-services.ts', environment, logFile('linked-services'))]
      : []),
  ]);
  await waitFor(async () => (await fetch(`http://127.0.0.1:${settings.PORT}/readyz`)).ok, {
    timeout: 60_000,
    every: 100,
    what: `the web server to be ready; its log is ${logFile('web')}`,
  });
  if (!ending.isEnding) console.log(readyText(settings, environment, seconds()));
}

/** Brought up to date while the other servers start: nothing of it needs them. */
async function preparedDatabase(
  settings: Settings,
  encryption: NodeJS.ProcessEnv,
  logFile: (name: string) => string,
): Promise<string> {
  const databaseUrl = settings.DATABASE_URL ?? (await embeddedPostgres(settings, logFile('postgres')));
  const environment = {
    ...process.env,
    ...encryption,
    DATABASE_URL: databaseUrl,
    DEMO_DATA: String(hasDemo(settings)),
    LINKED_SERVICES_URL: linkedServicesUrl(settings),
  };
  await runOnce('Database', 'dev/database.ts', environment, logFile('database'));
  return databaseUrl;
}

async function takeOver({ DATA_DIR }: Settings): Promise<ProcessList> {
  const fresh = new ProcessList(DATA_DIR);
  await fresh.takeOver({ name: 'npm start', pid: process.pid, mark: 'dev/start.ts' });
  return fresh;
}

async function embeddedPostgres({ DATA_DIR, PGPORT }: Settings, logFile: string): Promise<string> {
  const folder = await clusterFolder(DATA_DIR);
  if (!folder.startsWith(DATA_DIR))
    say(`Postgres keeps its data in ${folder}: its user cannot reach ${DATA_DIR}`);
  const password = await keptPassword(join(DATA_DIR, 'postgres.password'));
  const server = await startPostgres({ folder, port: PGPORT, password, logFile });
  started(server.program, folder);
  await makeDatabase(server.url(), 'madoguchi');
  say(`Postgres on port ${PGPORT}`);
  return server.url('madoguchi');
}

/** Encrypts the embedded database, and is kept beside it. A database elsewhere must not depend on a file of this machine. */
async function keptKey({ DATA_DIR }: Settings): Promise<NodeJS.ProcessEnv> {
  const file = join(DATA_DIR, 'encryption.keys');
  const made = () => `embedded:${randomBytes(32).toString('base64')}`;
  return process.env.ENCRYPTION_KEYS ? {} : { ENCRYPTION_KEYS: await keptSecret(file, made) };
}

async function embeddedTemporal({ DATA_DIR, TEMPORAL_PORT, TEMPORAL_UI_PORT }: Settings, logFile: string) {
  const databaseFile = join(DATA_DIR, 'temporal/temporal.db');
  const port = TEMPORAL_PORT;
  const server = await startTemporal({
    port,
    uiPort: TEMPORAL_UI_PORT,
    databaseFile,
    logFile,
    progress: say,
  });
  started(server.program, databaseFile);
  say(`Temporal on port ${port}`);
  return server.address;
}

async function embeddedMail({ DATA_DIR, SMTP_PORT, MAIL_UI_PORT }: Settings, logFile: string) {
  const folder = join(DATA_DIR, 'mail');
  const program = await startMail({ smtpPort: SMTP_PORT, pagePort: MAIL_UI_PORT, folder, logFile });
  started(program, folder);
  say(`Mail server on port ${SMTP_PORT}`);
}

async function makeDatabase(url: string, name: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const there = await sql`select from pg_database where datname = ${name}`;
    if (there.length === 0) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function runOnce(name: string, file: string, env: NodeJS.ProcessEnv, logFile: string) {
  const program = await startNode(name, file, env, logFile);
  const outcome = await program.ended;
  forget(program);
  if (outcome !== 'exit code 0')
    throw new Error(`${name} failed (${outcome}). Its log, ${logFile}, ends with:\n${logTail(logFile)}`);
  say(`${name} done`);
}

/** Starts a program again when it ends by itself; one that does not live for ten seconds three times over ends everything. */
async function keepRunning(
  name: string,
  file: string,
  env: NodeJS.ProcessEnv,
  logFile: string,
  shortLives = 0,
) {
  const start = performance.now();
  const program = await startNode(name, file, env, logFile);
  void program.ended.then(async (outcome) => {
    if (ending.isEnding) return;
    forget(program);
    const lives = performance.now() - start < 10_000 ? shortLives + 1 : 0;
    if (lives < 3) {
      say(`${name} ended (${outcome}) and is started again; its log is ${logFile}`);
      return keepRunning(name, file, env, logFile, lives);
    }
    console.error(
      `\n${name} ends again and again (${outcome}). Its log, ${logFile}, ends with:\n${logTail(logFile)}\n`,
    );
    await end(1);
  });
}

async function startNode(name: string, file: string, env: NodeJS.ProcessEnv, logFile: string) {
  const program = await startProgram({
    name,
    command: process.execPath,
    args: [join(root, file)],
    env,
    cwd: root,
    logFile,
  });
  running.push(program);
  list?.add({ name, pid: program.pid, mark: file });
  return program;
}

/** Remembers a server without which nothing works: when it ends by itself, everything ends. */
function started(program: RunningProgram, mark: string) {
  running.push(program);
  list?.add({ name: program.name, pid: program.pid, mark });
  void program.ended.then((outcome) => {
    if (ending.isEnding) return;
    const { name, logFile } = program;
    console.error(`\n${name} ended (${outcome}). Its log, ${logFile}, ends with:\n${logTail(logFile)}\n`);
    void end(1);
  });
}

const forget = (program: RunningProgram) => {
  const at = running.indexOf(program);
  if (at >= 0) running.splice(at, 1);
};

/** Stops web and worker, then what they stand on. */
async function stopAll(): Promise<void> {
  if (running.length) say('Stopping …');
  const isService = ({ name }: RunningProgram) => !['Postgres', 'Temporal', 'Mail'].includes(name);
  await Promise.all(running.filter(isService).map((program) => program.stop()));
  await Promise.all(running.map((program) => program.stop()));
  if (running.length) await list?.clear();
}

try {
  await startAll(readSettings());
} catch (error) {
  if (!ending.isEnding) console.error(`\n${(error as Error).message}\n`);
  await end(1);
}
