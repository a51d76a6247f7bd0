import { Hono } from 'hono';
import { countByStage, listQueue } from '../../../db/office-queue.ts';
import { requireStaffRight } from '../../access.ts';
import { isPartial } from '../../answer.ts';
import type { AppEnv } from '../../context.ts';
import { readView } from './filter.ts';
import { queueList, queuePage } from './page.ts';

/** 申込一覧: what waits for staff, and what became of the rest. The list asks for itself again while it is open. */
export const queue = new Hono<AppEnv>().get('/', requireStaffRight('applications:see'), async (c) => {
  const { db } = c.var.services;
  const view = readView(c.req.query());
  const filter = { ...view, staffId: c.var.staff.staffId };
  const [rows, counts] = await Promise.all([listQueue(db, filter, view.page), countByStage(db, filter)]);
  const list = { view, rows, counts, now: new Date() };
  return c.html(isPartial(c) ? queueList(list) : queuePage(c, list));
});
