import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules/.cache/madoguchi');

/** Bundles workflows/index.ts, which takes seconds, or takes the bundle that was made from the very same sources. */
export async function bundleOnce(): Promise<{ path: string } | { error: string }> {
  try {
    const path = join(cache, `workflows-${await fingerprint()}.js`);
    if (!existsSync(path)) await bundle(path);
    return { path };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

async function bundle(path: string) {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows/index.ts'),
    workflowInterceptorModules: [join(root, 'workflows/interceptors.ts')],
    logger: new DefaultLogger('ERROR'),
  });
  await mkdir(cache, { recursive: true });
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, code);
  await rename(beside, path);
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  const sources: string[] = [];
  for await (const file of glob('{workflows,domain,activities}/**/*.ts', { cwd: root })) sources.push(file);
  for (const file of sources.sort()) hash.update(`\0${file}\0`).update(await readFile(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}
