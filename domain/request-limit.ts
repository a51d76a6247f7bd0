/** How often something may be asked for in a row (ASVS V2.4.1): a few times freely, then with a growing wait. */
export interface RequestLimit {
  /** Requests in a row before the first wait. */
  free: number;
  /** Minutes of the first wait; each further request doubles it. */
  waitMinutes: number;
  waitAtMostMinutes: number;
  /** After so many minutes without a request the count begins anew; a day where nothing else is said. */
  forgottenAfterMinutes?: number;
}

/** What is known of earlier requests. */
export interface Requests {
  count: number;
  lastAt: Date;
  /** Until then further requests are not carried out. */
  blockedUntil: Date | null;
}

/**
 * The mails of one administrator: three, then one after 1, 2, 4 … hours. Never longer than a mailed password is good, so
 * that whoever has to wait has a mail with one that works, whoever asked for it.
 */
export const REISSUES_PER_USER: RequestLimit = { free: 3, waitMinutes: 60, waitAtMostMinutes: 12 * 60 };
/** Requests from one address, whatever they ask for: many people can stand behind it. */
export const REISSUES_PER_ADDRESS: RequestLimit = { free: 20, waitMinutes: 5, waitAtMostMinutes: 60 };

/** Downloads of one company's access history: one for each of its users, then slower. */
export const ACCESS_HISTORY_EXPORTS: RequestLimit = { free: 120, waitMinutes: 1, waitAtMostMinutes: 15 };

/** Searches for companies by one member of staff, none of them a minute after the one before: nobody reads so fast. */
export const COMPANY_SEARCHES: RequestLimit = {
  free: 60,
  waitMinutes: 1,
  waitAtMostMinutes: 1,
  forgottenAfterMinutes: 1,
};

const A_DAY = 24 * 60;

/** What is known after a request that is carried out, or undefined where it is not: that one is not counted. */
export function afterRequest(
  { free, waitMinutes, waitAtMostMinutes, forgottenAfterMinutes = A_DAY }: RequestLimit,
  before: Requests | undefined,
  now: Date,
): Requests | undefined {
  if (before?.blockedUntil && before.blockedUntil > now) return undefined;
  const isForgotten = !before || now.getTime() - before.lastAt.getTime() > forgottenAfterMinutes * 60_000;
  const count = isForgotten ? 1 : before.count + 1;
  const minutes = Math.min(waitMinutes * 2 ** Math.min(count - free, 20), waitAtMostMinutes);
  const blockedUntil = count < free ? null : new Date(now.getTime() + minutes * 60 * 1000);
  return { count, lastAt: now, blockedUntil };
}
