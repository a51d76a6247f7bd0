import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routeOf } from './routes.ts';

/** A request as it was first asked of a route with these parameters. */
export interface Asked {
  method: string;
  /** With the query. */
  path: string;
  route: string;
  contentType: string;
  body: string;
  /** Beside those of a form; `*` in them is a place to inject. */
  headers?: Record<string, string>;
}

/** What became of the requests of one tool as one person. */
export interface Count {
  requests: number;
  /** A handler answered: a page, a redirect that is not to the login, 409 or 422. */
  reached: number;
  /** Turned away before: to the login, 400, 401, 403, 405, 413, 429. */
  refused: number;
  notFound: number;
  /** 5xx, by what was asked. */
  failures: Map<string, string>;
  /** Routes of the product that a handler answered for. */
  routes: Set<string>;
  /** The addresses that were asked for, without the query. */
  urls: Set<string>;
}

export interface Witness {
  /** http://127.0.0.1:PORT: what a tool is pointed at. */
  url: string;
  /** What has been asked since the last time, and forgets it. */
  take(): Count;
  /** One request for each route and set of parameters that a handler answered. */
  asked(): Asked[];
  close(): Promise<void>;
}

const LARGEST_BODY = 4 * 1024 * 1024;
/** By route, then by the names of the parameters. */
type Firsts = Map<string, Map<string, Asked>>;
/** The first ones are from the product's own links and forms; attacks invent further parameters. */
const VARIANTS = 4;

const nothing = (): Count => ({
  requests: 0,
  reached: 0,
  refused: 0,
  notFound: 0,
  failures: new Map(),
  routes: new Set(),
  urls: new Set(),
});

/**
 * Stands between a tool and the server. It gives the tool's requests a person's session, begins a new one where an
 * attack has ended it, and counts what becomes of them: a tool that is only turned away has judged nothing.
 * Each request comes as though from another address, so that of the production's limits those of an address do not stop
 * the tool; those of an ID and of a company hold.
 */
export async function startWitness(target: string, logIn: () => Promise<string>): Promise<Witness> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const session = keptSession(logIn);
  let count = nothing();
  const firsts: Firsts = new Map();

  const server = createServer(async (incoming, response) => {
    try {
      const body = await bodyOf(incoming);
      const path = incoming.url ?? '/';
      const method = incoming.method ?? 'GET';
      const ask = async () => send(agent, target, incoming, body, await session.cookie());
      let answer = await ask();
      if (hasLostSession(answer, path) && (await session.renew(answer.cookie))) answer = await ask();
      note(
        count,
        firsts,
        { method, path, body, contentType: incoming.headers['content-type'] ?? '' },
        answer,
      );
      pass(answer, response);
    } catch (error) {
      count.failures.set(`${incoming.method} ${incoming.url}`, `no answer: ${(error as Error).message}`);
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = count;
      count = nothing();
      return taken;
    },
    asked: () => [...firsts.values()].flatMap((variants) => [...variants.values()]),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
  /** The session that it was asked with. */
  cookie: string;
}

function note(
  count: Count,
  firsts: Firsts,
  { method, path, body, contentType }: { method: string; path: string; body: Buffer; contentType: string },
  { status, headers }: Answer,
) {
  const bare = path.split('?')[0] ?? path;
  count.requests += 1;
  count.urls.add(`${method} ${bare}`);
  if (status >= 500)
    count.failures.set(`${method} ${bare}`, `status ${status}: ${path} ${body}`.slice(0, 500));
  else if (status === 404) count.notFound += 1;
  else if (isRefusal(status, headers)) count.refused += 1;
  else {
    count.reached += 1;
    const known = routeOf(method, bare);
    if (known) count.routes.add(known);
    const route = known ?? `${method} ${bare}`;
    const asked = { method, path, route, contentType, body: body.toString() };
    const variants = firsts.get(route) ?? new Map<string, Asked>();
    firsts.set(route, variants);
    const names = parametersOf(asked).join();
    if (variants.size < VARIANTS && !variants.has(names)) variants.set(names, asked);
  }
}

const isRefusal = (status: number, headers: Answer['headers']) =>
  [400, 401, 403, 405, 413, 429].includes(status) || leadsToLogin(status, headers);
const leadsToLogin = (status: number, { location }: Answer['headers']) =>
  status >= 300 && status < 400 && /^(\/office)?\/login(\?|$)/.test(String(location));
/** Staff have no session of a customer, nor customers one of staff. */
const hasLostSession = ({ status, headers, cookie }: Answer, path: string) =>
  cookie !== '' &&
  cookie.includes('madoguchi_office') === /^\/office(\/|$|\?)/.test(path) &&
  (status === 401 || leadsToLogin(status, headers));

/** The names in query and form. */
export function parametersOf({ path, body, contentType }: Asked): string[] {
  const names = [...new URLSearchParams(path.split('?')[1] ?? '').keys()];
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    names.push(...new URLSearchParams(body).keys());
  return [...new Set(names)].sort();
}

/** One session for all requests; when it has ended the first to notice begins the next. */
function keptSession(logIn: () => Promise<string>) {
  let current = logIn();
  let latest: string | undefined;
  return {
    async cookie(): Promise<string> {
      latest = await current;
      return latest;
    },
    /** Whether there is a session that is not the lost one. */
    async renew(lost: string): Promise<boolean> {
      if (lost === latest) {
        latest = undefined;
        current = logIn();
      }
      return (await current) !== lost;
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming) {
    length += part.length;
    if (length <= LARGEST_BODY) parts.push(part);
  }
  return Buffer.concat(parts);
}

let asker = 0;
/** The documentation's range, an address of its own /64 for each request. */
const otherAddress = () =>
  `2001:db8:${((asker++ >> 16) & 0xffff).toString(16)}:${(asker & 0xffff).toString(16)}::1`;

function send(agent: Agent, target: string, incoming: IncomingMessage, body: Buffer, cookie: string) {
  const {
    cookie: own,
    'content-length': _length,
    'transfer-encoding': _chunks,
    ...headers
  } = incoming.headers;
  const cookies = [own, cookie].filter(Boolean).join('; ');
  return new Promise<Answer>((resolve, reject) => {
    const outgoing = request(
      target,
      {
        agent,
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        headers: {
          'x-forwarded-for': otherAddress(),
          ...headers,
          ...(cookies ? { cookie: cookies } : {}),
          ...(body.length ? { 'content-length': String(body.length) } : {}),
        },
      },
      async (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part) => parts.push(part));
        answer.once('error', reject);
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts),
            cookie,
          }),
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function pass({ status, headers, body }: Answer, response: ServerResponse) {
  const { 'transfer-encoding': _chunks, connection: _connection, ...rest } = headers;
  response.writeHead(status, rest as Record<string, string | string[]>);
  response.end(body);
}
