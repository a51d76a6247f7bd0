import { Hono } from 'hono';
import { findFirstView } from '../../../db/queue-views.ts';
import { requireStaffRight } from '../../access.ts';
import { isPartial } from '../../answer.ts';
import type { AppEnv } from '../../context.ts';
import { assignments } from './assignments.ts';
import { readDrawn } from './drawn.ts';
import { queueHref, readView, viewOf } from './filter.ts';
import { handOver } from './hand-over.ts';
import { loadQueue } from './load.ts';
import { queueList, queuePage } from './page.ts';

/** 申込一覧: what waits for staff, and what became of the rest. The list asks for itself again while it is open. */
export const queue = new Hono<AppEnv>()
  .get('/', requireStaffRight('applications:see'), async (c) => {
    const asked = c.req.query();
    const first =
      Object.keys(asked).length === 0 && (await findFirstView(c.var.services.db, c.var.staff.staffId));
    if (first) return c.redirect(queueHref(viewOf(first.query)), 303);
    const list = await loadQueue(c, readView(asked), readDrawn(asked));
    return c.html(isPartial(c) ? queueList(c.var.staff, list) : await queuePage(c, list));
  })
  .route('/queue/assignments', assignments)
  .route('/queue/hand-over', handOver);
