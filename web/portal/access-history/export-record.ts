import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { endExport, noteProgress } from '../../../db/access-history-exports.ts';
import type { Db } from '../../../db/client.ts';
import type { EncodedLines } from '../../../db/csv-encoding.ts';
import { describedError } from '../../../db/described-error.ts';
import type { AccessHistoryExportOutcome } from '../../../db/schema/access-history-exports.ts';

/** Milliseconds between two signs of life. */
const NOTED_EVERY = 1_000;
/** Of one process: each has a connection to Postgres of its own, and the pages need the process too. */
const AT_ONCE = 4;
let running = 0;

/** Room for one more export in this process, or undefined. Call what is returned when it has ended. */
export function takeRoom(): (() => void) | undefined {
  if (running >= AT_ONCE) return undefined;
  let isTaken = true;
  running++;
  return () => {
    if (isTaken) running--;
    isTaken = false;
  };
}

export interface ExportRecord {
  /** Lines that were handed on. */
  add(lines: EncodedLines): void;
  /** Throws where it cannot be written: then the file must not end as if it were whole. */
  finish(): Promise<void>;
  /** Never throws: an export that cannot even say that it ended shows by its silence. */
  giveUp(outcome: Exclude<AccessHistoryExportOutcome, 'finished'>): Promise<void>;
}

/** Keeps the row of a running export true: a note every second, whether the reader takes anything or not. */
export function keepRecord(
  { db, logger }: { db: Db; logger: Logger },
  exportId: string,
  onEnd: () => void,
): ExportRecord {
  const progress = { eventsSent: 0, bytesSent: 0, charactersReplaced: 0 };
  const hash = createHash('sha256');
  const complain = (error: unknown) =>
    logger.warn({ error: describedError(error) }, 'the state of an export was not noted');
  const noting = setInterval(() => void noteProgress(db, exportId, progress).catch(complain), NOTED_EVERY);
  return {
    add({ bytes, lines, replaced }) {
      hash.update(bytes);
      progress.eventsSent += lines;
      progress.bytesSent += bytes.length;
      progress.charactersReplaced += replaced;
    },
    async finish() {
      clearInterval(noting);
      onEnd();
      await endExport(db, exportId, progress, { outcome: 'finished', fileHash: hash.digest('hex') });
    },
    async giveUp(outcome) {
      clearInterval(noting);
      onEnd();
      await endExport(db, exportId, progress, { outcome }).catch(complain);
    },
  };
}
