import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { listHolders } from '../../../db/assignment.ts';
import { findView, listViews, type SeenView } from '../../../db/queue-views.ts';
import { parseViewName } from '../../../domain/queue-view.ts';
import { canShareQueueViews } from '../../../domain/staff.ts';
import { requireStaffRight } from '../../access.ts';
import { type FormValues, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { questionPage } from '../question.ts';
import { plainView, queueHref, viewOf, viewQuery } from '../queue/filter.ts';
import { change, choose, mayChange, remove, save } from './acts.ts';
import { listPage } from './list-page.ts';
import { breadcrumb, deletion, type FormState, newPage, viewPage } from './view-page.ts';

/** 保存した条件: the queue's filters under a name, one's own and those that colleagues share. */
export const queueViews = new Hono<AppEnv>()
  .use(requireStaffRight('queueViews:keep'))

  .get('/', async (c) => {
    const { db } = c.var.services;
    const [views, holders] = await Promise.all([listViews(db, c.var.staff.staffId), listHolders(db)]);
    return c.html(listPage(c, { views, holders }));
  })

  .get('/new', async (c) => showNew(c, { viewId: crypto.randomUUID(), query: queryOf(c.req.query('queue')) }))

  .post('/', async (c) => {
    const input = await readForm(c);
    const viewId = z.uuid().safeParse(input.viewId);
    if (!viewId.success) throw new HTTPException(400, { message: 'not a form of ours' });
    const made = { viewId: viewId.data, query: queryOf(input.queue) };
    const name = parseViewName(input.name ?? '');
    if ('error' in name) return showNew(c, made, { input, error: name.error });
    const saved = await save(c, {
      ...made,
      name: name.value,
      shared: mayShare(c, input),
      first: input.first === 'true',
      overwrite: input.overwrite === 'true',
    });
    return saved === 'saved'
      ? redirectTo(c, queueHref(viewOf(made.query)))
      : showNew(c, made, { input, refused: saved });
  })

  .post('/first', async (c) => {
    const { viewId = '' } = await readForm(c);
    await choose(c, viewId ? await found(c, viewId) : undefined);
    return redirectTo(c, '/office/queue-views');
  })

  .get('/:viewId', async (c) => c.html(viewPage(c, await found(c))))

  .post('/:viewId', async (c) => {
    const view = await found(c);
    const input = await readForm(c);
    if (!mayChange(c, view)) return c.html(viewPage(c, view, { input }), 409);
    const name = parseViewName(input.name ?? '');
    if ('error' in name) return c.html(viewPage(c, view, { input, error: name.error }), 422);
    const saved = await change(c, view, { name: name.value, shared: mayShare(c, input) });
    return saved === 'saved'
      ? redirectTo(c, '/office/queue-views')
      : c.html(viewPage(c, view, { input, refused: saved }), 422);
  })

  .get('/:viewId/deletion', async (c) => {
    const view = await found(c);
    return c.html(questionPage(c, deletion(view), { back: '/office/queue-views', breadcrumb }));
  })

  .post('/:viewId/deletion', async (c) => {
    const view = await found(c);
    if (!mayChange(c, view)) return c.html(viewPage(c, view), 409);
    await remove(c, view);
    return redirectTo(c, '/office/queue-views');
  });

/** Throws 404 for a view that is not there, or is another's own. */
async function found(c: Context, viewId = c.req.param('viewId') ?? ''): Promise<SeenView> {
  const id = z.uuid().safeParse(viewId);
  const view = id.success ? await findView(c.var.services.db, c.var.staff.staffId, id.data) : undefined;
  if (!view) throw new HTTPException(404);
  return view;
}

const mayShare = (c: Context, { shared }: FormValues) => shared === 'true' && canShareQueueViews(c.var.staff);

/** The filters without the page, whatever was sent. */
const queryOf = (queue = '') => viewQuery({ ...(queue ? viewOf(queue) : plainView), page: 1 });

async function showNew(c: Context, made: { viewId: string; query: string }, state: FormState = {}) {
  const holders = await listHolders(c.var.services.db);
  return c.html(newPage(c, { ...made, holders }, state), state.input ? 422 : 200);
}
