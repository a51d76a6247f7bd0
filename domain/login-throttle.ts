/** How failed logins slow down those that follow (ASVS V6.3.1; NIST SP 800-63B-4, 3.2.2: 100 in a row at most). */

/** Failures in a row from which on one has to wait: a few for one ID; more for an address, behind which a whole office may be. */
export const FAILURES_BEFORE_WAITING = { person: 5, address: 20 } as const;
export type ThrottleKind = keyof typeof FAILURES_BEFORE_WAITING;

/** At this failure in a row a web user's own password stops working, until they get a temporary one or are enabled. */
export const FAILURES_UNTIL_DISABLED = 50;

/** After so many minutes without a failure an address begins anew. An ID does not: only success clears it. */
export const ADDRESS_FORGIVEN_AFTER_MINUTES = 60;

const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 15 * 60;

/** Seconds to wait after the `failures`th failure in a row: 0, then 5 and twice as long each time, 15 minutes at most. */
export function secondsToWait(kind: ThrottleKind, failures: number): number {
  const waits = failures - FAILURES_BEFORE_WAITING[kind];
  return waits < 0 ? 0 : Math.min(FIRST_WAIT_SECONDS * 2 ** waits, LONGEST_WAIT_SECONDS);
}

/** Seconds to wait after the first failure in a row, the second and so on; the last holds for all further ones. */
export function waitsOf(kind: ThrottleKind): number[] {
  const waits = [secondsToWait(kind, 1)];
  while (waits.at(-1) !== LONGEST_WAIT_SECONDS) waits.push(secondsToWait(kind, waits.length + 1));
  return waits;
}
