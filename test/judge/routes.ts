import { createApp } from '../../web/app.ts';
import type { Services } from '../../web/context.ts';
import { declaredRoutes } from '../../web/declared-access.ts';

/** Everything that the server can be asked, known without a database. */
export const routes = declaredRoutes(createApp({ config: { PUBLIC_URL: 'http://portal.test' } } as Services));

const patterns = routes
  .map(({ method, path }) => ({ method, path, pattern: patternOf(path), places: path.split(/[:*]/).length }))
  .sort((one, other) => one.places - other.places);

/** `GET /applicants/:webUserId` for a request; undefined where there is no such route. */
export function routeOf(method: string, path: string): string | undefined {
  const asked = method === 'HEAD' ? 'GET' : method;
  const found = patterns.find(
    (one) => (one.method === asked || one.method === 'ALL') && one.pattern.test(path),
  );
  return found && `${asked} ${found.path}`;
}

/** A path with `*` behind each part that stands in place of a parameter, as sqlmap wants to be told where to inject. */
export function withMarks(route: string, path: string): string {
  const parts = route.slice(route.indexOf(' ') + 1).split('/');
  return path
    .split('/')
    .map((part, index) => (parts[index]?.startsWith(':') ? `${part}*` : part))
    .join('/');
}

function patternOf(path: string): RegExp {
  const pattern = path.replace(/:\w+(?:\{([^}]*)\})?|\*/g, (parameter, own: string | undefined) =>
    parameter === '*' ? '.*' : own ? `(?:${own})` : '[^/]+',
  );
  return new RegExp(`^${pattern}$`);
}
