import type { AccessHistoryEncoding } from '../domain/access-history.ts';
import { cp932Table, GETA } from './cp932.ts';

/** Lines of a file as they are sent. */
export interface EncodedLines {
  bytes: Buffer;
  lines: number;
  /** Characters that the encoding does not hold, each of which became 〓. */
  replaced: number;
}

/** What a file begins with, and how lines in UTF-8 that end with LF become its own. */
export interface CsvEncoding {
  start: Buffer;
  /** `rows` are whole lines; a line break within quotes belongs to its cell and stays what it is. */
  encode(rows: Buffer): EncodedLines;
}

/** RFC 4180 ends a line with CRLF; spreadsheets recognise UTF-8 by its BOM. */
export const csvEncodings: Record<AccessHistoryEncoding, CsvEncoding> = {
  utf8: { start: Buffer.from([0xef, 0xbb, 0xbf]), encode: toUtf8 },
  cp932: { start: Buffer.alloc(0), encode: toCp932 },
};

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** What is within quotes is copied as it is; a doubled quote closes and opens at once. */
function toUtf8(rows: Buffer): EncodedLines {
  const bytes = Buffer.allocUnsafeSlow(rows.length + lineFeedsIn(rows));
  let [lines, written, from] = [0, 0, 0];
  while (from < rows.length) {
    const quote = indexOrEnd(rows, QUOTE, from);
    for (let end = rows.indexOf(LF, from); end !== -1 && end < quote; end = rows.indexOf(LF, from)) {
      written += rows.copy(bytes, written, from, end);
      bytes[written++] = CR;
      bytes[written++] = LF;
      from = end + 1;
      lines++;
    }
    const closed = indexOrEnd(rows, QUOTE, quote + 1) + 1;
    written += rows.copy(bytes, written, from, closed);
    from = closed;
  }
  return { bytes: bytes.subarray(0, written), lines, replaced: 0 };
}

function indexOrEnd(rows: Buffer, byte: number, from: number): number {
  const index = rows.indexOf(byte, from);
  return index === -1 ? rows.length : index;
}

function lineFeedsIn(rows: Buffer): number {
  let count = 0;
  for (let at = rows.indexOf(LF); at !== -1; at = rows.indexOf(LF, at + 1)) count++;
  return count;
}

/** Reads UTF-8 byte by byte: what is not ASCII is looked up, and takes two bytes at most where it took two to four. */
function toCp932(rows: Buffer): EncodedLines {
  const table = cp932Table();
  const bytes = Buffer.allocUnsafeSlow(rows.length + lineFeedsIn(rows));
  let [lines, replaced, written, at] = [0, 0, 0, 0];
  let quoted = false;
  while (at < rows.length) {
    const byte = byteAt(rows, at);
    if (byte < 0x80) {
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === LF && !quoted) {
        bytes[written++] = CR;
        lines++;
      }
      bytes[written++] = byte;
      at++;
      continue;
    }
    let code = lookedUp(table, rows, at, byte);
    at += byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (code === 0) {
      code = GETA;
      replaced++;
    }
    if (code > 0xff) bytes[written++] = code >> 8;
    bytes[written++] = code & 0xff;
  }
  return { bytes: bytes.subarray(0, written), lines, replaced };
}

/** Beyond U+FFFF, in four bytes, CP932 holds nothing. */
function lookedUp(table: Uint16Array, rows: Buffer, at: number, first: number): number {
  if (first >= 0xf0) return 0;
  const second = byteAt(rows, at + 1) & 0x3f;
  const unit =
    first < 0xe0
      ? ((first & 0x1f) << 6) | second
      : ((first & 0x0f) << 12) | (second << 6) | (byteAt(rows, at + 2) & 0x3f);
  return table[unit] as number;
}

const byteAt = (rows: Buffer, at: number) => rows[at] as number;
