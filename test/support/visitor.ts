/** A browser for tests and measurements that need no pictures; knows nothing of the test runner. */
export const DEMO_PASSWORD = 'demo only, never in production';

/** A browser at a real web process. */
export const visitorOf = (url: string): Visitor =>
  new Visitor((path, init) => fetch(url + path, { ...init, redirect: 'manual' }));

export const loggedInUser = (url: string, webUserId: string) =>
  loggedIn(visitorOf(url), '/login', { webUserId });
export const loggedInStaff = (url: string, staffId: string) =>
  loggedIn(visitorOf(url), '/office/login', { staffId });

export async function loggedIn(
  visitor: Visitor,
  path: string,
  who: Record<string, string>,
): Promise<Visitor> {
  const answer = await visitor.post(path, { ...who, password: DEMO_PASSWORD });
  if (answer.status !== 303) throw new Error(`login of ${Object.values(who)} answered ${answer.status}`);
  return visitor;
}

type Send = (path: string, init: RequestInit) => Promise<Response>;

/** Behaves like a browser: keeps cookies, says where its requests come from; does not follow redirects by itself. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  /** Of what was asked last. */
  lastPath = '';
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.request(path, { method: 'GET', headers });
  }

  /** Submits a form from one of our own pages, pairs where names repeat; `headers` can make it come from elsewhere. */
  post(
    path: string,
    form: Record<string, string> | [string, string][] = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.request(path, {
      method: 'POST',
      headers: {
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams(form).toString(),
    });
  }

  /** The page at the end of redirects. */
  async follow(answer: Response): Promise<Response> {
    const location = answer.headers.get('location');
    return location ? this.follow(await this.get(location)) : answer;
  }

  /** Anything at all, with this browser's cookies. */
  async request(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    this.lastPath = path;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#send(path, {
      ...init,
      headers: { ...init.headers, ...(cookie ? { cookie } : {}) },
    });
    for (const set of answer.headers.getSetCookie()) this.#keep(set);
    return answer;
  }

  #keep(setCookie: string) {
    const [pair = ''] = setCookie.split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (/max-age=0/i.test(setCookie)) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(at + 1));
  }
}

/** What an answer, or one that is to come, shows. */
export const pageOf = async (answer: Response | Promise<Response>): Promise<string> => (await answer).text();
