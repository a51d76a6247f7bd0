/**
 * An application says what a field was when it was drawn up and what it shall become. Where the record has moved
 * meanwhile, writing the request over it would undo somebody else's change unseen: an approver decides field by field.
 */

import type { FieldValue } from './field.ts';

/** Field key → its value when the application was drawn up, and the value applied for. */
export type RequestedChanges = Record<string, { before: FieldValue; requested: FieldValue }>;

/** `requested`: it becomes what was applied for. `current`: it stays as it is on record. */
export type Taken = 'requested' | 'current';

/** Field key → what an approver decided about a field that has moved, and the value on record that they saw. */
export type FieldChoices = Record<string, { now: FieldValue; take: Taken }>;

/** A field's value on record; `null` where it has none. */
export const onRecord = (record: object, key: string): FieldValue =>
  (record as Record<string, FieldValue | undefined>)[key] ?? null;

/** Keys of the fields whose value on record has moved since the application was drawn up. */
export const movedFields = (record: object, changes: RequestedChanges): string[] =>
  Object.entries(changes).flatMap(([key, { before }]) =>
    onRecord(record, key) === (before ?? null) ? [] : [key],
  );

/** Of these an approver has to decide one by one. What has become the requested value by itself needs no decision. */
export const fieldsToDecide = (record: object, changes: RequestedChanges): string[] =>
  movedFields(record, changes).filter((key) => onRecord(record, key) !== (changes[key]?.requested ?? null));

/** Whether the record is still what the approver saw: each field as drawn up, as it stood when decided, or as requested. */
export const isAsDecided = (record: object, changes: RequestedChanges, choices: FieldChoices): boolean =>
  Object.entries(changes).every(([key, { before, requested }]) => {
    const choice = choices[key];
    const now = onRecord(record, key);
    return now === (requested ?? null) || now === ((choice ? choice.now : before) ?? null);
  });

/** Keys of the fields that stay as they are on record, although a change was applied for. */
export const keptFields = (choices: FieldChoices | null | undefined): string[] =>
  Object.entries(choices ?? {}).flatMap(([key, { take }]) => (take === 'current' ? [key] : []));

/** The changes that are to be made: all but the fields that stay as they are. */
export function changesToApply(
  changes: RequestedChanges,
  choices: FieldChoices | null | undefined,
): RequestedChanges {
  const kept = new Set(keptFields(choices));
  return Object.fromEntries(Object.entries(changes).filter(([key]) => !kept.has(key)));
}
