import type { MiddlewareHandler } from 'hono';
import { redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';

/**
 * A session that began with a temporary password leads to choosing one, and nowhere else (ASVS V6.4.1): whatever is asked
 * that is not named here is answered with the way to that page, pages of the future included.
 */
export const choosePasswordFirst: MiddlewareHandler<AppEnv> = async (c, next) =>
  c.var.session?.mustChoosePassword && !isOpen(c) ? redirectTo(c, '/password') : next();

const isOpen = ({ req: { method, path } }: Context): boolean =>
  (path === '/password' && ['GET', 'HEAD', 'POST'].includes(method)) ||
  (path === '/logout' && method === 'POST');
