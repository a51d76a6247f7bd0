import type { ProvenHash } from '../db/credentials.ts';
import { parseTemporaryPassword } from '../domain/temporary-password.ts';

/** What was typed as a password, and against what it is compared. */
export interface Proof {
  kind: ProvenHash['kind'];
  /** Undefined where nothing would do. */
  hash: string | null | undefined;
  password: string;
}

interface Passwords {
  passwordHash: string | null;
  temporaryHash: string | null;
  temporaryExpiresAt: Date | null;
}

/**
 * A temporary password is known by its form. It is let through where others have to wait, or do not count any more (`counts`):
 * nobody can guess it, and whoever keeps failing with an ID must not be able to keep its owner from a new password.
 */
export function proofFor(
  password: string,
  passwords: Passwords | null | undefined,
  counts: boolean,
  now: Date,
): Proof {
  const temporary = parseTemporaryPassword(password);
  const alive = passwords?.temporaryExpiresAt && passwords.temporaryExpiresAt > now;
  if (temporary && alive) return { kind: 'temporary', hash: passwords.temporaryHash, password: temporary };
  return { kind: 'chosen', hash: counts ? passwords?.passwordHash : undefined, password };
}

/** What was found right, for the transaction in which it is used. */
export const provenBy = ({ kind, hash }: Proof): ProvenHash => ({ kind, hash: hash ?? '' });
