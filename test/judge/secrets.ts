/**
 * `npm run judge:secrets`: gitleaks over the whole history of the repository. Ends with 0 where it finds no secret there
 * and the one that is planted in a folder beside it.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { downloadFolder, onPath } from '../../dev/programs.ts';

const run = promisify(execFile);
const GITLEAKS = 'github.com/zricethezav/gitleaks/v8@v8.30.1';
const root = fileURLToPath(new URL('../..', import.meta.url));
const configuration = fileURLToPath(new URL('gitleaks.toml', import.meta.url));

try {
  const gitleaks = await findGitleaks();
  const inHistory = await search(gitleaks, 'git', root);
  const planted = await searchPlanted(gitleaks);
  console.log(inHistory.report);
  if (!planted.found) console.error('NOT FOUND though it was planted: a secret beside the history');
  process.exitCode = inHistory.found || !planted.found ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

/** `GITLEAKS_PATH`, the one on the machine, or one that Go builds, whose sum Go's own database vouches for. */
async function findGitleaks(): Promise<string> {
  const built = join(downloadFolder(), 'go', 'gitleaks');
  const there = process.env.GITLEAKS_PATH || onPath('gitleaks') || (existsSync(built) ? built : undefined);
  if (there) return there;
  const go = onPath('go');
  if (!go)
    throw new Error(
      `There is no gitleaks and no Go. Run "go install ${GITLEAKS}", or name one in GITLEAKS_PATH.`,
    );
  console.log('Building gitleaks, once …');
  await mkdir(join(downloadFolder(), 'go'), { recursive: true });
  await run(go, ['install', GITLEAKS], { env: { ...process.env, GOBIN: join(downloadFolder(), 'go') } });
  return built;
}

async function search(gitleaks: string, what: 'git' | 'dir', place: string) {
  const args = [what, '--no-banner', '--no-color', '--redact', '--verbose', '--config', configuration, place];
  try {
    const { stdout, stderr } = await run(gitleaks, args, { maxBuffer: 64 * 1024 * 1024 });
    return { found: false, report: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    if (code !== 1) throw error;
    return { found: true, report: stdout + stderr };
  }
}

/** Made up anew each time, so that it is in no history. */
async function searchPlanted(gitleaks: string) {
  const folder = await mkdtemp(join(tmpdir(), 'madoguchi-judge-'));
  try {
    const token = `ghp_${randomBytes(40).toString('base64').replace(/\W/g, '').slice(0, 36).padEnd(36, 'a')}`;
    await writeFile(join(folder, 'settings.ts'), `const token = '${token}';\n`);
    return await search(gitleaks, 'dir', folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
