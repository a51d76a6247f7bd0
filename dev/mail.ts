import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type RunningProgram, readyOrEnded, startProgram } from './processes.ts';
import { waitFor } from './wait-for.ts';

export interface MailOptions {
  smtpPort: number;
  /** Of the page and of the HTTP API. */
  pagePort: number;
  /** Mails are kept here as .eml files, also over a restart. */
  folder: string;
  logFile: string;
}

/** Starts maildev, which takes every mail, delivers none and shows them on a page. */
export async function startMail({
  smtpPort,
  pagePort,
  folder,
  logFile,
}: MailOptions): Promise<RunningProgram> {
  await mkdir(folder, { recursive: true });
  const maildev = new URL('bin/maildev.js', import.meta.resolve('maildev'));
  const program = await startProgram({
    name: 'Mail',
    command: process.execPath,
    args: [
      fileURLToPath(maildev),
      ...['--ip', '127.0.0.1', '--smtp', String(smtpPort)],
      ...['--web-ip', '127.0.0.1', '--web', String(pagePort)],
      ...['--mail-directory', folder],
    ],
    // Not in the data folder: maildev looks for a configuration file from here upwards.
    cwd: '/',
    logFile,
  });
  const health = `http://127.0.0.1:${pagePort}/api/healthz`;
  const ready = waitFor(async () => (await fetch(health)).ok, {
    timeout: 30_000,
    what: 'the mail server to answer',
  });
  await readyOrEnded(program, ready);
  return program;
}
