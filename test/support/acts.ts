import type { Db } from '../../db/client.ts';
import { staffEvents, webUserSessions } from '../../db/schema/index.ts';

/** What staff did, in no particular order: the code of each act and what it was about. */
export const staffActs = async (db: Db): Promise<[string, string | null][]> =>
  (await db.select().from(staffEvents)).map(({ operation, subject }) => [operation, subject]);

/** Makes every customer's session one in which a sensitive act asks for the password again. */
export const passwordWasGivenLongAgo = (db: Db) =>
  db.update(webUserSessions).set({ passwordGivenAt: new Date(Date.now() - 6 * 60_000) });
