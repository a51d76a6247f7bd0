import { fileOf } from '../../../db/access-history-exports.ts';
import { accessHistoryFile } from '../../../db/access-history-file.ts';
import { historyBoundaries } from '../../../db/access-history-parts.ts';
import type { EncodedLines } from '../../../db/csv-encoding.ts';
import { describedError } from '../../../db/described-error.ts';
import type { AccessHistoryExport } from '../../../db/schema/access-history-exports.ts';
import { waitForRecorders } from '../../../db/unfinished-recorders.ts';
import type { AccessHistoryEncoding } from '../../../domain/access-history.ts';
import type { Context } from '../../context.ts';
import { csvHeaders } from '../../csv.ts';
import { keepRecord } from './export-record.ts';

/**
 * The file of an export as an answer; `onEnd` is called when it is over, however. What goes wrong before the first lines
 * is thrown. What goes wrong later, or takes too long, cuts the connection, so that no browser takes a part for the whole;
 * and the end of a whole file leaves only when the row says that it is finished.
 */
export async function download(c: Context, row: AccessHistoryExport, onEnd: () => void): Promise<Response> {
  const { config, db, logger } = c.var.services;
  const tooLong = AbortSignal.timeout(config.EXPORT_MINUTES_AT_MOST * 60_000);
  const left = new AbortController();
  const signal = AbortSignal.any([tooLong, left.signal, c.req.raw.signal]);
  const record = keepRecord(c.var.services, row.exportId, onEnd);
  let parts: ReturnType<typeof accessHistoryFile> | undefined;
  const giveUp = async (error: unknown) => {
    const outcome = tooLong.aborted ? 'tooSlow' : signal.aborted ? 'left' : 'failed';
    logger.warn({ exportId: row.exportId, outcome, error: describedError(error) }, 'an export was cut off');
    await record.giveUp(outcome);
    await parts?.return();
  };
  try {
    await waitForRecorders(db);
    const file = fileOf(row);
    parts = accessHistoryFile(config.DATABASE_URL, file, signal, await historyBoundaries(db, file));
    const first = await parts.next();
    const cut = async (error: unknown) => {
      c.env.outgoing?.destroy();
      await giveUp(error);
    };
    const { add, finish } = record;
    const body = fileStream({ first, parts, add, finish, cut, leave: () => left.abort(), signal });
    return c.body(body, 200, headersOf(row));
  } catch (error) {
    await giveUp(error);
    throw error;
  }
}

interface Sending {
  first: IteratorResult<EncodedLines, void>;
  parts: AsyncGenerator<EncodedLines, void, undefined>;
  add(lines: EncodedLines): void;
  finish(): Promise<void>;
  /** Closes the browser's connection as it is, and ends everything else. */
  cut(error: unknown): Promise<void>;
  /** Aborts the signal. */
  leave(): void;
  signal: AbortSignal;
}

/**
 * Asks for the next part when the reader has taken the one before: a slow reader slows Postgres down, and fills nothing.
 * The connection is cut before the stream fails: @hono/node-server writes its own end below a stream that fails.
 */
function fileStream({ first, parts, add, finish, cut, leave, signal }: Sending): ReadableStream<Uint8Array> {
  let part: IteratorResult<EncodedLines, void> | undefined = first;
  let over: Promise<void> | undefined;
  const end = (error: unknown): Promise<void> => {
    over ??= cut(error);
    return over;
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      signal.addEventListener('abort', () => end(signal.reason).then(() => controller.error(signal.reason)));
    },
    async pull(controller) {
      try {
        part ??= await parts.next();
        if (!part.done) {
          add(part.value);
          controller.enqueue(part.value.bytes);
          part = undefined;
          return;
        }
        await finish();
        over = Promise.resolve();
        controller.close();
      } catch (error) {
        await end(error);
        controller.error(error);
      }
    },
    cancel() {
      leave();
      return over;
    },
  });
}

const charsets: Record<AccessHistoryEncoding, string> = { utf8: 'utf-8', cp932: 'windows-31j' };

/** No proxy is to keep a file back until it is whole. */
function headersOf({ insuredCode, fromDay, toDay, encoding }: AccessHistoryExport): Record<string, string> {
  const days = `${fromDay}_${toDay}`.replaceAll('-', '');
  return {
    ...csvHeaders(`access_history_${insuredCode}_${days}.csv`, charsets[encoding]),
    'x-accel-buffering': 'no',
  };
}
