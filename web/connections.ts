import type { Server } from 'node:http';

/**
 * How long a connection may take over a request, in milliseconds: whoever sends slowly on hundreds of them holds up
 * nobody else and is gone in seconds (ASVS V13.1.2, V15.2.2). Our forms are small, and a proxy sends them in one piece.
 */
export const connectionTimes = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
  /**
   * Longer than any proxy keeps its side (nginx 60 s), so that it is never this side that closes one on which a request is
   * just being sent. Node's own 5 s lose a request now and then.
   */
  keepAliveTimeout: 75_000,
};

/** Without a byte in either direction, such as where nobody reads the answer. */
const SILENT_AT_MOST = 120_000;

/** Each takes some 20 kB and a file of the process. */
const CONNECTIONS_AT_MOST = 10_000;

/** The rest of what a server's connections may take. */
export function limitConnections(server: Server): void {
  server.maxConnections = CONNECTIONS_AT_MOST;
  server.setTimeout(SILENT_AT_MOST);
}
