import { readFile, writeFile } from 'node:fs/promises';
import proto, { type temporal } from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
type History = temporal.api.history.v1.IHistory;

/**
 * Keeps a history of a real run, by which later versions of the workflows are replayed. Only with
 * `RECORD_HISTORIES=true` (`RECORD_HISTORIES=true npm test -- --project web test/worker/histories`, or a test in
 * test/workflows where time has to be skipped); one that is there is never replaced: give the new one a new name.
 */
export async function recordHistory(name: string, history: History): Promise<void> {
  if (process.env.RECORD_HISTORIES !== 'true') return;
  const file = new URL(`${name}.json`, import.meta.url);
  const text = `${JSON.stringify(toJson(history), null, 1)}\n`;
  await writeFile(file, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Reads what `recordHistory` wrote. */
export const readHistory = async (file: URL): Promise<History> =>
  History.fromObject(JSON.parse(await readFile(file, 'utf8')));

/** All that a history says, its payloads decoded. */
export function textOf(history: History): string {
  const json = JSON.stringify(toJson(history));
  const encoded = json.match(/"(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"/g) ?? [];
  const decoded = encoded.map((text) => Buffer.from(text.slice(1, -1), 'base64').toString('utf8'));
  return [json, ...decoded].join('\n');
}

/** As plain data; `readHistory` reads its JSON. */
export const toJson = (history: History) =>
  History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String });
