import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canonicalEvent,
  canonicalSeal,
  parseSealText,
  type StoredEvent,
  type StoredSeal,
  sealText,
} from '../../domain/access-event-seal.ts';

/** Texts full of what separates things: quotes, commas, brackets, escapes, line breaks, control characters. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', ',', '\\', '[', ']', 'null', '\n', '\u0001', '\u2028', 'n', '') }),
  fc.string({ unit: 'grapheme' }),
);
const event: fc.Arbitrary<StoredEvent> = fc.record({
  access_event_id: text,
  at: text,
  insured_code: text,
  web_user_id: text,
  operation: text,
  actor_name: text,
  actor_department: text,
  actor_title: text,
  subject: fc.option(text),
  address: text,
});
const seal: fc.Arbitrary<StoredSeal> = fc.record({
  seal_id: text,
  kind: fc.constantFrom('events', 'dropped'),
  month: text,
  from_id: text,
  to_id: text,
  events: text,
  leaves_hash: text,
  previous_hash: text,
  sealed_at: text,
});

test('an event can be read back from its canonical form, so no other has the same', () => {
  fc.assert(
    fc.property(event, (one) => {
      expect(JSON.parse(canonicalEvent(one))).toEqual([
        one.access_event_id,
        one.at,
        one.insured_code,
        one.web_user_id,
        one.operation,
        one.actor_name,
        one.actor_department,
        one.actor_title,
        one.subject,
        one.address,
      ]);
    }),
  );
});

test('what moves from one column to the next makes another form', () => {
  fc.assert(
    fc.property(
      event,
      fc.constantFrom<keyof StoredEvent>('subject', 'address', 'actor_title'),
      text,
      (one, key, other) => {
        fc.pre(one[key] !== other);
        expect(canonicalEvent({ ...one, [key]: other })).not.toBe(canonicalEvent(one));
      },
    ),
  );
  const one = { actor_name: 'a', actor_department: 'b","c', actor_title: '' };
  const other = { actor_name: 'a","b', actor_department: 'c', actor_title: '' };
  fc.assert(
    fc.property(event, (rest) => {
      expect(canonicalEvent({ ...rest, ...one })).not.toBe(canonicalEvent({ ...rest, ...other }));
    }),
  );
});

test('a seal can be read back from its canonical form, and is never that of an event', () => {
  fc.assert(
    fc.property(seal, event, (one, other) => {
      const [what, ...read] = JSON.parse(canonicalSeal(one));
      expect(what).toBe('access history, seal 1');
      expect(read).toEqual(Object.values(one));
      expect(canonicalSeal(one)).not.toBe(canonicalEvent(other));
    }),
  );
});

test('the canonical form is for ever: stored digests depend on it', () => {
  expect(
    canonicalEvent({
      access_event_id: '1',
      at: '2026-11-22 00:30:00.123456+00',
      insured_code: '201234567',
      web_user_id: '201234567001',
      operation: '1-1',
      actor_name: '水野　沙織',
      actor_department: '',
      actor_title: '"主任"',
      subject: null,
      address: '2001:db8::1',
    }),
  ).toBe(
    '["1","2026-11-22 00:30:00.123456+00","201234567","201234567001","1-1","水野　沙織","","\\"主任\\"",null,"2001:db8::1"]',
  );
});

test('a seal in one word is read as it was written', () => {
  const hash = 'ab'.repeat(32);
  expect(parseSealText(sealText({ sealId: 12n, hash }))).toEqual({ sealId: '12', hash });
  expect(parseSealText(` 12:${hash.toUpperCase()}\n`)).toEqual({ sealId: '12', hash });
  for (const wrong of ['', '12', `0:${hash}`, `12:${hash}0`, `x:${hash}`, hash])
    expect(parseSealText(wrong)).toBeUndefined();
});
