import fc from 'fast-check';
import { pino } from 'pino';
import { expect } from 'vitest';
import { formsOf } from '../../support/rendered-forms.ts';
import type { TestWeb, Visitor } from '../../support/web.ts';
import { type BadInput, bodyOf, RUNS } from './bad-input.ts';
import { type KnownForm, pairs, sendBefore } from './known-forms.ts';
import { sameBrowser, undone } from './undone.ts';

/** `BAD_INPUT_SEED=…` repeats a run. */
export const seed = Number(process.env.BAD_INPUT_SEED) || Date.now() % 2 ** 31;

/** Requests that were made up, of all tests of a file; what follows from their answers is not counted. */
export const asked = { count: 0 };

/** Milliseconds after which an answer counts as none: far more than any takes on a busy machine. */
const PATIENCE = 15_000;

/** What the server wrote into its log about what it did not expect. */
const complaints: string[] = [];
export const listeningLogger = pino({ level: 'error' }, { write: (line: string) => complaints.push(line) });

/** Whom to ask what, and with which method and path. */
interface Target {
  method: 'GET' | 'POST';
  visitor: Visitor;
  /** The path of a route, and the path that is asked where the input names no other place. */
  route: string;
  path: string;
}

/** Sees that whatever is made up for a target is answered, soon, and by no 500; what it changes is undone. */
export async function askBadly<Case>(
  web: TestWeb,
  cases: fc.Arbitrary<Case>,
  read: (one: Case) => { target: Target; input: BadInput; before?: KnownForm['before'] },
  runs: number,
): Promise<void> {
  const property = fc.asyncProperty(cases, async (one) => {
    asked.count += 1;
    const { target, input, before = [] } = read(one);
    await undone(web, async () => {
      const visitor = sameBrowser(web, target.visitor);
      await sendBefore(visitor, { before });
      const answer = await judged(visitor.request(pathOf(target, input), requestOf(target, input)));
      await goOn(visitor, answer);
    });
  });
  await fc.assert(property, { numRuns: runs, seed });
}

/** What follows in a browser: the page that the answer leads to, and whatever can be confirmed there. */
async function goOn(visitor: Visitor, answer: Judged, steps = 2): Promise<void> {
  if (!answer.location?.startsWith('/') || steps === 0) return;
  const { page } = await judged(visitor.get(answer.location));
  const [form] = formsOf(page, answer.location);
  if (form && !/logout|sessions/.test(form.action))
    await goOn(visitor, await judged(visitor.post(form.action, pairs(form.fields))), steps - 1);
}

interface Judged {
  page: string;
  location: string | null;
}

/** The answer as text, once it is known to be no failure and to run nothing. */
export async function judged(asking: Promise<Response>): Promise<Judged> {
  complaints.length = 0;
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`no answer within ${PATIENCE} ms`)), PATIENCE);
  });
  try {
    const answer = await Promise.race([asking, tooLate]);
    const page = await Promise.race([answer.text(), tooLate]);
    expect(answer.status, complaints.join('')).not.toBe(500);
    if (answer.headers.get('content-type')?.includes('html')) expect(page).not.toMatch(RUNS);
    return { page, location: answer.headers.get('location') };
  } finally {
    clearTimeout(late);
  }
}

function requestOf({ method }: Target, input: BadInput): RequestInit & { headers: Record<string, string> } {
  const { body, type } = bodyOf(input);
  const headers = {
    'sec-fetch-site': 'same-origin',
    ...(type ? { 'content-type': type } : {}),
    ...input.headers,
  };
  return method === 'GET'
    ? { method, headers }
    : { method, headers, ...(body === undefined ? {} : { body }) };
}

/** The path with another text in place of its last parameter, and the query. */
function pathOf({ route, path }: Target, { place, query }: BadInput): string {
  const [bare = ''] = path.split('?');
  const parts = bare.split('/');
  const at = route.split('/').findLastIndex((part) => part.startsWith(':'));
  if (place !== undefined && at >= 0) parts[at] = inPath(place);
  const asked = new URLSearchParams(query).toString();
  return `${parts.join('/')}${asked ? `?${asked}` : ''}`;
}

/** Escapes that are none stay as they are; no server takes a longer line than this. */
const inPath = (text: string): string =>
  text.startsWith('%') ? text : encodeURIComponent(text.slice(0, 1_000).toWellFormed());
