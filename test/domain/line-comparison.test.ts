import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareLines, type Line, type LineFinding } from '../../domain/line-comparison.ts';

async function* lines(texts: readonly string[]): AsyncGenerator<Line, void> {
  for (const [index, text] of texts.entries()) yield { number: index + 1, text };
}

async function compare(file: readonly string[], original: readonly string[]): Promise<string[]> {
  const findings: LineFinding[] = [];
  await compareLines(lines(file), lines(original), (finding) => findings.push(finding));
  return findings.map(({ what, line }) => `${what} ${line}`);
}

const original = Array.from({ length: 10_000 }, (_, n) => `line ${n + 1}`);
const changed = (change: (lines: string[]) => void) => {
  const file = [...original];
  change(file);
  return file;
};

test.each<[string, (lines: string[]) => void, string[]]>([
  ['nothing', () => {}, []],
  ['one line changed', (file) => file.splice(16, 1, 'x'), ['changed 17']],
  ['one line removed', (file) => file.splice(16, 1), ['removed 17']],
  ['one line inserted', (file) => file.splice(16, 0, 'x'), ['inserted 17']],
  ['the last line removed', (file) => file.pop(), ['removed 10000']],
  ['a line appended', (file) => file.push('x'), ['inserted 10001']],
  ['two removed, one put there', (file) => file.splice(16, 2, 'x'), ['changed 17', 'removed 18']],
  ['a line doubled', (file) => file.splice(16, 0, 'line 17'), ['inserted 18']],
])('%s', async (_what, change, findings) => {
  expect(await compare(changed(change), original)).toEqual(findings);
});

test('a large part that is gone is found as that, and what comes after it agrees', async () => {
  const findings = await compare(
    changed((file) => file.splice(100, 7_000)),
    original,
  );
  expect(findings).toEqual(Array.from({ length: 7_000 }, () => 'removed 101'));
});

test('whatever is done to a file, the findings say how to undo it', async () => {
  const anyLines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(anyLines, anyLines, async (file, first) => {
      const findings = await compare(file, first);
      const count = (what: string) => findings.filter((finding) => finding.startsWith(what)).length;
      expect(file.length - count('inserted') + count('removed')).toBe(first.length);
      const kept = file.filter(
        (_, n) => !findings.some((one) => /^(changed|inserted)/.test(one) && one.endsWith(` ${n + 1}`)),
      );
      expect(isWithin(kept, first), 'the lines that are said to be as they were').toBe(true);
      if (file.join() === first.join()) expect(findings).toEqual([]);
    }),
  );
});

function isWithin(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const one of all) if (one === some[at]) at++;
  return at === some.length;
}
