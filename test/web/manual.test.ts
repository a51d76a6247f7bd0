import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createApp } from '../../web/app.ts';
import type { Services } from '../../web/context.ts';
import { declaredRoutes } from '../../web/declared-access.ts';
import { chapters, manualFolder, manualPictures, picturesFolder } from '../support/manual.ts';
import { steadyText } from '../support/steady-text.ts';

const MEGABYTE = 2 ** 20;
const root = fileURLToPath(new URL('../..', import.meta.url));
const all = chapters();

/** What people of no chapter look at: for machines, or assets. */
const NO_PAGES = /^\/(healthz|readyz|metrics|assets\/\*|gateway\/.*)$/;
const withoutPattern = (path: string) => path.replace(/\{.*?\}(?=\/|$)/g, '');

describe('the user manual', () => {
  test('every picture that it refers to is there, and no other; `npm run manual` makes them', () => {
    const wanted = manualPictures(all).map(({ file }) => file);
    expect(readdirSync(picturesFolder).sort()).toEqual(wanted.sort());
    const bytes = wanted.reduce((sum, file) => sum + statSync(join(picturesFolder, file)).size, 0);
    expect(bytes).toBeLessThan(12 * MEGABYTE);
  });

  test('every reference to a picture is one that is understood', () => {
    const references = all.flatMap(({ text }) => text.match(/!\[.*?\]\(.*?\)/g) ?? []);
    expect(references.filter((one) => manualPictures([{ file: '', text: one }]).length !== 1)).toEqual([]);
  });

  test('every page of the product is described, and no page that is gone', () => {
    const described = all.flatMap(({ text }) =>
      [...text.matchAll(/<!-- 画面 (.*?) -->/gs)].flatMap(([, paths = '']) => paths.trim().split(/\s+/)),
    );
    const routes = declaredRoutes(createApp({ config: { PUBLIC_URL: 'http://portal.test' } } as Services));
    const pages = routes
      .filter(({ method, path }) => method === 'GET' && !NO_PAGES.test(path))
      .map(({ path }) => withoutPattern(path));
    expect([...new Set(described)].sort()).toEqual([...new Set(pages)].sort());
  });

  test('every message that it explains is one that the product says, and every button too', () => {
    const code = globSync('{domain,web}/**/*.ts', { cwd: root })
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    const says = (message: string) => message.split('…').every((part) => code.includes(part));
    const text = all.map((chapter) => chapter.text).join('\n');
    const messages = [...text.matchAll(/\| メッセージ \|.*\n\|.*\n((?:\|.*\n)+)/g)].flatMap(([, rows = '']) =>
      rows.split('\n').flatMap((row) => row.split(' | ')[0]?.replace(/^\| /, '') || []),
    );
    expect(messages.length).toBeGreaterThan(50);
    expect(messages.filter((message) => !says(message))).toEqual([]);
    const pressed = [...text.matchAll(/「([^「」]+)」を(?:もう一度)?押/g)].map(([, name = '']) => name);
    expect([...new Set(pressed)].filter((name) => !says(name))).toEqual([]);
  });

  test('every link leads somewhere', () => {
    const broken = all.flatMap(({ file, text }) =>
      [...text.matchAll(/(?<!!\[[^\]]*)\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].flatMap(
        ([, target = '', anchor]) => {
          const path = join(manualFolder, target || file);
          if (!existsSync(path)) return [`${file}: ${target}`];
          const known = !anchor || anchorsOf(readFileSync(path, 'utf8')).includes(anchor);
          return known ? [] : [`${file}: ${target}#${anchor}`];
        },
      ),
    );
    expect(broken).toEqual([]);
  });
});

test('what a picture shows of today is the same on any day, and data stay', () => {
  const on = (day: string, text: string) => steadyText(text, new Date(`${day}T12:00:00+09:00`));
  const texts = (today: string, tomorrow: string) =>
    `W${today.replaceAll('/', '')}-000123-4 申込み ${today} 12:00:31、期限 ${tomorrow} 12:30、1968/04/01（9:00〜17:00）`;
  const steady =
    'W20261125-000001-5 申込み 2026/11/25 10:15:00、期限 2026/11/26 10:45、1968/04/01（9:00〜17:00）';
  expect(on('2027-02-28', texts('2027/02/28', '2027/03/01'))).toBe(steady);
  expect(on('2026-11-26', texts('2026/11/26', '2026/11/27'))).toBe(steady);
  expect(on('2027-01-01', '12/31（木）、01/02')).toBe('11/24（火）、11/26');
  expect(on('2027-02-28', '2027/02/11（木）建国記念の日')).toBe('2027/02/11（木）建国記念の日');
});

/** As GitHub makes them: lower case, no punctuation but hyphens, spaces as hyphens. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
