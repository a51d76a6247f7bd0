import { logInStaff } from './applications.ts';
import { expectStatus, httpClient } from './http.ts';
import type { Bench } from './measurement.ts';
import { startBytes } from './peers/bytes.ts';
import { fillQueue } from './queue-data.ts';
import { startServers } from './servers.ts';
import { compared, inTurns, processorsOf } from './turns.ts';

const CONNECTIONS = 8;

/** The queue's page with session, rights, its rows and counts from the database, beside node:http that writes the same bytes. */
export const page: Bench = async (say) => {
  const servers = await startServers();
  try {
    await fillQueue(servers.database.db, { companies: 12_000, open: 10_000, closed: 20_000 });
    const { web, url } = await servers.startWeb();
    const client = httpClient(url);
    const cookie = await logInStaff(client, 'clerk1');
    const look = async () => {
      const answer = await client.ask('/office?state=undecided', { headers: { cookie } });
      expectStatus(answer, 200, 'the queue');
      return answer;
    };
    const { body } = await look();
    const peer = await startBytes(body, servers.file('page.html'), servers.logFile('bytes'));
    servers.onRemove(() => peer.program.stop());
    const clientOfPeer = httpClient(peer.url);
    const rows = body.toString().match(/<tr[ >]/g)?.length ?? 0;
    const rounds = await inTurns(
      {
        ours: { pids: [web.pid, servers.postgresPid], call: look },
        peer: { pids: [peer.program.pid], call: () => clientOfPeer.ask('/') },
      },
      { atOnce: CONNECTIONS },
      say,
    );
    return [
      compared(rounds, {
        name: 'page',
        figure: ({ rate }) => rate,
        unit: 'per s',
        note: `${rows - 1} rows, ${Math.round(body.length / 1024)} KB; peer: node:http writing the same bytes`,
      }),
      processorsOf(rounds, 'page'),
    ];
  } finally {
    await servers.remove();
  }
};
