import { expect, test } from 'vitest';
import { isWithin } from '../../domain/linked-service.ts';
import { parseProse } from '../../domain/prose.ts';
import { parseCode, parseEnglish, parseReading, parseText } from '../../domain/text.ts';

/** As long as a form can be. To look at each part of it again for each character would take minutes. */
const LENGTH = 250_000;
const parsers = {
  parseText,
  parseCode,
  parseReading,
  parseEnglish,
  parseProse: (raw: string) => parseProse(raw, 500),
};

test.each(
  Object.entries(parsers).flatMap(([name, parse]) =>
    [' ', '　', 'ア', '1', '-', '\n', '\u0301', '(', '/'].map(
      (character) => [name, character, parse] as const,
    ),
  ),
)('ASVS V1.3.12: %s reads a form full of %j in less than two seconds', (_, character, parse) => {
  const began = performance.now();
  parse(`x${character.repeat(LENGTH)}x`);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('ASVS V1.3.12: neither does an address of nothing but slashes take long', () => {
  const service = new URL(`http://portal.test/${'/'.repeat(LENGTH)}x`);
  const began = performance.now();
  expect(isWithin(new URL('http://portal.test/y'), service)).toBe(false);
  expect(performance.now() - began).toBeLessThan(2_000);
});
