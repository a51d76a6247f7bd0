import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds in which a connection that was kept open may still bring a request, once nobody new is let in. */
const LAST_CALL = 500;

export interface ShutdownOptions {
  /** Milliseconds for which new connections are still taken, so that a load balancer reads of it at `/readyz` first. */
  delay: number;
  /** Milliseconds that requests which are being answered are given. */
  patience: number;
}

/**
 * Stops a web server without losing a request that has reached it: each answer asks its client to connect anew next
 * time (elsewhere), then nobody new is let in, then what is being answered is finished. Resolves to whether all of it was.
 */
export async function stopServing(server: Server, options: ShutdownOptions): Promise<boolean> {
  server.prependListener('request', (_: IncomingMessage, answer: ServerResponse) => {
    answer.shouldKeepAlive = false;
  });
  await pause(options.delay);
  const closed = new Promise<true>((resolve) => server.once('close', () => resolve(true)));
  // Not http's own `close`, which would cut connections on which the next request may be on its way.
  NetServer.prototype.close.call(server);
  await Promise.race([closed, pause(LAST_CALL)]);
  const dismiss = setInterval(() => server.closeIdleConnections(), 50);
  const finished = await Promise.race([closed, pause(options.patience, false, { ref: false })]);
  clearInterval(dismiss);
  return finished;
}
