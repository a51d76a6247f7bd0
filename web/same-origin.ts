import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { AppEnv } from './context.ts';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses every unsafe request that does not say it comes from our own pages (ASVS V3.5.1, V3.5.3). hono/csrf looks at
 * form bodies only; this holds for JSON, DELETE and all the rest.
 */
export const sameOriginOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (
    !safeMethods.includes(c.req.method) &&
    !isSameOrigin(c.req.raw.headers, c.var.services.config.PUBLIC_URL)
  )
    throw new HTTPException(403, { message: 'cross-site request' });
  await next();
};

function isSameOrigin(headers: Headers, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site) return site === 'same-origin';
  const origin = headers.get('origin');
  if (!origin) return false;
  return origin === new URL(publicUrl).origin || hostOf(origin) === headers.get('host');
}

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : undefined);
