import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What docs/architecture.md lets each folder import: others as a whole, or their types alone. */
const allowed = new Map(
  [
    ...readFileSync(join(root, 'docs/architecture.md'), 'utf8').matchAll(
      /^\| `(\w+)\/` +\|.*\| +(.*?) +\|$/gm,
    ),
  ].map(([, folder = '', may = '']) => [
    folder,
    may === 'anything'
      ? undefined
      : {
          types: new Set([...may.matchAll(/types of `(\w+)`/g)].map(([, name = '']) => name)),
          whole: new Set([...may.matchAll(/(?<!types of )`(\w+)`/g)].map(([, name = '']) => name)),
        },
  ]),
);

/** `import …` and `export … from` of another folder of ours, and whether nothing but types comes that way. */
function importsOf(file: string) {
  const code = readFileSync(join(root, file), 'utf8');
  return [...code.matchAll(/^(?:import|export)\s(?:([^;]*?)\sfrom\s)?'(\.[^']+)'/gm)].map(
    ([, names = '', target = '']) => ({
      folder: normalize(join(dirname(file), target)).split('/')[0] ?? '',
      isTypes: names.startsWith('type ') || /^\{(\s*type [^,}]+,?)+\s*\}$/.test(names),
    }),
  );
}

test('each folder imports what the architecture lets it import', () => {
  expect(allowed.size).toBe(9);
  const wrong = [...allowed].flatMap(([folder, may]) =>
    may === undefined
      ? []
      : globSync(`${folder}/**/*.ts`, { cwd: root }).flatMap((file) =>
          importsOf(file)
            .filter(
              (one) =>
                one.folder !== folder &&
                !may.whole.has(one.folder) &&
                !(one.isTypes && may.types.has(one.folder)),
            )
            .map((one) => `${file} imports ${one.folder}`),
        ),
  );
  expect(wrong).toEqual([]);
});
