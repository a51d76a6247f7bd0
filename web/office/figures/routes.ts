import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { recordStaffAct } from '../../../db/events.ts';
import { todayInTokyo } from '../../../domain/calendar-date.ts';
import { requireStaffRight } from '../../access.ts';
import type { AppEnv } from '../../context.ts';
import { csvFile, csvHeaders } from '../../csv.ts';
import { countAll, csvColumns, figuresOf } from './figures.ts';
import { figuresPage } from './page.ts';
import { readRange } from './range.ts';

/** 統計, for the supervisor and the auditor. */
export const figures = new Hono<AppEnv>()
  .use(requireStaffRight('figures:see'))

  .get('/', async (c) => {
    const now = new Date();
    const read = readRange(c.req.query(), todayInTokyo(now));
    const counted = await countAll(c.var.services.db, read.range, now);
    return c.html(figuresPage(c, read, counted), Object.keys(read.errors).length > 0 ? 422 : 200);
  })

  .get('/:file{[a-zA-Z-]+\\.csv}', async (c) => {
    const { db } = c.var.services;
    const now = new Date();
    const id = c.req.param('file').slice(0, -'.csv'.length);
    const { range, errors } = readRange(c.req.query(), todayInTokyo(now));
    if (Object.keys(errors).length > 0) throw new HTTPException(404);
    const figure = figuresOf(await countAll(db, range, now)).find((one) => one.id === id);
    if (!figure) throw new HTTPException(404);
    const { staff, address } = c.var;
    await recordStaffAct(db, staff, 'figuresDownloaded', { address, subject: figure.id });
    const fileName = `figures_${figure.id}_${range.from}_${range.to}.csv`;
    return c.body(csvFile(csvColumns(figure), figure.rows), 200, csvHeaders(fileName));
  });
