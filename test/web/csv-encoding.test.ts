import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { csvEncodings } from '../../db/csv-encoding.ts';

const encode = (encoding: 'utf8' | 'cp932', text: string) => csvEncodings[encoding].encode(Buffer.from(text));
const anyText = fc.string({ unit: 'binary', maxLength: 200 });

test('every character comes out as iconv-lite has it, or as one 〓 that is counted', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const plain = text.replace(/["\n]/g, '');
      const expected = [...plain].map((character) => {
        const encoded = iconv.encode(character, 'cp932');
        return iconv.decode(encoded, 'cp932') === '?' && character !== '?' ? null : encoded;
      });
      const { bytes, replaced } = encode('cp932', plain);
      expect(bytes).toEqual(Buffer.concat(expected.map((one) => one ?? iconv.encode('〓', 'cp932'))));
      expect(replaced).toBe(expected.filter((one) => one === null).length);
    }),
  );
});

test('all code points of the first plane, one after the other', () => {
  for (let code = 1; code <= 0xffff; code++) {
    if (code === 0x0a || code === 0x22 || (code >= 0xd800 && code <= 0xdfff)) continue;
    const character = String.fromCodePoint(code);
    const library = iconv.encode(character, 'cp932');
    const isHeld = code === 0x3f || library.toString('latin1').replaceAll('?', '') !== '';
    const { bytes, replaced } = encode('cp932', character);
    const isRight = isHeld ? bytes.equals(library) && !replaced : bytes.toString('hex') === '81ac';
    if (!isRight) expect.fail(`U+${code.toString(16)} became ${bytes.toString('hex')}`);
  }
});

test('髙 and ① stay; 𠮷, a lone surrogate and an emoji become one 〓 each', () => {
  const { bytes, replaced } = encode('cp932', '髙橋①𠮷野\ud800家😀');
  expect(iconv.decode(bytes, 'cp932')).toBe('髙橋①〓野〓家〓');
  expect(replaced).toBe(3);
});

test('lines end with CRLF, line breaks within quotes stay, and only lines are counted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyText, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
      fc.constantFrom('utf8' as const, 'cp932' as const),
      (table, encoding) => {
        const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
        const file = (end: string) => table.map((row) => row.map(quoted).join(',') + end).join('');
        const { bytes, lines } = encode(encoding, file('\n'));
        const expected = file('\r\n').toWellFormed();
        expect(lines).toBe(table.length);
        if (encoding === 'utf8') expect(bytes.toString()).toBe(expected);
        else expect(bytes.toString('latin1').split('\r\n').length).toBe(expected.split('\r\n').length);
      },
    ),
  );
});
