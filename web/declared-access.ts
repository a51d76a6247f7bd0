import type { Hono } from 'hono';
import { type Access, accessDeclaredBy } from './access.ts';
import type { AppEnv } from './context.ts';
import { handleNotFound } from './errors.ts';

/** One thing that the server can be asked, and whom it answers: all of `access` at once. */
export interface DeclaredRoute {
  method: string;
  path: string;
  access: Access[];
}

/**
 * Deny by default (ASVS V8.2.1, V8.4.1): every route of `app` with the accesses declared before its handler.
 * Throws for a route without one, so that a server with such a route does not start.
 */
export function declaredRoutes(app: Hono<AppEnv>): DeclaredRoute[] {
  const tooWide = app.routes.find(({ handler, path }) => accessDeclaredBy(handler) && isRoot(path));
  if (tooWide)
    throw new Error(`an access is declared for all of ${tooWide.path}: declare it for a feature or a route`);

  const loose = app.routes.find(({ path }) => UNGROUPED_CHOICE.test(path));
  if (loose) throw new Error(`${loose.path} also takes longer words: write its choice as {(?:one|other)}`);

  const routes = app.routes.flatMap((route, index) => {
    if (!isAnswer(route, index, app.routes)) return [];
    const access = app.routes.slice(0, index).flatMap((earlier) => {
      const declared = accessDeclaredBy(earlier.handler);
      return declared && covers(earlier, route) ? [declared] : [];
    });
    return [{ method: route.method, path: route.path, access }];
  });
  const undeclared = routes.filter(({ access }) => access.length === 0);
  if (undeclared.length === 0) return routes;
  throw new Error(
    `no access is declared for ${undeclared.map(({ method, path }) => `${method} ${path}`).join(', ')}: put forEveryone, requireUserRight, requireStaffRight or requireMachine (web/access.ts) before the handler`,
  );
}

/** `{one|other}` becomes `^one|other$`, which takes `one-and-more`. */
const UNGROUPED_CHOICE = /\{[^(}]*\|/;

/** A declaration at the root of a part would silently hold for whatever is added there later. */
const isRoot = (path: string) => path === '*' || path === '/*' || path === '/office/*';

/** Of a method's handlers the last one answers. Those for all methods pass on, unless they do not even take `next`. */
function isAnswer({ method, path, handler }: Route, index: number, routes: Route[]): boolean {
  if (method === 'ALL') return handler.length < 2 && handler !== handleNotFound;
  return !routes.slice(index + 1).some((later) => later.method === method && later.path === path);
}

type Route = Hono<AppEnv>['routes'][number];

/** Whether a request for `route` passes what stands at `earlier`. */
function covers(earlier: Route, route: Route): boolean {
  if (earlier.method !== 'ALL' && earlier.method !== route.method) return false;
  if (!earlier.path.endsWith('/*')) return earlier.path === route.path;
  const folder = earlier.path.slice(0, -2);
  return route.path === folder || route.path.startsWith(`${folder}/`);
}
