import type { Logger } from 'pino';
import postgres from 'postgres';
import { OUTBOX_CHANNEL } from '../db/outbox.ts';

export interface Listener {
  stop(): Promise<void>;
}

/** Milliseconds before a lost connection is made anew. */
const AGAIN_AFTER = 1_000;
/** Milliseconds between proofs of life: a connection that died silently is found out by this. */
const PROOF_EVERY = 30_000;

/**
 * Calls `notice` when somebody writes to the outbox, and once after every (re)connection, for what was missed meanwhile.
 * The connection is its own and is given up whole when it closes, as every client of postgres.js is (see db/pool.ts).
 */
export function listenToOutbox(url: string, notice: () => void, log: Logger): Listener {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let isLost = false;
  let current: postgres.Sql | undefined = open();

  function open(): postgres.Sql {
    const fresh = postgres(url, {
      max: 1,
      connect_timeout: 5,
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      connection: { application_name: 'madoguchi outbox' },
      onnotice: () => {},
      onclose: () => giveUp(fresh),
      onnotify: notice,
    } as postgres.Options<Record<string, never>> & { onnotify(): void });
    fresh
      .unsafe(`listen ${OUTBOX_CHANNEL}`)
      .then(() => {
        if (isLost) log.info('Listening to the outbox again');
        isLost = false;
        notice();
        prove(fresh);
      })
      .catch(() => giveUp(fresh));
    return fresh;
  }

  function prove(connection: postgres.Sql) {
    if (stopped || connection !== current) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const lost = setTimeout(() => giveUp(connection), 5_000);
      connection.unsafe('select 1').then(
        () => {
          clearTimeout(lost);
          prove(connection);
        },
        () => giveUp(connection),
      );
    }, PROOF_EVERY);
  }

  function giveUp(lost: postgres.Sql) {
    if (stopped || lost !== current) return;
    if (!isLost) log.warn('The connection that listens to the outbox is lost; trying until it is back');
    isLost = true;
    void lost.end({ timeout: 0 }).catch(() => {});
    clearTimeout(timer);
    current = undefined;
    timer = setTimeout(() => {
      if (!stopped) current = open();
    }, AGAIN_AFTER);
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current?.end({ timeout: 1 }).catch(() => {});
    },
  };
}
