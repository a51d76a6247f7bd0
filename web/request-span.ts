import type { MiddlewareHandler } from 'hono';
import { currentRequest, onBehalfOf } from '../db/request-context.ts';
import type { AppEnv } from './context.ts';
import { isQuiet, routeOf } from './request-line.ts';

/**
 * Where traces are kept, each request is a span, by the pattern of its route: never by its path or query. What it
 * leads to, in an outbox row or an update, is part of the same trace.
 */
export const requestSpan: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { tracing } = c.var.services;
  if (!tracing || isQuiet(c.req.path)) return next();
  const { method } = c.req;
  const span = tracing.begin({ name: method, kind: 'server', parent: c.var.traceparent });
  await onBehalfOf({ ...currentRequest(), traceparent: span.traceparent }, next);
  const [route, { status }] = [routeOf(c), c.res];
  span.end({
    name: `${method} ${route}`,
    facts: { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status },
    failure: status >= 500 ? String(status) : undefined,
  });
};
