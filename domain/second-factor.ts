import { Secret, TOTP } from 'otpauth';
import { makeGroupedCode, parseGroupedCode } from './grouped-code.ts';
import type { StaffRole } from './staff.ts';

/**
 * The second factor of staff: six digits that an authenticator shows, another six every 30 seconds (TOTP, RFC 6238), and codes
 * on paper for the day when it is lost.
 */

const STEP_SECONDS = 30;
/** Clocks differ: the code before and the one after the present one count as well. */
const WINDOW = 1;
/** SHA-1, since many programs know nothing else; its collisions do not matter here (RFC 6238, 1.2; RFC 4226, appendix B). */
const parameters = { algorithm: 'SHA1', digits: 6, period: STEP_SECONDS } as const;

/** `required`: whoever can decide or see everything has to have one. `optional`: nobody has to. */
export type SecondFactorRule = 'required' | 'optional';

/** Clerks prepare and decide nothing alone: they may have one. */
export const needsSecondFactor = ({ role }: { role: StaffRole }, rule: SecondFactorRule): boolean =>
  rule === 'required' && role !== 'clerk';

/** A new secret of 160 bits (RFC 4226, 4), in Base32. */
export const makeTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** In groups of four, for typing. */
export const shownSecret = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

/** What the QR code says to the authenticator. */
export const totpUri = (secret: string, { issuer, staffId }: { issuer: string; staffId: string }): string =>
  new TOTP({ ...parameters, issuer, label: staffId, secret: Secret.fromBase32(secret) }).toString();

/** The period of 30 seconds whose code `code` is, at `now` or one beside it; undefined where it is of none of them. */
export function stepOfCode(secret: string, code: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = TOTP.validate({
    ...parameters,
    token: code,
    secret: Secret.fromBase32(secret),
    timestamp,
    window: WINDOW,
  });
  return delta === null ? undefined : Math.floor(timestamp / (STEP_SECONDS * 1000)) + delta;
}

/** How many recovery codes a set has. */
export const RECOVERY_CODES = 10;
const GROUPS = 4;

/** `k7mq-….`: four letters by which it is found, twelve that are secret (59 bits; ASVS V6.5.4). */
export const makeRecoveryCode = (randomNumber: (below: number) => number): string =>
  makeGroupedCode(GROUPS, randomNumber);

/** A recovery code as it was typed, and the part by which it is found. Undefined where it cannot be one. */
export function parseRecoveryCode(typed: string): { selector: string; secret: string } | undefined {
  const code = parseGroupedCode(GROUPS, typed);
  return code ? { selector: code.slice(0, 4), secret: code.slice(5) } : undefined;
}
