import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import postgres from 'postgres';
import { copyDataSplitter } from './copy-data.ts';
import { type RowBlocks, rowBlocks } from './row-blocks.ts';

export interface CopyOptions {
  /** Settings of this connection alone, such as `enable_sort: 'off'`. */
  settings?: Record<string, string>;
  /** Aborted: nobody wants the rows any more, and the query ends. */
  signal: AbortSignal;
}

/**
 * What `COPY … TO STDOUT` sends, in blocks of whole rows, as fast as they are taken; a block is only good until the next
 * is asked for. Throws where the copy did not come to its end: no error means that everything came.
 *
 * On a connection of its own: after a slow reader postgres.js 3.4.9 leaves the socket paused, and the next query on it
 * hangs. The socket is ours: it can be cut, as a server that is blocked in sending hears nothing else, and the rows are
 * taken off it before the driver makes objects of them (not with TLS, which lies between).
 */
export async function* copyOut(
  url: string,
  statement: string,
  { settings = {}, signal }: CopyOptions,
): AsyncGenerator<Buffer, void, undefined> {
  let socket: Socket | undefined;
  const cut = () => socket?.destroy(new Error('the copy was cut off'));
  let source: { pause(): unknown; resume(): unknown } | undefined;
  const rows = rowBlocks({ hold: () => source?.pause(), release: () => source?.resume() });
  const sql = postgres(url, {
    max: 1,
    connection: { application_name: 'madoguchi copy' },
    fetch_types: false,
    onnotice: () => {},
    socket: async (options: Address) => {
      socket = await connected(options, rows.append);
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
    const stream = await sql.unsafe(statement).readable();
    source = sql.options.ssl ? stream : socket;
    stream.on('data', (row: Buffer) => rows.append(row, 0, row.length, true));
    stream.once('end', () => rows.end());
    stream.once('error', rows.end);
    stream.once('close', () => rows.end(new Error('the copy ended early')));
    yield* rows.blocks();
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
  ssl: unknown;
}

/** Bytes that are read from the network at a time. */
const READ_AT_ONCE = 128 * 1024;

/** postgres.js takes a socket that is connected, reads host and port off it for TLS, and hears of the rest by `data`. */
async function connected(
  { host: [host = ''], port: [port = 0], path, ssl }: Address,
  row: RowBlocks['append'],
): Promise<Socket> {
  const split = copyDataSplitter(row, (bytes) => socket.emit('data', bytes));
  const buffer = Buffer.allocUnsafeSlow(READ_AT_ONCE);
  const onread = {
    buffer,
    callback: (length: number) => {
      split(buffer.subarray(0, length));
      return true;
    },
  };
  const address = path ? { path } : { host, port };
  const socket = connect(ssl ? address : { ...address, onread });
  await once(socket, 'connect', { signal: AbortSignal.timeout(5_000) });
  return Object.assign(socket, { host, port });
}
