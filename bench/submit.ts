import { addDrafts, submit } from './applications.ts';
import { areMailsSent } from './approval.ts';
import { httpClient } from './http.ts';
import { type Bench, median, ROUNDS, rested, timed } from './measurement.ts';
import { startCamunda } from './peers/camunda.ts';
import { startProduct } from './product.ts';
import { startServers } from './servers.ts';
import { waitUntil } from './wait-until.ts';

const TIMES = Number(process.env.BENCH_TIMES ?? 40);

/**
 * 申込む over HTTP, with its session and all that it writes (the application, its step, the access event, the request to start
 * the workflow), beside a start up to the user task in Camunda's engine, called within its own process.
 */
export const submission: Bench = async (say) => {
  const servers = await startServers();
  try {
    const product = await startProduct(servers);
    const camunda = await startCamunda({
      databaseUrl: await servers.createDatabase('camunda'),
      logFile: servers.logFile('camunda'),
    });
    servers.onRemove(camunda.stop);
    const client = httpClient(product.url);
    const { db } = servers.database;
    let from = 0;
    const ours = async () => {
      const drafts = await addDrafts(db, TIMES, from);
      from += TIMES;
      return rested(drafts, async (draft) => {
        const taken = await timed(() => submit(client, draft));
        // What the worker does with it is not to fall into the next turn.
        await waitUntil(() => areMailsSent(db, draft.number, 1));
        return taken;
      });
    };
    const theirs = () => rested(Array(TIMES), async () => median(await camunda.start(1)));
    for (let warmUp = 0; warmUp < 10; warmUp++) await camunda.start(TIMES);
    await ours();
    const taken: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
    for (let number = 1; number <= ROUNDS; number++) {
      taken.ours.push(median(await ours()));
      taken.peer.push(median(await theirs()));
      say(`round ${number}: ${taken.ours.at(-1)?.toFixed(1)} beside ${taken.peer.at(-1)?.toFixed(1)} ms`);
    }
    return [
      {
        name: 'submit',
        ours: median(taken.ours),
        peer: median(taken.peer),
        unit: 'ms',
        note: '申込む over HTTP, one after the other; peer: a start in Camunda 7, within its process',
      },
    ];
  } finally {
    await servers.remove();
  }
};
