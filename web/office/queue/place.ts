import type { MiddlewareHandler } from 'hono';
import { findNeighbours } from '../../../db/office-queue.ts';
import { isPartial } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { queueHref, viewOf, viewQuery } from './filter.ts';
import { filterFor } from './load.ts';
import type { QueuePlace } from './place-links.ts';
import { workHref } from './work-text.ts';

/**
 * Keeps the place in the list while one works on a piece of it: the list stands in the address as `queue`. A form of
 * the page leads back to the page without it, and is known by where it came from.
 */
export const keepPlace: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (isPartial(c)) return next();
  const said = c.req.query('queue') ?? cameFrom(c);
  if (said === undefined) return next();
  const queue = viewQuery(viewOf(said));
  if (c.req.method === 'GET' && c.req.query('queue') === undefined)
    return c.redirect(`${c.req.path}?${new URLSearchParams({ queue })}`, 303);
  c.set('queuePlace', await placeIn(c, queue));
  await next();
};

/** The list in the address of the page whose form was sent, if that page is about the same piece of work. */
function cameFrom(c: Context): string | undefined {
  const referrer = URL.parse(c.req.header('referer') ?? '');
  const about = referrer?.pathname;
  const isSame = about && (c.req.path === about || c.req.path.startsWith(`${about}/`));
  return isSame ? (referrer.searchParams.get('queue') ?? undefined) : undefined;
}

async function placeIn(c: Context, queue: string): Promise<QueuePlace> {
  const view = viewOf(queue);
  const number = c.req.param('number') ?? '';
  const { filter } = await filterFor(c, view);
  const { previous, next } = await findNeighbours(c.var.services.db, filter, number);
  return {
    back: `${queueHref(view, { page: view.page })}#work-${encodeURIComponent(number)}`,
    previous: previous && workHref(previous, queue),
    next: next && workHref(next, queue),
  };
}
