import { Agent, request } from 'node:http';

/** Somebody who asks: from where, and with which session. */
export interface Asker {
  /** Said to the proxy, which trusts loopback. */
  address: string;
  cookie?: string | undefined;
}

export interface Answer {
  status: number;
  location: string;
  /** Name and value of the session that was set, if one was. */
  cookie: string | undefined;
}

/** How a request of the load went wrong before there was any answer. */
export class NoAnswer extends Error {}

export interface Requests {
  get(path: string, asker: Asker): Promise<Answer>;
  post(path: string, form: Record<string, string>, asker: Asker): Promise<Answer>;
  close(): void;
}

/** Milliseconds after which nobody waits for a page any more. */
const PATIENCE = 30_000;

/**
 * Plain requests, cheaper than fetch: load and server share the processors. `keepAlive: false` takes a new connection for
 * each, as when no two requests are of the same browser.
 */
export function requestsTo(url: string, { keepAlive = true } = {}): Requests {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive, maxSockets: 512, maxFreeSockets: 128 });
  const send = (method: string, path: string, asker: Asker, body?: string) =>
    new Promise<Answer>((resolve, reject) => {
      const headers: Record<string, string | number> = {
        host: `${hostname}:${port}`,
        'x-forwarded-for': asker.address,
        'accept-encoding': 'identity',
      };
      if (asker.cookie) headers.cookie = asker.cookie;
      if (body !== undefined) {
        headers['content-type'] = 'application/x-www-form-urlencoded';
        headers['content-length'] = Buffer.byteLength(body);
        headers['sec-fetch-site'] = 'same-origin';
      }
      const asked = request({ agent, hostname, port, method, path, headers, timeout: PATIENCE }, (answer) => {
        answer.resume();
        answer.once('error', (error) => reject(new NoAnswer(error.message)));
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            location: answer.headers.location ?? '',
            cookie: answer.headers['set-cookie']?.[0]?.split(';')[0],
          }),
        );
      });
      asked.once('timeout', () => asked.destroy(new Error(`no answer within ${PATIENCE} ms`)));
      asked.once('error', (error) => reject(new NoAnswer(error.message)));
      asked.end(body);
    });
  return {
    get: (path, asker) => send('GET', path, asker),
    post: (path, form, asker) => send('POST', path, asker, new URLSearchParams(form).toString()),
    close: () => agent.destroy(),
  };
}
