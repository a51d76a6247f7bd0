import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseSealText, sealText } from '../domain/access-event-seal.ts';
import { type HistoryMonth, monthText } from '../domain/access-history-month.ts';
import {
  type Finding,
  type Verification,
  type VerificationOptions,
  verifyAccessHistory,
} from './access-history-verification.ts';
import { connect, type Db } from './client.ts';
import { describedError } from './described-error.ts';
import { databaseVariables, readEnvironment } from './environment.ts';
import type { SealProblem } from './seal-chain.ts';
import { type Months, verifyFile } from './verify-access-history-file.ts';

/** Exit codes: everything is as it was sealed, something is not, or it could not be looked at. */
const SOUND = 0;
const TAMPERED = 1;
const NOT_VERIFIED = 2;

/** Milliseconds for one of the many statements. */
const PATIENCE = 10 * 60_000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const usage = `Usage: history:verify [--expect SEAL:HASH] [--from YYYY-MM | --file FILE [--export ID]]
  --expect  a seal that somebody kept elsewhere, for example from the worker's log: it has to be in the chain as it was
  --from    leaves out the events of earlier months; the chain of seals is walked whole
  --file    a file that was downloaded: its months are verified, and it is held against the same export made anew
  --export  the download that the file is said to be, where the file is not byte for byte what was given out`;

/** Holds the access history against its seals, and names what does not agree. Returns the exit code. */
export async function verifyCommand(url: string, given: string[], print = console.log): Promise<number> {
  const options = readOptions(given);
  if (!options) {
    print(usage);
    return NOT_VERIFIED;
  }
  const database = connect(url, { max: 1, timeout: PATIENCE });
  const verify = (months: Months) => verifyMonths(database.db, { ...options, ...months }, print);
  try {
    if (options.file) {
      const sound = await verifyFile({ url, db: database.db, verify, print }, options.file, options.exportId);
      return sound === undefined ? NOT_VERIFIED : sound ? SOUND : TAMPERED;
    }
    return (await verify({ from: options.from })).findings ? TAMPERED : SOUND;
  } finally {
    await database.close();
  }
}

async function verifyMonths(
  db: Db,
  options: Omit<VerificationOptions, 'found' | 'monthDone'>,
  print: (line: string) => void,
): Promise<Verification> {
  const started = performance.now();
  const verification = await verifyAccessHistory(db, {
    ...options,
    found: (finding) => print(findingText(finding)),
    monthDone: (month, count) => print(`${monthText(month)}: ${count} events`),
  });
  const { seals, events, unsealed, findings, head } = verification;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(`${events} events and ${seals} seals in ${seconds} s; ${unsealed} events are not sealed yet.`);
  if (head) print(`Latest seal: ${sealText(head)}`);
  print(findings ? `NOT AS SEALED: ${findings} findings` : 'Everything is as it was sealed.');
  return verification;
}

interface Options extends Pick<VerificationOptions, 'expected' | 'from'> {
  file?: string | undefined;
  exportId?: string | undefined;
}

function readOptions(given: string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: given,
      options: {
        expect: { type: 'string' },
        from: { type: 'string' },
        file: { type: 'string' },
        export: { type: 'string' },
      },
    });
    const expected = values.expect === undefined ? undefined : parseSealText(values.expect);
    const isMonth = values.from === undefined || /^\d{4}-(0[1-9]|1[0-2])$/.test(values.from);
    const { file, export: exportId } = values;
    const isExport = exportId === undefined || (file !== undefined && UUID.test(exportId));
    if ((values.expect && !expected) || !isMonth || !isExport || (file && values.from)) return undefined;
    return {
      expected,
      from: values.from ? (`${values.from}-01` as HistoryMonth) : undefined,
      file,
      exportId,
    };
  } catch {
    return undefined;
  }
}

function findingText(finding: Finding): string {
  if (finding.what === 'partition') return `INSERTED a part of the table that is no month: ${finding.name}`;
  if (finding.what !== 'seal')
    return `${finding.what.toUpperCase()} event ${finding.eventId} of ${monthText(finding.month)}`;
  const ofMonth = finding.month ? ` of ${monthText(finding.month)}` : '';
  return `BROKEN seal ${finding.sealId}${ofMonth}: ${problemText[finding.problem]}`;
}

const problemText: Record<SealProblem, string> = {
  changed: 'its hash is not that of its contents',
  missingBefore: 'the seal before it is missing',
  link: 'it does not name the hash of the seal before it',
  range: 'it does not begin where the one before it of its month ends',
  leaves: 'its leaves were changed or removed; its events can not be told apart any more',
  notAsExpected: 'it is not there as expected',
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DATABASE_URL } = readSettings();
  process.exitCode = await verifyCommand(DATABASE_URL, process.argv.slice(2)).catch((error: unknown) => {
    console.error(`The access history could not be verified: ${describedError(error)}`);
    return NOT_VERIFIED;
  });
}

/** An uncaught error would end with the exit code of a history that was tampered with. */
function readSettings() {
  try {
    return readEnvironment(databaseVariables);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(NOT_VERIFIED);
  }
}
