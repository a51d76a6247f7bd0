import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareWithLeaves, type Leaf, type Tampering } from '../../domain/leaf-comparison.ts';

function compare(leaves: Leaf[], events: Leaf[]) {
  const found: [Tampering, bigint][] = [];
  const comparison = compareWithLeaves(leaves, (what, eventId) => found.push([what, eventId]));
  for (const event of events) comparison.take(event);
  comparison.end();
  return found;
}

const leaf = (eventId: number, digest = 'same'): Leaf => ({ eventId: BigInt(eventId), digest });
/** What is done to each ID: an event of that ID in the seal, and events of it in the table. */
const fates = fc.array(
  fc.record({ sealed: fc.boolean(), digests: fc.array(fc.constantFrom('same', 'other'), { maxLength: 3 }) }),
  { maxLength: 20 },
);

test('names exactly what was changed, removed and inserted', () => {
  fc.assert(
    fc.property(fates, (all) => {
      const leaves = all.flatMap(({ sealed }, id) => (sealed ? [leaf(id)] : []));
      const events = all.flatMap(({ digests }, id) => digests.map((digest) => leaf(id, digest)));
      const expected = all.flatMap(({ sealed, digests }, id): [Tampering, bigint][] => {
        const eventId = BigInt(id);
        const inserted = (count: number) =>
          Array.from({ length: count }, (): [Tampering, bigint] => ['inserted', eventId]);
        if (!sealed) return inserted(digests.length);
        if (digests.length === 0) return [['removed', eventId]];
        if (digests.includes('same')) return inserted(digests.length - 1);
        return [['changed', eventId], ...inserted(digests.length - 1)];
      });
      expect(compare(leaves, events)).toEqual(expected);
    }),
  );
});

test('nothing is found where nothing was done', () => {
  expect(compare([leaf(1), leaf(5)], [leaf(1), leaf(5)])).toEqual([]);
  expect(compare([], [])).toEqual([]);
});
