import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyDataSplitter } from '../../db/copy-data.ts';

const message = (type: string, contents: Uint8Array) => {
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeUInt32BE(contents.length + 4, 1);
  return Buffer.concat([header, contents]);
};

test('rows are told from other messages wherever the network cuts them', () => {
  const messages = fc.array(
    fc.tuple(fc.constantFrom('d', 'd', 'H', 'c', 'Z', 'N'), fc.uint8Array({ maxLength: 40 })),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (all, cuts) => {
      const rows: Buffer[] = [];
      const others: Buffer[] = [];
      let begun = Buffer.alloc(0);
      const take = copyDataSplitter(
        (bytes, from, to, isLast) => {
          begun = Buffer.concat([begun, bytes.subarray(from, to)]);
          if (!isLast) return;
          rows.push(begun);
          begun = Buffer.alloc(0);
        },
        (bytes) => others.push(bytes),
      );
      const sent = Buffer.concat(all.map(([type, contents]) => message(type, contents)));
      for (let at = 0, cut = 0; at < sent.length; cut++) {
        const length = cuts[cut % cuts.length] ?? 1;
        take(sent.subarray(at, at + length));
        at += length;
      }
      expect(rows).toEqual(all.filter(([type]) => type === 'd').map(([, contents]) => Buffer.from(contents)));
      expect(Buffer.concat(others)).toEqual(
        Buffer.concat(
          all.filter(([type]) => type !== 'd').map(([type, contents]) => message(type, contents)),
        ),
      );
    }),
  );
});
