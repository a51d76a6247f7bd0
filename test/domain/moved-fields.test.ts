import { assert, constantFrom, dictionary, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import {
  changesToApply,
  type FieldChoices,
  fieldsToDecide,
  isAsDecided,
  keptFields,
  movedFields,
} from '../../domain/moved-fields.ts';

const changes = {
  phone: { before: '1', requested: '2' },
  fax: { before: null, requested: '5' },
  url: { before: 'a', requested: null },
};

test('what is as it was when the application was drawn up has not moved, empty or not', () => {
  expect(movedFields({ phone: '1', url: 'a' }, changes)).toEqual([]);
  expect(movedFields({ phone: '3', fax: '4', url: 'a' }, changes)).toEqual(['phone', 'fax']);
});

test('what has become the requested value by itself needs no decision', () => {
  expect(fieldsToDecide({ phone: '2', fax: '4', url: null }, changes)).toEqual(['fax']);
});

test('kept fields are not applied', () => {
  const choices: FieldChoices = {
    phone: { now: '3', take: 'current' },
    fax: { now: '4', take: 'requested' },
  };
  expect(keptFields(choices)).toEqual(['phone']);
  expect(Object.keys(changesToApply(changes, choices))).toEqual(['fax', 'url']);
});

const value = constantFrom('a', 'b', 'c', null);
const key = constantFrom('phone', 'fax', 'url', 'city');
const applied = dictionary(key, record({ before: value, requested: value }));

test('a decision on each moved field holds for the record that was seen, and for no other (property)', () => {
  assert(
    property(applied, dictionary(key, value), dictionary(key, value), (asked, seen, later) => {
      const choices: FieldChoices = Object.fromEntries(
        fieldsToDecide(seen, asked).map((field) => [field, { now: seen[field] ?? null, take: 'current' }]),
      );
      expect(isAsDecided(seen, asked, choices)).toBe(true);
      const differs = Object.keys(asked).filter(
        (field) =>
          (later[field] ?? null) !== (seen[field] ?? null) &&
          (later[field] ?? null) !== asked[field]?.requested,
      );
      const backToBefore = (field: string) =>
        !choices[field] && (later[field] ?? null) === asked[field]?.before;
      expect(isAsDecided(later, asked, choices)).toBe(differs.every(backToBefore));
    }),
  );
});

test('without a decision, a record that needs one is not as decided (property)', () => {
  assert(
    property(applied, dictionary(key, value), (asked, seen) => {
      expect(isAsDecided(seen, asked, {})).toBe(fieldsToDecide(seen, asked).length === 0);
    }),
  );
});
