import postgres from 'postgres';

export interface PoolOptions {
  /** Connections at most. */
  max?: number;
  /** Milliseconds after which a statement counts as lost, and its connection with it. */
  timeout?: number;
}

/** Connections of a pool, and how much work waits for one; `lost` since the start. */
export type PoolCounts = Record<'inUse' | 'idle' | 'waiting' | 'lost', number>;

/** What drizzle needs of postgres.js: statements and transactions. */
interface Client {
  options: unknown;
  unsafe: Unsafe;
  begin<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}
interface Transaction {
  options: unknown;
  unsafe: Unsafe;
  savepoint<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}
type Unsafe = (...args: Parameters<postgres.Sql['unsafe']>) => Statement;

/** A statement that is sent when it is awaited; `values()` asks for arrays in place of records. */
interface Statement extends PromiseLike<unknown[]> {
  values(): PromiseLike<unknown[]>;
}

/**
 * A pool of single connections that outlives its server. With a pool of its own postgres.js 3.4.9 can crash the process,
 * or keep a connection that never writes again, once a connection has closed under it (its issues 1066, 1154, 1208). So
 * each connection here is a client of its own, is used by one query or one transaction at a time, and is thrown away
 * when it closes: what ran on it fails with a `CONNECTION_*` code, and nothing is ever written to it again. Such a
 * statement may or may not have been carried out; whoever repeats it must be safe to repeat.
 */
export function createPool(url: string, { max = 10, timeout = 15_000 }: PoolOptions = {}) {
  const idle: Connection[] = [];
  const inUse = new Set<Connection>();
  const waiting: ((connection: Connection) => void)[] = [];
  let closed = false;
  let lost = 0;

  function acquire(): Connection | Promise<Connection> {
    if (closed) throw new ConnectionLost('CONNECTION_ENDED', 'the pool is closed');
    if (inUse.size >= max) return new Promise((resolve) => waiting.push(resolve));
    return taken(idle.pop() ?? openConnection(url, timeout, forget));
  }

  function taken(connection: Connection): Connection {
    inUse.add(connection);
    return connection;
  }

  function release(connection: Connection) {
    inUse.delete(connection);
    const next = waiting.shift();
    if (next) next(taken(connection.lost ? openConnection(url, timeout, forget) : connection));
    else if (closed) void connection.end();
    else if (!connection.lost) idle.push(connection);
  }

  function forget(connection: Connection) {
    if (!closed) lost++;
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
  }

  async function using<Result>(work: (connection: Connection) => PromiseLike<Result>): Promise<Result> {
    const connection = await acquire();
    try {
      return await work(connection);
    } finally {
      release(connection);
    }
  }

  const client: Client = {
    options: { parsers: {}, serializers: {} },
    unsafe: (...args) => ({
      // biome-ignore lint/suspicious/noThenProperty: a statement is sent when it is awaited, as in postgres.js
      then: (done, failed) => using((connection) => connection.unsafe(...args)).then(done, failed),
      values: () => using((connection) => connection.unsafe(...args).values()),
    }),
    begin: (work) => using((connection) => inTransaction(connection, work)),
  };

  return {
    client,
    counts: (): PoolCounts => ({ inUse: inUse.size, idle: idle.length, waiting: waiting.length, lost }),
    async close(seconds = 5) {
      closed = true;
      const deadline = Date.now() + seconds * 1_000;
      while (inUse.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
      await Promise.all([...idle, ...inUse].map((connection) => connection.end()));
    },
  };
}

class ConnectionLost extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Connection {
  readonly lost: boolean;
  unsafe: Unsafe;
  end(): Promise<void>;
}

function openConnection(url: string, timeout: number, forget: (connection: Connection) => void): Connection {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 5,
    idle_timeout: 0,
    max_lifetime: null,
    connection: { application_name: 'madoguchi' },
    onnotice: () => {},
    onclose: () => lose(new ConnectionLost('CONNECTION_CLOSED', 'the connection closed')),
    ...rawTypes,
  });
  const running = new Set<(reason: unknown) => void>();
  const isPrepared = preparedStatements();

  const connection = {
    lost: false,
    unsafe: (text: string, parameters: Parameters<postgres.Sql['unsafe']>[1] = []): Statement => {
      const send = () => sql.unsafe(text, parameters, { prepare: isPrepared(text, parameters.length) });
      return {
        // biome-ignore lint/suspicious/noThenProperty: as above
        then: (done, failed) => sent(send).then(done, failed),
        values: () => sent(() => send().values()),
      };
    },
    end: () => sql.end({ timeout: 0 }),
  };

  function lose(reason: ConnectionLost) {
    if (connection.lost) return;
    connection.lost = true;
    forget(connection);
    for (const fail of running) fail(reason);
    void connection.end().catch(() => {});
  }

  function sent(send: () => PromiseLike<unknown>): Promise<unknown[]> {
    if (connection.lost)
      return Promise.reject(new ConnectionLost('CONNECTION_CLOSED', 'the connection closed'));
    const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
    const late = setTimeout(
      () =>
        lose(new ConnectionLost('CONNECTION_TIMEOUT', `no answer from the database within ${timeout} ms`)),
      timeout,
    );
    running.add(reject);
    const answered = () => {
      clearTimeout(late);
      running.delete(reject);
    };
    send().then(
      (rows) => {
        answered();
        resolve(rows as unknown[]);
      },
      (error) => {
        answered();
        if (!isAnswer(error)) lose(new ConnectionLost('CONNECTION_CLOSED', 'the connection broke'));
        reject(error);
      },
    );
    return promise;
  }

  return connection;
}

/** Parameters at most of a statement that is kept: longer ones are lists, of another length each time. */
const MOST_PARAMETERS = 40;
/** Statements at most that a connection keeps: each takes memory of the database until the connection closes. */
const MOST_STATEMENTS = 500;

/**
 * Which statements of a connection Postgres is to keep, parsed and planned, under a name. One that it does not keep
 * is sent in two round trips, the first of which asks for the types of its parameters (docs/decisions/160).
 */
function preparedStatements() {
  const kept = new Set<string>();
  return (text: string, parameters: number): boolean => {
    if (parameters === 0 || parameters > MOST_PARAMETERS) return false;
    if (kept.has(text)) return true;
    return kept.size < MOST_STATEMENTS && Boolean(kept.add(text));
  };
}

/** An error that Postgres itself sent: the connection is as good as before. */
const isAnswer = (error: unknown) => error instanceof postgres.PostgresError && !error.code.startsWith('57P');

async function inTransaction<Result>(
  connection: Connection,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  let savepoints = 0;
  const transaction: Transaction = {
    options: { parsers: {}, serializers: {} },
    unsafe: connection.unsafe,
    savepoint: (part) => {
      const name = `savepoint_${++savepoints}`;
      return between(`savepoint ${name}`, `release ${name}`, `rollback to ${name}`, () => part(transaction));
    },
  };
  return between('begin', 'commit', 'rollback', () => work(transaction));

  /** `begin` is not waited for: what follows on the connection follows it in the database as well. */
  async function between<Part>(begin: string, commit: string, rollback: string, part: () => Promise<Part>) {
    const begun = connection.unsafe(begin).then(() => {});
    const [begins, ends] = await Promise.allSettled([begun, (async () => part())()]);
    if (begins.status === 'rejected') throw begins.reason;
    if (ends.status === 'rejected') {
      if (!connection.lost) await connection.unsafe(rollback);
      throw ends.reason;
    }
    const { command } = (await connection.unsafe(commit)) as { command?: string };
    if (commit === 'commit' && command !== 'COMMIT') throw new Error('the transaction was rolled back');
    return ends.value;
  }
}

/**
 * drizzle reads and writes dates and JSON itself. It tells postgres.js so by changing the options of the one client it
 * was given; here every connection must know it from the start. The numbers are Postgres' type OIDs.
 */
const asItIs = (value: unknown) => value;
const dateTypes = [1184, 1082, 1083, 1114, 1182, 1185, 1115, 1231];
const jsonTypes = [114, 3802];
const rawTypes = {
  types: Object.fromEntries([
    ...dateTypes.map((oid) => [`raw${oid}`, { to: oid, from: [oid], serialize: asItIs, parse: asItIs }]),
    ...jsonTypes.map((oid) => [`raw${oid}`, { to: oid, from: [oid], serialize: asItIs, parse: JSON.parse }]),
  ]),
};
