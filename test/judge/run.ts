/**
 * `npm run judge -- [--minutes N] [--person NAME] [--control-only] [--json FILE]`: has tools that know nothing of the
 * product attack it as every kind of person. Ends with 0 where they find nothing in the product and everything that is
 * planted in a server made for that; with 1 where they do not; with 2 where they could not look.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Judge, Place, Verdict } from './judge.ts';
import { paths } from './paths.ts';
import { judgedPeople, sessionOf } from './people.ts';
import { startPlanted } from './planted.ts';
import { type JudgeServers, startJudgeServers } from './product.ts';
import { routes } from './routes.ts';
import { sqlmap } from './sqlmap.ts';
import { type Outcome, printOutcomes, recordOf } from './table.ts';
import { wapiti } from './wapiti.ts';
import { startWitness } from './witness.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    person: { type: 'string', multiple: true },
    'control-only': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const judges: Record<string, Judge> = { wapiti, sqlmap, paths };

/** What each tool must find in the planted server. */
const planted: Record<string, RegExp[]> = {
  wapiti: [
    /SQL Injection.* \/banks/,
    /SQL Injection.* \/quiet-banks/,
    /Cross Site Scripting.* \/greeting/,
    /Open Redirect.* \/away/,
  ],
  sqlmap: [/SQL injection.*\/banks/, /SQL injection.*\/quiet-banks/],
  paths: [/answered with 200.*\.env/],
};

/** Of each tool; enough for all that is planted, however little the product gets. */
const CONTROL_SECONDS = 60;

/** The third takes seconds. */
const TIMED = 2;
const people = judgedPeople.filter(({ name }) => !values.person || values.person.includes(name));
const seconds = Math.floor((Number(values.minutes) * 60) / (people.length * TIMED));
if (!(seconds >= 10) || people.length === 0) {
  console.error(
    `--minutes must leave 10 s to each person and tool; people: ${judgedPeople.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

try {
  process.exitCode = await judge();
} catch (error) {
  console.error((error as Error).stack);
  process.exitCode = 2;
}

async function judge(): Promise<number> {
  const servers = await startJudgeServers();
  try {
    const control = await judgePlanted(servers);
    const outcomes: Outcome[] = [];
    if (!values['control-only'])
      for (const person of people) {
        const product = await servers.product();
        const witness = await startWitness(product.url, () => sessionOf(person, product));
        const requests = await person.requests?.(product);
        const place = {
          witness,
          start: person.start,
          pages: product.pages,
          requests: requests ?? [],
          seconds,
        };
        outcomes.push(...(await judgeAs(person.name, place, servers.folder)));
        await witness.close();
        await product.stop();
      }
    printOutcomes([...control.outcomes, ...outcomes], routes.length);
    if (values.json)
      await writeFile(values.json, `${JSON.stringify(recordOf(control.outcomes, outcomes), null, 2)}\n`);
    for (const missed of control.missed) console.error(`NOT FOUND though it was planted: ${missed}`);
    if (control.missed.length || outcomes.some(({ findings }) => findings.length)) return 1;
    return [...control.outcomes, ...outcomes].some(({ brokeOff }) => brokeOff) ? 2 : 0;
  } finally {
    await servers.stop();
  }
}

async function judgePlanted(servers: JudgeServers) {
  const database = await servers.database();
  const server = await startPlanted(database.url);
  const witness = await startWitness(server.url, async () => '');
  const pages: string[] = [];
  const place = { witness, start: '/', pages, seconds: CONTROL_SECONDS };
  const outcomes = await judgeAs('(planted)', place, servers.folder);
  await witness.close();
  await server.close();
  await database.drop();
  const missed = outcomes.flatMap(({ tool, findings }) =>
    (planted[tool] ?? [])
      .filter((expected) => !findings.some(({ what, where }) => expected.test(`${what} ${where}`)))
      .map((expected) => `${tool}: ${expected.source}`),
  );
  return { outcomes, missed };
}

/** A tool that fails of itself does not keep the others from looking. */
function breakOff(error: Error): Verdict {
  console.error(error.message);
  return { findings: [], note: 'BROKE OFF', brokeOff: true };
}

async function judgeAs(person: string, place: Omit<Place, 'folder'>, root: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [tool, judgeOf] of Object.entries(judges)) {
    const folder = join(root, `${person}-${tool}`.replace(/\W+/g, '-'));
    await mkdir(folder, { recursive: true });
    console.log(`${tool} as ${person}, ${place.seconds} s …`);
    const began = performance.now();
    const { findings, note, brokeOff = false } = await judgeOf({ ...place, folder }).catch(breakOff);
    const count = place.witness.take();
    const failures = [...count.failures].map(([where, what]) => ({ where, what }));
    outcomes.push({
      person,
      tool,
      count,
      findings: [...findings, ...failures],
      note: note ?? '',
      brokeOff,
      seconds: Math.round((performance.now() - began) / 1000),
    });
  }
  return outcomes;
}
