import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import postgres from 'postgres';

export interface CopyOptions {
  /** Settings of this connection alone, such as `enable_sort: 'off'`. */
  settings?: Record<string, string>;
  /** Aborted: nobody wants the rows any more, and the query ends. */
  signal: AbortSignal;
}

/** Bytes of a block at least, but for the last: a write for each row would cost more than the row. */
const BLOCK = 64 * 1024;
/** Blocks that wait for a slow reader before Postgres has to. */
const BLOCKS_WAITING = 4;

/**
 * What `COPY … TO STDOUT` sends, in blocks of whole rows, as fast as they are taken. Throws where the copy did not come to
 * its end: no error means that everything came.
 *
 * On a connection of its own: after a slow reader postgres.js 3.4.9 leaves the socket paused, and the next query on it
 * hangs. The socket is ours, so that it can be cut: a server that is blocked in sending hears nothing else.
 */
export async function* copyOut(
  url: string,
  statement: string,
  { settings = {}, signal }: CopyOptions,
): AsyncGenerator<Buffer, void, undefined> {
  let socket: Socket | undefined;
  const cut = () => socket?.destroy(new Error('the copy was cut off'));
  const sql = postgres(url, {
    max: 1,
    connection: { application_name: 'madoguchi copy' },
    fetch_types: false,
    onnotice: () => {},
    socket: async (options: Address) => {
      socket = await connected(options);
      if (signal.aborted) cut();
      return socket;
    },
  } as postgres.Options<Record<string, never>>);
  signal.addEventListener('abort', cut);
  try {
    signal.throwIfAborted();
    // Else a server that has nothing to send yet goes on for nobody. Where it knows no such thing, it does.
    await sql`select set_config('client_connection_check_interval', '1000', false)`.catch(() => {});
    await sql`select set_config(key, value, false) from jsonb_each_text(${sql.json(settings)})`;
    yield* blocksOf(await sql.unsafe(statement).readable());
    await sql.end({ timeout: 1 });
  } finally {
    signal.removeEventListener('abort', cut);
    cut();
    await sql.end({ timeout: 0 }).catch(() => {});
  }
}

interface Address {
  host: string[];
  port: number[];
  path: string | false;
}

/** postgres.js takes a socket that is connected, and reads these two off it for TLS. */
async function connected({ host: [host = ''], port: [port = 0], path }: Address): Promise<Socket> {
  const socket = path ? connect(path) : connect({ host, port });
  await once(socket, 'connect', { signal: AbortSignal.timeout(5_000) });
  return Object.assign(socket, { host, port });
}

/** Joins the rows, each of which comes as a buffer of its own. */
async function* blocksOf(rows: Readable): AsyncGenerator<Buffer, void, undefined> {
  const waiting: Buffer[] = [];
  let block = Buffer.allocUnsafeSlow(BLOCK + BLOCK / 8);
  let used = 0;
  let ended = false;
  let failure: Error | undefined;
  let wake = () => {};

  rows.on('data', (row: Buffer) => {
    if (used + row.length > block.length) startBlock(row.length);
    block.set(row, used);
    used += row.length;
    if (used >= BLOCK) startBlock(0);
  });
  rows.once('end', () => {
    ended = true;
    wake();
  });
  rows.once('close', () => {
    if (!ended) failure ??= new Error('the copy ended early');
    wake();
  });
  rows.once('error', (error) => {
    failure = error;
    wake();
  });

  function startBlock(needed: number) {
    if (used > 0) waiting.push(block.subarray(0, used));
    block = Buffer.allocUnsafeSlow(Math.max(BLOCK + BLOCK / 8, needed));
    used = 0;
    if (waiting.length >= BLOCKS_WAITING) rows.pause();
    wake();
  }

  for (;;) {
    const next = waiting.shift();
    if (failure) throw failure;
    if (next) yield next;
    else if (ended) break;
    else {
      rows.resume();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  if (used > 0) yield block.subarray(0, used);
}
