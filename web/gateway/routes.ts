import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { requireMachine } from '../access.ts';
import type { AppEnv } from '../context.ts';
import { identityHeaders, letThroughOrRefuse } from './check.ts';
import { EVENTS_AT_MOST, type GatewayEnv, parseBatch, recordBatch, requireServiceKey } from './events.ts';

/** Bytes of a batch at most: 1,000 events of a kilobyte and more. */
const LARGEST_BATCH = 2 * 1024 * 1024;

/**
 * What linked services and the proxy in front of them ask (docs/gateway.md). No pages: the answers are statuses, headers
 * and JSON. It stands before the same-origin check, since no browser sends anything here: `/check` only reads, and
 * `/events` takes a key and no cookie.
 */
export const gatewayRoutes = new Hono<AppEnv>()
  .get('/check', requireMachine(letThroughOrRefuse), (c) => c.body(null, 200, identityHeaders(c)))
  .post(
    '/events',
    bodyLimit({ maxSize: LARGEST_BATCH, onError: (c) => c.json({ error: 'the batch is too large' }, 413) }),
    requireMachine(requireServiceKey),
    async (c) => {
      const batch = await parseBatch(c);
      if (batch === 'malformed')
        return c.json({ error: 'the body must be JSON: {"events": [{"eventId": …}, …]}' }, 400);
      if (batch.length > EVENTS_AT_MOST)
        return c.json({ error: `a batch has ${EVENTS_AT_MOST} events at most` }, 413);
      const { linkedService } = (c as unknown as GatewayEnv).var;
      return c.json({ results: await recordBatch(c.var.services.db, linkedService.serviceCode, batch) });
    },
  );
