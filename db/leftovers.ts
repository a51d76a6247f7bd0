import { aliasedTable, and, eq, isNull, lt, not, notExists, or, sql } from 'drizzle-orm';
import { oldestKeptMonth } from '../domain/access-history-month.ts';
import { startOfDayInTokyo } from '../domain/calendar-date.ts';
import type { Db } from './client.ts';
import { deleteInBatches } from './delete-in-batches.ts';
import { forgottenDraftsBefore } from './public-drafts.ts';
import {
  loginThrottles,
  mailLog,
  mailResends,
  outbox,
  publicDrafts,
  serviceEvents,
  staff,
  staffLogins,
  staffSessions,
  webUserSessions,
  webUsers,
} from './schema/index.ts';
import { SESSION_HOURS_AT_MOST } from './sessions.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** What operators may still want to see of a delivery to Temporal. */
const DELIVERED_KEPT = 28 * DAY;
/** An address is forgiven after an hour, requests for mails after a day (domain/login-throttle.ts, request-limit.ts). */
const FORGIVEN_AFTER = 2 * DAY;
/** An ID that nobody has is not told from one that somebody has until it has been left alone for long. */
const UNKNOWN_ID_FORGIVEN_AFTER = 90 * DAY;
/** The gateway takes no event that is older than 366 days, so one that is sent again after that is refused for its age. */
const SERVICE_EVENT_NOTED_FOR = 368 * DAY;

/** How many rows of each table went. */
export type Leftovers = Record<
  'sessions' | 'publicDrafts' | 'deliveries' | 'throttles' | 'serviceEvents' | 'mails',
  number
>;

/**
 * Removes rows that nobody can use any more: ended sessions with the drafts and one-time passwords of theirs, logins left half way, what visitors
 * never confirmed, what Temporal has long taken, forgiven failures, notes of events that are too old to be sent again, and
 * mails of the months whose access history has gone: `monthsKept` counts the running one. A failure that still counts
 * stays. Safe to repeat, and to run beside everything else.
 */
export async function removeLeftovers(
  db: Db,
  { now, monthsKept }: { now: Date; monthsKept: number },
): Promise<Leftovers> {
  const before = (age: number) => new Date(now.getTime() - age);
  return {
    sessions:
      (await deleteInBatches(db, webUserSessions, isOver(webUserSessions, now))) +
      (await deleteInBatches(db, staffSessions, isOver(staffSessions, now))) +
      (await deleteInBatches(db, staffLogins, lt(staffLogins.expiresAt, now))),
    publicDrafts: await deleteInBatches(
      db,
      publicDrafts,
      lt(publicDrafts.savedAt, forgottenDraftsBefore(now)),
    ),
    deliveries: await deleteInBatches(db, outbox, lt(outbox.deliveredAt, before(DELIVERED_KEPT))),
    throttles: await deleteInBatches(
      db,
      loginThrottles,
      and(
        isNotBlocked(now),
        or(
          and(not(isOfAPerson), lt(loginThrottles.lastFailedAt, before(FORGIVEN_AFTER))),
          and(isOfAPerson, isUnknown(db), lt(loginThrottles.lastFailedAt, before(UNKNOWN_ID_FORGIVEN_AFTER))),
        ),
      ),
    ),
    serviceEvents: await deleteInBatches(
      db,
      serviceEvents,
      lt(serviceEvents.receivedAt, before(SERVICE_EVENT_NOTED_FOR)),
    ),
    mails: await forgetMails(db, startOfDayInTokyo(oldestKeptMonth(now, monthsKept))),
  };
}

/** A mail that was sent once more stays until the later one has gone. */
async function forgetMails(db: Db, before: Date): Promise<number> {
  await deleteInBatches(db, mailResends, lt(mailResends.requestedAt, before));
  const again = aliasedTable(mailLog, 'again');
  return deleteInBatches(
    db,
    mailLog,
    and(
      lt(mailLog.createdAt, before),
      notExists(db.select().from(again).where(eq(again.resendOf, mailLog.messageId))),
      notExists(db.select().from(mailResends).where(eq(mailResends.messageId, mailLog.messageId))),
    ),
  );
}

const isOver = (table: typeof webUserSessions | typeof staffSessions, now: Date) =>
  or(lt(table.expiresAt, now), lt(table.createdAt, new Date(now.getTime() - SESSION_HOURS_AT_MOST * HOUR)));

const isNotBlocked = (now: Date) =>
  or(isNull(loginThrottles.blockedUntil), lt(loginThrottles.blockedUntil, now));

/** Failed logins under an ID, known or not, and wrong codes of second factors; only success clears those of a known one. */
const isOfAPerson = sql`(${loginThrottles.key} like 'webUser:%' or ${loginThrottles.key} like 'staff:%' or ${loginThrottles.key} like 'staffCode:%')`;

const isUnknown = (db: Db) =>
  and(
    notExists(
      db
        .select()
        .from(webUsers)
        .where(eq(loginThrottles.key, sql`'webUser:' || ${webUsers.webUserId}`)),
    ),
    notExists(
      db
        .select()
        .from(staff)
        .where(
          sql`${loginThrottles.key} in ('staff:' || ${staff.staffId}, 'staffCode:' || ${staff.staffId})`,
        ),
    ),
  );
