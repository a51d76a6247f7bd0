import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
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

/** README's rows with a variable's name in front: names, and what stands in the column of defaults. */
const rows = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^\| (`[A-Z].*?) \|(.*)\|$/gm)].map(
  ([, names = '', rest = '']) => {
    const cells = rest.split(' | ').map((cell) => cell.trim());
    return {
      names: [...names.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name = '']) => name),
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

test('every link and every picture in README leads somewhere', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target = '']) => target);
  expect(links.filter((target) => !existsSync(join(root, target)))).toEqual([]);
});

test('every file and every name in the tour of the architecture is one of the code', () => {
  const tour = readFileSync(join(root, 'docs/architecture.md'), 'utf8').replace(/```[\s\S]*?```/g, '');
  const code = source('{activities,db,domain,web,worker,workflows}/**/*.ts');
  const spoken = [...tour.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
  const inCode = spoken.filter((text) => /^\w+(\.\w+|_\w+|\/.+\.ts)?$/.test(text));
  expect(inCode.length).toBeGreaterThan(40);
  expect(inCode.filter((text) => !existsSync(join(root, text)) && !code.includes(text))).toEqual([]);
  const links = [...tour.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target = '']) => target);
  expect(links.filter((target) => !existsSync(join(root, 'docs', target)))).toEqual([]);
});
