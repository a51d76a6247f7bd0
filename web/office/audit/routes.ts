import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { countUnsealed, latestSeal } from '../../../db/access-event-seals.ts';
import type { Db } from '../../../db/client.ts';
import { recordStaffAct } from '../../../db/events.ts';
import { listAllStaff, listStaffEvents, streamStaffEvents } from '../../../db/staff-events.ts';
import { dateInTokyo } from '../../../domain/calendar-date.ts';
import { requireStaffRight } from '../../access.ts';
import type { AppEnv } from '../../context.ts';
import { csvHeaders, csvStream } from '../../csv.ts';
import { eventColumns } from './events-file.ts';
import { readFilter } from './filter.ts';
import { auditPage } from './page.ts';

/** 監査: what staff did and looked at, for the supervisor and the auditor. */
export const audit = new Hono<AppEnv>()
  .use(requireStaffRight('audit:see'))

  .get('/', async (c) => {
    const { db } = c.var.services;
    const query = c.req.query();
    const read = readFilter(query);
    const before = /^[0-9]{1,18}$/.test(query.before ?? '') ? BigInt(query.before ?? '') : undefined;
    const isWrong = Object.keys(read.errors).length > 0;
    const [rows, staff, chain] = await Promise.all([
      isWrong ? [] : listStaffEvents(db, read.filter, before),
      listAllStaff(db),
      stateOfChain(db),
    ]);
    const list = { read, rows, staff, chain, isFirst: before === undefined };
    return c.html(auditPage(c, list), isWrong ? 422 : 200);
  })

  .get('/events.csv', async (c) => {
    const { services, staff, address } = c.var;
    const { filter, typed, errors } = readFilter(c.req.query());
    if (Object.keys(errors).length > 0) throw new HTTPException(404);
    const subject = new URLSearchParams(typed).toString().slice(0, 200);
    await recordStaffAct(services.db, staff, 'auditDownloaded', { address, subject });
    const fileName = `staff_events_${dateInTokyo(new Date())}.csv`;
    return c.body(csvStream(eventColumns, streamStaffEvents(services.db, filter)), 200, csvHeaders(fileName));
  });

async function stateOfChain(db: Db) {
  const head = await latestSeal(db);
  return { head, unsealed: await countUnsealed(db, head) };
}
