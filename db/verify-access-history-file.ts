import type { HistoryMonth } from '../domain/access-history-month.ts';
import type { LineFinding } from '../domain/line-comparison.ts';
import {
  compareWithExport,
  digestOf,
  exportsOfName,
  findExport,
  isPastRetention,
  monthsOf,
} from './access-history-file-verification.ts';
import type { Verification } from './access-history-verification.ts';
import type { Db } from './client.ts';
import type { AccessHistoryExport } from './schema/access-history-exports.ts';

export interface Months {
  from?: HistoryMonth | undefined;
  to?: HistoryMonth | undefined;
}

interface Tools {
  url: string;
  db: Db;
  /** Holds the events of months against their seals. */
  verify(months: Months): Promise<Verification>;
  print(line: string): void;
}

/**
 * Holds a file that was downloaded against the events, which are held against their seals before. True where it is what
 * was given out, undefined where that can no longer be told.
 */
export async function verifyFile(
  tools: Tools,
  path: string,
  exportId: string | undefined,
): Promise<boolean | undefined> {
  const { db, print } = tools;
  const fileHash = await digestOf(path);
  const row = await findExport(db, exportId ? { exportId } : { fileHash });
  if (!row) return noExport(tools, path, exportId);
  const isSame = row.fileHash === fileHash;
  print(
    `Export ${row.exportId} of ${row.startedAt.toISOString()}: ${row.eventsSent} lines for ${row.webUserId}.`,
  );
  print(`SHA-256 ${fileHash}: ${isSame ? 'what was given out, byte for byte' : 'NOT what was given out'}.`);
  if (await isPastRetention(db, row)) {
    print('Its events, or some of them, are past retention: its lines cannot be held against them.');
    return isSame ? undefined : false;
  }
  const { findings, upTo } = await tools.verify(monthsOf(row));
  if (upTo < row.accessEventId - 1n) print('Some of its lines may be of events that are not sealed yet.');
  const differences = await compare(tools, path, row);
  return findings === 0 && differences === 0 && isSame;
}

async function noExport({ db, print }: Tools, path: string, exportId: string | undefined): Promise<boolean> {
  print(
    exportId
      ? `There is no finished export ${exportId}.`
      : 'NO EXPORT gave out a file with this digest. Name the export that it is said to be with --export.',
  );
  for (const { exportId: id, startedAt, webUserId, eventsSent } of await exportsOfName(db, path))
    print(`  ${id}  ${startedAt.toISOString()}  ${webUserId}  ${eventsSent} lines`);
  return false;
}

async function compare({ url, print }: Tools, path: string, row: AccessHistoryExport): Promise<number> {
  let differences = 0;
  await compareWithExport(url, path, row, (finding) => {
    differences++;
    print(lineText(finding));
  });
  print(differences ? `NOT AS RECORDED: ${differences} lines` : 'Every line is as it was recorded.');
  return differences;
}

const lineText = ({ what, line }: LineFinding): string =>
  what === 'removed' ? `REMOVED a line before line ${line}` : `${what.toUpperCase()} line ${line}`;
