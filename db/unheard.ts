import { isDatabaseDown } from './client.ts';

/**
 * Lets the process live where a lost connection fails something that nobody waits for: postgres.js 3.4.9 asks each new
 * connection for the array types (`fetchArrayTypes`) without hearing of its failure, which would end the process when
 * Postgres restarts in that moment. What ran on the connection fails by itself. Anything else ends the process as before.
 */
export function outliveLostConnections(tell: () => void): void {
  process.on('unhandledRejection', (reason) => {
    if (!isDatabaseDown(reason)) throw reason;
    tell();
  });
}
