import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AppEnv, Context } from './context.ts';
import { requestSeconds } from './metrics.ts';

/** What is asked every few seconds by machines, or comes with every page; not worth a line of its own in a log. */
export const isQuiet = (path: string): boolean => /^\/(healthz$|readyz$|assets\/)/.test(path);

/**
 * One line, and one measurement, a request: what was asked, how it was answered and how long that took (until the answer
 * begins: a download goes on after it). The pattern of the route, never the path or the query, which may hold a token or
 * what somebody searched for.
 */
export const requestLine: MiddlewareHandler<AppEnv> = async (c, next) => {
  const began = performance.now();
  await next();
  const [route, ms] = [routeOf(c), performance.now() - began];
  requestSeconds.observe({ method: c.req.method, route, status: c.res.status }, ms / 1000);
  const level = isQuiet(c.req.path) ? 'debug' : 'info';
  c.var.services.logger[level](
    {
      method: c.req.method,
      route,
      status: c.res.status,
      ms: Math.round(ms * 10) / 10,
      person: personOf(c),
    },
    'request',
  );
};

/** `/change-applications/:number`: the page that answered, or that would have, had its visitor been let in. */
export function routeOf(c: Context): string {
  const routes = matchedRoutes(c);
  const last = routes[c.req.routeIndex];
  const page = last && isPage(last) ? last : routes.find(isPage);
  return page?.path ?? 'none';
}

const isPage = ({ method, path }: { method: string; path: string }) =>
  method !== 'ALL' && !path.endsWith('*');

/** Which kind of person asked. */
const personOf = (c: Context): 'customer' | 'staff' | 'nobody' =>
  c.var.staff ? 'staff' : c.var.user ? 'customer' : 'nobody';
