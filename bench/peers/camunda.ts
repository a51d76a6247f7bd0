/** Camunda 7's engine, inside a Java process and called there: without any way over a network. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { needProgram, peerFolder, run } from './cache.ts';

const VERSION = '7.24.0';

export interface Camunda {
  pid: number;
  /** Starts so many processes, one after the other, up to their user task. Returns the milliseconds that each took. */
  start(times: number): Promise<number[]>;
  /** Completes as many user tasks, each with what follows up to the end of the process. */
  decide(times: number): Promise<number[]>;
  stop(): Promise<void>;
}

export async function startCamunda({
  databaseUrl,
  logFile,
}: {
  databaseUrl: string;
  logFile: string;
}): Promise<Camunda> {
  const folder = await installCamunda();
  const { host, pathname, username, password } = new URL(databaseUrl);
  const child = spawn(needProgram('java', 'Camunda'), ['-cp', `${folder}:${join(folder, 'lib/*')}`, 'Peer'], {
    env: {
      PATH: process.env.PATH,
      DB_URL: `jdbc:postgresql://${host}${pathname}`,
      DB_USER: username,
      DB_PASSWORD: decodeURIComponent(password),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stderr.pipe(createWriteStream(logFile));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`Camunda ended; its log is ${logFile}`);
    return value;
  };
  if ((await nextLine()) !== 'ready') throw new Error(`Camunda did not start; its log is ${logFile}`);
  const ask = async (what: string, times: number) => {
    child.stdin.write(`${what} ${times}\n`);
    return (await nextLine()).split(' ').map(Number);
  };
  return {
    pid: child.pid ?? 0,
    start: (times) => ask('start', times),
    decide: (times) => ask('decide', times),
    async stop() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

const installCamunda = (): Promise<string> => {
  needProgram('java', 'Camunda');
  return peerFolder(`camunda-${VERSION}`, async (folder) => {
    const lib = join(folder, 'lib');
    for (const file of ['pom.xml', 'Peer.java'])
      await copyFile(new URL(`camunda/${file}`, import.meta.url), join(folder, file));
    await run(
      needProgram('mvn', 'Camunda'),
      ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${lib}`, '-DincludeScope=runtime'],
      { cwd: folder },
    );
    await run(needProgram('javac', 'Camunda'), [
      '-cp',
      join(lib, '*'),
      '-d',
      folder,
      join(folder, 'Peer.java'),
    ]);
  });
};
