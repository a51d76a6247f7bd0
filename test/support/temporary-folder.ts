import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder that Postgres's user can enter as well; whoever asks for it removes it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'madoguchi-test-'));
  await chmod(folder, 0o755);
  return folder;
}
