import type { Db } from '../db/client.ts';
import { endSessionOf, endSessionsOf, type ListedSession, listSessions } from '../db/sessions.ts';
import type { Context } from './context.ts';
import { IDLE_MINUTES } from './sessions.ts';
import { personOf } from './who.ts';

export const ownSessions = (c: Context): Promise<ListedSession[]> =>
  listSessions(c.var.services.db, personOf(c), IDLE_MINUTES);

/** How the end of sessions is recorded, `ended` of them. */
type Record = (tx: Db, ended: number) => Promise<void>;

/** Ends all sessions of the person but this one; answers how many. */
export const endOtherSessions = (c: Context, record: Record): Promise<number> =>
  recorded(c, record, (tx) => endSessionsOf(tx, personOf(c), c.var.session.idHash));

/** Ends one session of the person, though never this one; answers how many. */
export const endOwnSession = async (c: Context, idHash: string, record: Record): Promise<number> =>
  idHash === c.var.session.idHash
    ? 0
    : recorded(c, record, async (tx) => Number(await endSessionOf(tx, personOf(c), idHash)));

/** The sessions end, and the event that says so is there, in one transaction. */
const recorded = (c: Context, record: Record, end: (tx: Db) => Promise<number>): Promise<number> =>
  c.var.services.db.transaction(async (tx) => {
    const ended = await end(tx);
    if (ended > 0) await record(tx, ended);
    return ended;
  });
