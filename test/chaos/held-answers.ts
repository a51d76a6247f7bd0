import { connect, createServer, type Socket } from 'node:net';

/** Between the worker and Postgres: lets everything through, until the answer to a commit is to be held back. */
export interface AnswerHolder {
  /** The same database, by way of here. */
  readonly url: string;
  /**
   * From now on, whenever Postgres answers a commit, `isIt` is asked first; where it is, the answer is never passed on, nor
   * anything after it: what was done is done, and whoever asked does not know. What it returns ends that, and cuts the
   * connections whose answers were held back.
   */
  hold(isIt: () => Promise<boolean>): () => void;
  close(): Promise<void>;
}

/** How Postgres answers COMMIT: the tag of the message CommandComplete. */
const COMMITTED = Buffer.from('COMMIT\0');

export async function startAnswerHolder(databaseUrl: string): Promise<AnswerHolder> {
  const postgres = new URL(databaseUrl);
  const open = new Set<Socket>();
  const held = new Set<Socket>();
  let isHeld: (() => Promise<boolean>) | undefined;

  const server = createServer({ noDelay: true }, (asker) => {
    const answerer = connect({ host: postgres.hostname, port: Number(postgres.port), noDelay: true });
    for (const socket of [asker, answerer]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => open.delete(socket));
    }
    asker.on('close', () => answerer.destroy());
    answerer.on('close', () => passed.then(() => asker.end()));
    asker.pipe(answerer);
    // One answer after the other, each only once it is known whether it is passed on.
    let passed = Promise.resolve();
    answerer.on('data', (answer) => {
      passed = passed.then(() => pass(answer));
    });
    async function pass(answer: Buffer) {
      if (!held.has(asker) && isHeld && answer.includes(COMMITTED) && (await isHeld())) held.add(asker);
      if (!held.has(asker)) asker.write(answer);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    hold(isIt) {
      isHeld = isIt;
      return () => {
        isHeld = undefined;
        for (const asker of held) asker.destroy();
        held.clear();
      };
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
