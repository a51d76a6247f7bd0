import type { ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { isDatabaseDown, isUnstorableText } from '../db/client.ts';
import { describedError, framesOf } from '../db/described-error.ts';
import { OneTimePasswordDue } from './access.ts';
import { isPartial } from './answer.ts';
import type { AppEnv, Context } from './context.ts';
import { errorPage, errorPartial } from './error-page.ts';
import { protectedAnswer } from './portal/one-time-password/protected-page.ts';
import { TemporalDown } from './temporal.ts';
import { portalUser, staffMember } from './who.ts';

type Status = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503;
const known: readonly number[] = [400, 401, 403, 404, 409, 413, 422, 429, 503];

/**
 * One place for everything that no page expected. A dependency that is down closes, never opens (ASVS V16.5.3). The log
 * says what failed and where, never with which values (V16.2.5).
 */
export const handleError: ErrorHandler<AppEnv> = (error, c) => {
  if (error instanceof OneTimePasswordDue) return protectedAnswer(c);
  const status = statusOf(error, c.req.path);
  const log = c.var.services.logger;
  if (status === 500) log.error({ error: describedError(error), stack: framesOf(error) }, 'request failed');
  else if (status === 503) log.warn({ error: describedError(error) }, 'a dependency is down');
  if (status === 503) c.header('retry-after', '5');
  return answer(c, status);
};

export const handleNotFound: NotFoundHandler<AppEnv> = (c) => answer(c, 404);

function statusOf(error: unknown, path: string): Status {
  if (error instanceof HTTPException) return known.includes(error.status) ? (error.status as Status) : 500;
  // Nobody can type NUL: where it names a record there is none, elsewhere it comes from no form of ours.
  if (isUnstorableText(error)) return /%00|\0/.test(path) ? 404 : 400;
  return error instanceof TemporalDown || isDatabaseDown(error) ? 503 : 500;
}

function answer(c: Context, status: Status): Response | Promise<Response> {
  const reference = status >= 500 ? { reference: c.var.requestId } : {};
  const office = c.req.path === '/office' || c.req.path.startsWith('/office/');
  if (isPartial(c))
    return c.html(errorPartial({ mood: office ? 'office' : 'portal', status, ...reference }), status);
  const { INSTITUTION_NAME: institutionName, INSTITUTION_CONTACT: contact } = c.var.services.config;
  const page = { status, institutionName, contact, ...reference };
  return c.html(
    office
      ? errorPage({ mood: 'office', ...page, ...(c.var.staff ? { staff: staffMember(c.var.staff) } : {}) })
      : errorPage({ mood: 'portal', ...page, ...(c.var.user ? { user: portalUser(c) } : {}) }),
    status,
  );
}
