import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseSealText, sealText } from '../domain/access-event-seal.ts';
import { type HistoryMonth, monthText } from '../domain/access-history-month.ts';
import {
  type Finding,
  type VerificationOptions,
  verifyAccessHistory,
} from './access-history-verification.ts';
import { connect } from './client.ts';
import { describedError } from './described-error.ts';
import { databaseVariables, readEnvironment } from './environment.ts';
import type { SealProblem } from './seal-chain.ts';

/** Exit codes: everything is as it was sealed, something is not, or it could not be looked at. */
const SOUND = 0;
const TAMPERED = 1;
const NOT_VERIFIED = 2;

/** Milliseconds for one of the many statements. */
const PATIENCE = 10 * 60_000;

const usage = `Usage: history:verify [--expect SEAL:HASH] [--from YYYY-MM]
  --expect  a seal that somebody kept elsewhere, for example from the worker's log: it has to be in the chain as it was
  --from    leaves out the events of earlier months; the chain of seals is walked whole`;

/** Holds the access history against its seals, and names what does not agree. Returns the exit code. */
export async function verifyCommand(url: string, given: string[], print = console.log): Promise<number> {
  const options = readOptions(given);
  if (!options) {
    print(usage);
    return NOT_VERIFIED;
  }
  const started = performance.now();
  const database = connect(url, { max: 1, timeout: PATIENCE });
  try {
    const { seals, events, unsealed, findings, head } = await verifyAccessHistory(database.db, {
      ...options,
      found: (finding) => print(findingText(finding)),
      monthDone: (month, count) => print(`${monthText(month)}: ${count} events`),
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    print(`${events} events and ${seals} seals in ${seconds} s; ${unsealed} events are not sealed yet.`);
    if (head) print(`Latest seal: ${sealText(head)}`);
    print(findings ? `NOT AS SEALED: ${findings} findings` : 'Everything is as it was sealed.');
    return findings ? TAMPERED : SOUND;
  } finally {
    await database.close();
  }
}

function readOptions(given: string[]): Omit<VerificationOptions, 'found'> | undefined {
  try {
    const { values } = parseArgs({
      args: given,
      options: { expect: { type: 'string' }, from: { type: 'string' } },
    });
    const expected = values.expect === undefined ? undefined : parseSealText(values.expect);
    const isMonth = values.from === undefined || /^\d{4}-(0[1-9]|1[0-2])$/.test(values.from);
    if ((values.expect && !expected) || !isMonth) return undefined;
    return { expected, from: values.from ? (`${values.from}-01` as HistoryMonth) : undefined };
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
  const { DATABASE_URL } = readEnvironment(databaseVariables);
  process.exitCode = await verifyCommand(DATABASE_URL, process.argv.slice(2)).catch((error: unknown) => {
    console.error(`The access history could not be verified: ${describedError(error)}`);
    return NOT_VERIFIED;
  });
}
