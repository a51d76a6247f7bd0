import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { demoStaff, demoWebUsers } from '../../db/seed/demo-people.ts';
import { readSettings } from '../../dev/environment.ts';
import { readConfig as readWebConfig } from '../../web/config.ts';
import { readConfig as readWorkerConfig } from '../../worker/config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = (pattern: string) =>
  globSync(pattern, { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');

/** What must be given, so that all others have their defaults. */
const NEEDED = {
  DATABASE_URL: 'postgres://u:p@localhost/d',
  ENCRYPTION_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
};

const text = (file: string) => readFileSync(join(root, file), 'utf8');
/** What the pattern's group holds wherever it matches, each once. */
const found = (written: string, pattern: RegExp) => [
  ...new Set([...written.matchAll(pattern)].map(([, group = '']) => group)),
];

/** Of which the readers' results say nothing where they are not set, or which a library reads. */
const OPTIONAL = ['METRICS_PORT', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'DEMO_CLIENT_ADDRESS', 'WORKFLOW_BUNDLE'];

/** README's rows with a variable's name in front: names, who reads it, and what stands in the column of defaults. */
const rows = [...text('README.md').matchAll(/^\| (`[A-Z].*?) \|(.*)\|$/gm)].map(
  ([, names = '', rest = '']) => {
    const cells = rest.split(' | ').map((cell) => cell.trim());
    return {
      names: found(names, /`([A-Z][A-Z0-9_]+)`/g),
      readers: cells.length === 3 ? (cells[0] ?? '').split(', ') : undefined,
      defaults: [...(cells.at(-2)?.matchAll(/`([^`]+)`/g) ?? [])].map(([, value = '']) => value),
    };
  },
);
const named = new Set(rows.flatMap(({ names }) => names));

test('every variable that a program reads is in README’s tables', () => {
  const read = [readWebConfig(NEEDED), readWorkerConfig(NEEDED)].flatMap((config) => Object.keys(config));
  const more = [...source('{db,dev,web,worker}/environment.ts').matchAll(/^ +([A-Z][A-Z0-9_]{3,}):/gm)].map(
    ([, name = '']) => name,
  );
  expect([...new Set([...read, ...more])].filter((name) => !named.has(name))).toEqual([]);
});

test('every variable in README’s tables is one that the code reads', () => {
  const code = source('{bench,db,dev,web,worker,test/support}/**/*.{ts,mjs}');
  expect([...named].filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});

test('the defaults in README’s tables are those of the code', () => {
  const known: Record<string, unknown> = {
    ...readSettings({}),
    ...readWorkerConfig(NEEDED),
    ...readWebConfig(NEEDED),
  };
  const wrong = rows.flatMap(({ names, defaults }) =>
    names.length !== defaults.length
      ? []
      : names.flatMap((name, index) => {
          const value = known[name];
          const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
          return isPlain &&
            String(value) !== defaults[index] &&
            !String(value).endsWith(`/${defaults[index]}`)
            ? [`${name}: ${value}, not ${defaults[index]}`]
            : [];
        }),
  );
  expect(wrong).toEqual([]);
});

test('README says of each variable whether web and worker read it, and compose hands it to those', () => {
  const compose = text('docker-compose.yml');
  const shared = compose.slice(compose.indexOf('x-environment:'), compose.indexOf('\nservices:'));
  const own = {
    web: compose.slice(compose.indexOf('\n  web:'), compose.indexOf('\n  worker:')),
    worker: compose.slice(compose.indexOf('\n  worker:'), compose.indexOf('\n  migrate:')),
  };
  const read = { web: Object.keys(readWebConfig(NEEDED)), worker: Object.keys(readWorkerConfig(NEEDED)) };
  // The image's own, and what is for demonstrations only.
  const notCompose = /^(PORT|HOST|WORKFLOW_BUNDLE|DEMO_CLIENT_ADDRESS|ADMIT_DOCUMENTATION_RANGES)$/;
  for (const process of ['web', 'worker'] as const) {
    const said = rows.flatMap(({ names, readers }) => (readers?.includes(process) ? names : []));
    expect(said.sort(), process).toEqual(expect.arrayContaining(read[process]));
    const unread = said.filter((name) => !read[process].includes(name) && !OPTIONAL.includes(name));
    expect(unread, `said of ${process}`).toEqual([]);
    const handed = found(`${shared}${own[process]}`, /^ +([A-Z][A-Z0-9_]+):/gm);
    const kept = said.filter((name) => !handed.includes(name) && !notCompose.test(name));
    expect(kept, `not handed to ${process}`).toEqual([]);
  }
});

test('every command that the documents name is there', () => {
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    'bench/README.md',
    ...globSync('docs/**/*.md', { cwd: root }),
  ]
    .map(text)
    .join('\n');
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
  const programs = found(documents, /\bnode ([a-z-]+\/[\w./-]+\.(?:ts|mjs|cjs))/g);
  expect(found(documents, /npm run ([a-z:-]+[a-z])/g).filter((name) => !scripts[name])).toEqual([]);
  expect(programs.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  const prepared = found(text('dev/prepare.mjs'), /^ {2}'?([a-z:]+)'?: \(/gm);
  const handedOver = found(Object.values(scripts).join('\n'), /^node dev\/prepare\.mjs (\S+)/gm);
  expect(handedOver.filter((name) => !prepared.includes(name))).toEqual([]);
});

test('the image has the commands that it names when it is given none', () => {
  const entrypoint = text('dev/docker/entrypoint.sh');
  const there = found(entrypoint, /^ {2}([a-z-]+)\) shift/gm);
  const named = (/Give a command: (.*)\.'/.exec(entrypoint)?.[1] ?? '').split(/, | or /);
  expect(named.sort()).toEqual(there.sort());
});

test('README has the demo accounts that the demo data make', () => {
  const made = [
    ...demoWebUsers.map(({ webUserId }) => webUserId),
    ...demoStaff.map(({ staffId }) => staffId),
  ];
  const [table = ''] = /\| demo account \|[\s\S]*?\n\n/.exec(text('README.md')) ?? [];
  const shown = found(table, /`(\w+)`/g);
  expect(shown.sort()).toEqual(made.sort());
});

test('the Node of nvm is the one that npm brings', () => {
  expect(text('.nvmrc').trim()).toBe(JSON.parse(text('package.json')).dependencies.node);
});

test('every link and every picture in the documents leads somewhere', () => {
  const documents = [
    ...globSync('*.md', { cwd: root }),
    'bench/README.md',
    ...globSync('docs/**/*.md', { cwd: root }),
  ];
  const broken = documents.flatMap((file) =>
    found(text(file).replace(/`[^`]*`/g, ''), /\]\((?!https?:)([^)#\s]+)/g)
      .filter((target) => !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('decisions have a number, a title, a date and their three parts, and the list has them by these titles', () => {
  const list = text('docs/decisions/README.md');
  for (const file of globSync('docs/decisions/[0-9]*.md', { cwd: root })) {
    const [, title = ''] = /^# (\d{3} · \S.*)\n\n\d{4}-\d\d-\d\d/.exec(text(file)) ?? [];
    expect(title.slice(0, 3), file).toBe(basename(file).slice(0, 3));
    for (const part of ['Context', 'Decision', 'Consequences'])
      expect(text(file), file).toContain(`\n**${part}.**`);
    expect(list, file).toContain(`- [${title}](${basename(file)})`);
  }
});

test('every file and every name in the tour of the architecture is one of the code', () => {
  const tour = text('docs/architecture.md').replace(/```[\s\S]*?```/g, '');
  const code = source('{activities,db,domain,web,worker,workflows}/**/*.ts');
  const inCode = found(tour, /`([^`]+)`/g).filter((spoken) => /^\w+(\.\w+|_\w+|\/.+\.ts)?$/.test(spoken));
  expect(inCode.length).toBeGreaterThan(40);
  expect(inCode.filter((spoken) => !existsSync(join(root, spoken)) && !code.includes(spoken))).toEqual([]);
});

test('every figure of ours that runbook and alerts name is one that is measured', () => {
  const code = source('{activities,db,web,worker}/**/*.ts');
  const named = found(
    `${text('docs/operation.md')}${text('docs/prometheus-alerts.yml')}`,
    /madoguchi_([a-z_]+)/g,
  );
  const unknown = named
    .map((name) => name.replace(/_(bucket|count|sum)$/, ''))
    .filter((name) => !code.includes(`'madoguchi_${name}'`) && !code.includes(`gauge('${name}'`));
  expect(unknown).toEqual([]);
});
