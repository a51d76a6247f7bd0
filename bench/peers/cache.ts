import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { downloadFolder, onPath } from '../../dev/programs.ts';

export const run = promisify(execFile);

/**
 * The folder of a peer, which outlives a clone. Where it is not there yet, or a former try was cut off, `install` fills
 * it. `name` says the versions.
 */
export async function peerFolder(name: string, install: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(downloadFolder(), 'peers', name);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await install(folder);
  await writeFile(complete, '');
  return folder;
}

/** Throws one message that says what to install where a program is missing. */
export function needProgram(program: string, peer: string): string {
  const path = onPath(program);
  if (path) return path;
  throw new Error(
    `${peer} is measured beside, and needs "${program}", which is not on this machine: ${packages[program] ?? ''}`,
  );
}

const packages: Record<string, string> = {
  java: 'Java 17 or newer (on Debian: apt-get install openjdk-17-jdk-headless)',
  mvn: 'Maven (on Debian: apt-get install maven)',
  javac: 'a Java development kit, 17 or newer (on Debian: apt-get install openjdk-17-jdk-headless)',
  tar: 'tar',
};
