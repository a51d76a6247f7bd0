/** `node bytes.ts FILE PORT`: node:http that answers everything with a file that it has in memory. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../dev/ports.ts';
import { startProgram } from '../../dev/processes.ts';
import { waitFor } from '../../dev/wait-for.ts';

/** Starts it as a program of its own. */
export async function startBytes(body: Buffer, file: string, logFile: string) {
  await writeFile(file, body);
  const port = await freePort();
  const program = await startProgram({
    name: 'node:http',
    command: process.execPath,
    args: [fileURLToPath(import.meta.url), file, String(port)],
    logFile,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(url)).ok, { timeout: 60_000, what: 'node:http to answer' });
  return { program, url };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file = '', port] = process.argv.slice(2);
  const body = readFileSync(file);
  const headers = { 'content-type': 'text/html; charset=UTF-8', 'content-length': body.length };
  createServer((_request, response) => response.writeHead(200, headers).end(body)).listen(
    Number(port),
    '127.0.0.1',
  );
}
