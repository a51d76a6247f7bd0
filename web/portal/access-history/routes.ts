import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { historyExtent } from '../../../db/access-history.ts';
import { listExports } from '../../../db/access-history-exports.ts';
import { RecordersBusy } from '../../../db/unfinished-recorders.ts';
import { requireUserRight } from '../../access.ts';
import { isPartial, readForm } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { beginExport, type ExportRefusal } from './begin-export.ts';
import { download } from './download.ts';
import { type ExportForm, readExportForm } from './export-form.ts';
import { exportPage } from './export-page.ts';
import { takeRoom } from './export-record.ts';
import { exportList } from './export-status.ts';
import { showHistory } from './list.ts';

/** アクセス履歴 (manual 4-12): the company's for its administrator, on screen and as a file; everyone's own on screen. */
export const accessHistoryRoutes = new Hono<AppEnv>()
  .get('/', requireUserRight('accessHistory:see'), (c) => showHistory(c, 'company'))

  .get('/own', requireUserRight('ownAccount'), (c) => showHistory(c, 'own'))

  .get('/export', requireUserRight('accessHistory:export'), async (c) => {
    const form = await readExportForm(c, c.req.query());
    return show(c, form, Object.keys(form.errors).length > 0 ? 422 : 200);
  })

  .get('/export/status', requireUserRight('accessHistory:export'), async (c) => {
    if (!isPartial(c)) return c.redirect('/access-history/export', 303);
    const { services, user } = c.var;
    const exports = await listExports(services.db, user.insuredCode);
    return c.html(exportList({ exports, now: new Date() }));
  })

  .post('/export', requireUserRight('accessHistory:export'), async (c) => {
    const form = await readExportForm(c, { from: '', ...(await readForm(c)) });
    if (!form.choice) return show(c, form, 422);
    const leaveRoom = takeRoom();
    if (!leaveRoom) return refuse(c, form, 'serverBusy');
    try {
      const begun = await beginExport(c, form.choice, new Date());
      if (typeof begun !== 'string') return await download(c, begun, leaveRoom);
      leaveRoom();
      return await refuse(c, form, begun);
    } catch (error) {
      leaveRoom();
      throw error instanceof RecordersBusy ? new HTTPException(503) : error;
    }
  });

const refuse = (c: Context, form: ExportForm, refusal: ExportRefusal) =>
  show(c, form, refusal === 'nothing' ? 422 : 429, refusal);

async function show(c: Context, form: ExportForm, status: 200 | 422 | 429, refusal?: ExportRefusal) {
  const { db } = c.var.services;
  const [extent, exports] = await Promise.all([
    form.choice && historyExtent(db, form.choice),
    listExports(db, c.var.user.insuredCode),
  ]);
  return c.html(exportPage(c, { ...form, extent, exports, refusal }), status);
}
