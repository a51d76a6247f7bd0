/**
 * What is hashed when the access history is sealed. An event is one leaf of a seal: 8 bytes of its ID and the first 16
 * of the SHA-256 of its canonical form. A seal is the SHA-256 of its own canonical form, in which the hash of its leaves
 * and that of the seal before stand; the first one comes after `NO_SEAL_BEFORE`. db/access-event-seals.ts does the hashing.
 */

/** Every column of an event as Postgres prints it, with times in UTC: none of its microseconds is lost. */
export interface StoredEvent {
  access_event_id: string;
  /** 2026-11-22 00:30:00.123456+00 */
  at: string;
  insured_code: string;
  web_user_id: string;
  operation: string;
  actor_name: string;
  actor_department: string;
  actor_title: string;
  subject: string | null;
  address: string;
}

/** A JSON list: two different events never have the same form, whatever stands in them. */
export const canonicalEvent = (event: StoredEvent): string =>
  JSON.stringify([
    event.access_event_id,
    event.at,
    event.insured_code,
    event.web_user_id,
    event.operation,
    event.actor_name,
    event.actor_department,
    event.actor_title,
    event.subject,
    event.address,
  ]);

/** All of a seal but its hash and its leaves; hashes as hex, numbers as text, the time as Postgres prints it in UTC. */
export interface StoredSeal {
  seal_id: string;
  kind: SealKind;
  month: string;
  from_id: string;
  to_id: string;
  events: string;
  leaves_hash: string;
  previous_hash: string;
  sealed_at: string;
}

/** About events of a month, or about its removal once it was past retention. */
export type SealKind = 'events' | 'dropped';

export const canonicalSeal = (seal: StoredSeal): string =>
  JSON.stringify([
    'access history, seal 1',
    seal.seal_id,
    seal.kind,
    seal.month,
    seal.from_id,
    seal.to_id,
    seal.events,
    seal.leaves_hash,
    seal.previous_hash,
    seal.sealed_at,
  ]);

/** Hex; in place of the hash of the seal before the first. */
export const NO_SEAL_BEFORE = '0'.repeat(64);

/** A seal in one word, as logs and auditors have it: `123:` and its hash. */
export const sealText = ({ sealId, hash }: { sealId: bigint | string; hash: string }) => `${sealId}:${hash}`;

/** Reads what `sealText` writes; undefined where it is none. */
export function parseSealText(text: string): { sealId: string; hash: string } | undefined {
  const [, sealId, hash] = /^([1-9][0-9]{0,17}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  return sealId && hash ? { sealId, hash } : undefined;
}
