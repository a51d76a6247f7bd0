import {
  type AccessHistoryColumn,
  type AccessHistoryEncoding,
  type AccessHistoryLayout,
  accessHistoryColumns,
  accessHistoryColumnText,
} from '../domain/access-history.ts';
import { addDays, startOfDayInTokyo } from '../domain/calendar-date.ts';
import { isOperationCode, operations, operationText } from '../domain/operation-catalogue.ts';
import type { HistorySelection } from './access-history.ts';
import { type HistoryBoundary, partConditions } from './access-history-parts.ts';
import { copyOut } from './copy.ts';
import { csvEncodings, type EncodedLines } from './csv-encoding.ts';
import { constantLiteral, digitsLiteral, instantLiteral, numberLiteral } from './literal.ts';
import { oneAhead } from './one-ahead.ts';

/** What a file holds, and how it is written. The same one always gives the same bytes, for as long as the events are there. */
export interface AccessHistoryFile extends HistorySelection {
  layout: AccessHistoryLayout;
  encoding: AccessHistoryEncoding;
  /** Only what was recorded before this event. */
  beforeEventId: bigint;
}

/**
 * The file, a block at a time: the heading with the first lines, so that a query that cannot begin fails before anything
 * is sent. `lines` leaves the heading out. Throws where it does not come to its end. With `boundaries` it is asked for in
 * parts, two of them side by side; the bytes are the same.
 */
export async function* accessHistoryFile(
  url: string,
  file: AccessHistoryFile,
  signal: AbortSignal,
  boundaries: readonly HistoryBoundary[] = [],
): AsyncGenerator<EncodedLines, void, undefined> {
  const { start, encode } = csvEncodings[file.encoding];
  let heading = Buffer.concat([start, encode(Buffer.from(`${headings(file.layout).join(',')}\n`)).bytes]);
  const parts = partConditions(boundaries).map((conditions) => () => {
    const statement = `copy (${historyQuery(file, conditions)}) to stdout (format csv)`;
    return copyOut(url, statement, { settings: alongTheIndex, signal });
  });
  for await (const rows of oneAhead(parts)) {
    const { bytes, ...counts } = encode(rows);
    yield { bytes: heading.length > 0 ? Buffer.concat([heading, bytes]) : bytes, ...counts };
    heading = Buffer.alloc(0);
  }
  if (heading.length > 0) yield { bytes: heading, lines: 0, replaced: 0 };
}

const headings = (layout: AccessHistoryLayout) =>
  accessHistoryColumns[layout].map((column) => accessHistoryColumnText[column]);

/** A sort would keep the first line back until a million were read; the indexes have the order. */
export const alongTheIndex = {
  enable_sort: 'off',
  enable_incremental_sort: 'off',
  enable_bitmapscan: 'off',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
};

const orders: Record<AccessHistoryLayout, string> = {
  byUser: 'web_user_id, at, access_event_id',
  byTime: 'at, access_event_id',
};

/** The lines in their order. Postgres quotes what RFC 4180 wants quoted; an empty cell is null, or it would be quoted too. */
export function historyQuery(
  { insuredCode, webUserId, period, layout, beforeEventId }: AccessHistoryFile,
  ofPart: readonly string[] = [],
): string {
  const conditions = [
    `insured_code = ${digitsLiteral(insuredCode)}`,
    ...(webUserId === undefined ? [] : [`web_user_id = ${digitsLiteral(webUserId)}`]),
    `at >= ${instantLiteral(startOfDayInTokyo(period.from))}`,
    `at < ${instantLiteral(startOfDayInTokyo(addDays(period.to, 1)))}`,
    `access_event_id < ${numberLiteral(beforeEventId)}`,
    ...ofPart,
  ];
  return `select ${accessHistoryColumns[layout].map((column) => cells[column]).join(', ')} from access_events where ${conditions.join(' and ')} order by ${orders[layout]}`;
}

/**
 * ASVS V1.2.10: an apostrophe before what a spreadsheet would take for a formula, which begins with = + - @, a tab or a
 * line break, or a full-width = + - @. Text in Postgres holds no NUL.
 */
const harmless = (column: string) =>
  `case when ascii(${column}) in (${[...'=+-@\t\n\r＝＋－＠'].map((first) => first.codePointAt(0)).join(', ')}) then '''' || ${column} else nullif(${column}, '') end`;

const printedOperations = constantLiteral(
  JSON.stringify(
    Object.fromEntries(
      Object.keys(operations)
        .filter(isOperationCode)
        .map((code) => [code, operationText(code)]),
    ),
  ),
);

const cells: Record<AccessHistoryColumn, string> = {
  webUserId: 'web_user_id',
  at: "to_char(at at time zone 'Asia/Tokyo', 'YYYY/MM/DD HH24:MI:SS')",
  operation: `coalesce(${printedOperations}::jsonb ->> operation, '[' || operation || ']')`,
  name: harmless('actor_name'),
  department: harmless('actor_department'),
  title: harmless('actor_title'),
};
