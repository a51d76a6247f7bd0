import { DEMO_PASSWORD, Visitor } from '../support/web.ts';

/** What came back; `status` 0 where nothing did, or not all of it. */
export interface Answer {
  status: number;
  location: string;
  text: string;
}

/** Milliseconds after which a person gives up waiting for an answer. */
const PATIENCE = 25_000;

const NO_ANSWER: Answer = { status: 0, location: '', text: '' };

/** Somebody at a browser of their own, at an address of their own, who reads answers and never crashes. */
export class Person {
  readonly id: string;
  readonly address: string;
  readonly #kind: 'customer' | 'staff';
  readonly #url: string;
  #visitor: Visitor;
  #loggingIn: Promise<Answer> | undefined;

  constructor(url: string, id: string, address: string, kind: 'customer' | 'staff' = 'customer') {
    this.id = id;
    this.address = address;
    this.#kind = kind;
    this.#url = url;
    this.#visitor = this.#browser();
  }

  get(path: string): Promise<Answer> {
    return read(() => this.#visitor.get(path));
  }

  post(path: string, form: Record<string, string> = {}): Promise<Answer> {
    return read(() => this.#visitor.post(path, form));
  }

  /** A file: all of it, or `status` 0 where it was cut. */
  async download(path: string, form: Record<string, string>): Promise<{ status: number; bytes: Buffer }> {
    try {
      const answer = await this.#visitor.post(path, form);
      return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
    } catch {
      return { status: 0, bytes: Buffer.alloc(0) };
    }
  }

  /** In a new session; where that is under way already, it is the same one. */
  logIn(password = DEMO_PASSWORD): Promise<Answer> {
    this.#loggingIn ??= this.#begin(password).finally(() => {
      this.#loggingIn = undefined;
    });
    return this.#loggingIn;
  }

  #begin(password: string): Promise<Answer> {
    this.#visitor = this.#browser();
    return this.#kind === 'staff'
      ? this.post('/office/login', { staffId: this.id, password })
      : this.post('/login', { webUserId: this.id, password });
  }

  /** Another browser of the same person, not logged in. */
  elsewhere(): Person {
    return new Person(this.#url, this.id, this.address, this.#kind);
  }

  #browser() {
    return new Visitor((path, init) =>
      fetch(this.#url + path, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), 'x-forwarded-for': this.address },
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE),
      }),
    );
  }
}

async function read(ask: () => Promise<Response>): Promise<Answer> {
  try {
    const answer = await ask();
    return {
      status: answer.status,
      location: answer.headers.get('location') ?? '',
      text: await answer.text(),
    };
  } catch {
    return NO_ANSWER;
  }
}

/** No answer, or one that says nothing about what became of the request. */
export const isUnknown = ({ status }: Answer) => status === 0 || status >= 500;

/** The session has ended: whoever gets this logs in and begins again. */
export const isLoggedOut = ({ status, location }: Answer) =>
  status === 401 || /^\/(office\/)?login(\?|$)/.test(location);

/** `isDone`: the answer says that it was done. */
export const outcomeOf = (answer: Answer, isDone: boolean): 'acknowledged' | 'refused' | 'unknown' =>
  isUnknown(answer) ? 'unknown' : isDone ? 'acknowledged' : 'refused';
