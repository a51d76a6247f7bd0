import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sealAccessEvents } from '../../db/access-event-seals.ts';
import { endExport, fileOf, insertExport } from '../../db/access-history-exports.ts';
import { accessHistoryFile } from '../../db/access-history-file.ts';
import { recordAccessEvents } from '../../db/events.ts';
import { verifyCommand } from '../../db/verify-access-history.ts';
import type { AccessHistoryEncoding } from '../../domain/access-history.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createHistoryDatabase, event, type HistoryDatabase } from './access-history-fixtures.ts';

let database: HistoryDatabase;
let folder: string;
beforeAll(async () => {
  [database, folder] = await Promise.all([createHistoryDatabase(), temporaryFolder()]);
});
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await database.clear();
  await database.sql('delete from access_history_exports');
});

const path = () => join(folder, 'access_history_201234567_20261001_20261130.csv');

/** A hundred events in two months, the seventh with a line break and a quote; the file of all; everything sealed. */
async function download(encoding: AccessHistoryEncoding = 'utf8') {
  const { db, url } = database;
  await recordAccessEvents(
    db,
    Array.from({ length: 100 }, (_, n) =>
      event({
        at: new Date(Date.UTC(2026, 9, 20, 0, n * 600)),
        actorName: n === 6 ? '水野\n"沙織"' : `髙橋　${n}`,
        operation: '3-2',
      }),
    ),
  );
  const row = await db.transaction(async (tx) => {
    await recordAccessEvents(tx, [event({ operation: 'P-91' })]);
    return insertExport(
      tx,
      {
        insuredCode: '201234567',
        period: { from: '2026-10-01', to: '2026-11-30' },
        layout: 'byTime',
        encoding,
      },
      { by: '201234567000', expectedEvents: 100, expectedBytes: 1, now: new Date() },
    );
  });
  const parts: Buffer[] = [];
  for await (const { bytes } of accessHistoryFile(url, fileOf(row), new AbortController().signal))
    parts.push(bytes);
  const file = Buffer.concat(parts);
  const fileHash = createHash('sha256').update(file).digest('hex');
  const progress = { eventsSent: 100, bytesSent: file.length, charactersReplaced: 0 };
  await endExport(db, row.exportId, progress, { outcome: 'finished', fileHash });
  await sealAccessEvents(db, () => new Date());
  await writeFile(path(), file);
  return row.exportId;
}

async function verify(...given: string[]) {
  const printed: string[] = [];
  const code = await verifyCommand(database.url, ['--file', path(), ...given], (line) => printed.push(line));
  return { code, printed: printed.join('\n') };
}

const edit = async (change: (lines: string[]) => void) => {
  const lines = (await readFile(path(), 'utf8')).split('\r\n');
  change(lines);
  await writeFile(path(), lines.join('\r\n'));
};

test.each(['utf8', 'cp932'] as const)(
  'a file as it was given out, in %s, is found by its digest and holds',
  async (encoding) => {
    const exportId = await download(encoding);
    const { code, printed } = await verify();
    expect(printed).toContain(`Export ${exportId}`);
    expect(printed).toContain('what was given out, byte for byte');
    expect(printed).toContain('2026-10: 28 events');
    expect(printed).toContain('Every line is as it was recorded.');
    expect(code).toBe(0);
  },
);

test('a changed, a removed and an inserted line are named by where they stand', async () => {
  const exportId = await download();
  await edit((lines) => {
    lines[20] = (lines[20] ?? '').replace('髙橋', '高橋');
    lines.splice(40, 1);
    lines.splice(60, 0, '2026/11/30 00:00:00,201234567009,[1-1]ログイン,架空　花子,,');
  });
  const unnamed = await verify();
  expect(unnamed.code).toBe(1);
  expect(unnamed.printed).toContain('NO EXPORT gave out a file with this digest');
  expect(unnamed.printed, 'which it may be, by its name').toContain(exportId);
  const { code, printed } = await verify('--export', exportId);
  expect(code).toBe(1);
  expect(printed).toContain('Everything is as it was sealed.');
  expect(printed.split('\n').filter((line) => /^(CHANGED|REMOVED|INSERTED)/.test(line))).toEqual([
    'CHANGED line 22',
    'REMOVED a line before line 42',
    'INSERTED line 62',
  ]);
  expect(printed).not.toContain('架空');
});

test('an event that was changed after the download shows in the chain, and at its line', async () => {
  await download();
  await database.sql("update access_events set actor_name = '別人' where access_event_id = 11");
  const { code, printed } = await verify();
  expect(code).toBe(1);
  expect(printed).toContain('CHANGED event 11 of 2026-10');
  expect(printed).toContain('CHANGED line 13');
});

test('so does one whose change no line shows', async () => {
  await download();
  await database.sql("update access_events set address = '198.51.100.1' where access_event_id = 11");
  const { code, printed } = await verify();
  expect(code).toBe(1);
  expect(printed).toContain('CHANGED event 11 of 2026-10');
  expect(printed).toContain('Every line is as it was recorded.');
});

test('an event with a line break in a cell is one line', async () => {
  const exportId = await download();
  await edit((lines) => lines.splice(7, 1));
  const { printed } = await verify('--export', exportId);
  expect(printed).toContain('REMOVED a line before line 8\nNOT AS RECORDED: 1 lines');
});

test('a file that a spreadsheet saved again has its lines, but is not what was given out', async () => {
  const exportId = await download('cp932');
  const text = iconv.decode(await readFile(path()), 'cp932').replaceAll('\r\n', '\n');
  await writeFile(path(), iconv.encode(text, 'cp932'));
  const { code, printed } = await verify('--export', exportId);
  expect(printed).toContain('NOT what was given out');
  expect(printed).toContain('Every line is as it was recorded.');
  expect(code).toBe(1);
});

test('of events past retention only the digest can be told', async () => {
  await download();
  await database.sql(`insert into access_event_seals
    select max(seal_id) + 1, 'dropped', '2026-10-01', 1, 2, 0, null, '', '', '', now() from access_event_seals`);
  const { code, printed } = await verify();
  expect(code).toBe(2);
  expect(printed).toContain('what was given out, byte for byte');
  expect(printed).toContain('past retention');
});

test('what is no ID of an export is told how it is used', async () => {
  await download();
  expect((await verify('--export', 'x')).code).toBe(2);
  expect((await verify('--export', crypto.randomUUID())).printed).toContain('There is no finished export');
});
