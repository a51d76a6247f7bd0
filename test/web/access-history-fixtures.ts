import { connect, type Database } from '../../db/client.ts';
import type { NewAccessEvent } from '../../db/events.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { runSql } from '../support/sql.ts';

export const event = (further: Partial<NewAccessEvent> = {}): NewAccessEvent => ({
  insuredCode: '201234567',
  webUserId: '201234567001',
  operation: '1-1',
  actorName: '水野　沙織',
  actorDepartment: '営業部',
  actorTitle: '',
  address: '203.0.113.101',
  ...further,
});

export interface HistoryDatabase extends Database {
  url: string;
  /** Rows of a statement, as somebody with the database's password runs it. */
  sql<Row extends Record<string, unknown>>(statement: string): Promise<Row[]>;
  /** Begins anew: no events, no counts, no seals, and the first ID is 1. */
  clear(): Promise<void>;
  drop(): Promise<void>;
}

export async function createHistoryDatabase(): Promise<HistoryDatabase> {
  const { url, drop } = await createTestDatabase();
  const database = connect(url);
  return {
    ...database,
    url,
    sql: (statement) => runSql(url, statement),
    clear: async () =>
      void (await runSql(
        url,
        'truncate access_events, access_event_counts, access_event_seals restart identity',
      )),
    async drop() {
      await database.close();
      await drop();
    },
  };
}
