import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Question {
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  /** Sent as a form; a string as it is. */
  body?: Record<string, string> | string;
}

/** A client for one server. It costs less processor time than `fetch`, of which the measured server then gets more. */
export function httpClient(url: string, { connections = 8 }: { connections?: number } = {}) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return { ask, close: () => agent.destroy() };

  function ask(path: string, question: Question = {}): Promise<Answer> {
    const { method = 'GET', headers = {}, body } = question;
    const sent = typeof body === 'object' ? new URLSearchParams(body).toString() : body;
    const all = {
      ...(typeof body === 'object' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      ...(sent === undefined ? {} : { 'content-length': String(Buffer.byteLength(sent)) }),
      ...headers,
    };
    return new Promise((resolve, reject) => {
      const asked = request({ hostname, port, path, method, agent, headers: all }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      });
      asked.on('error', (error: NodeJS.ErrnoException) => {
        // The server had closed a connection that nobody used for a while.
        if (asked.reusedSocket && error.code === 'ECONNRESET') ask(path, question).then(resolve, reject);
        else reject(error);
      });
      asked.end(sent);
    });
  }
}
export type HttpClient = ReturnType<typeof httpClient>;

/** Throws where a server did not answer as it does when it did what was asked. */
export function expectStatus({ status, body }: Answer, expected: number, what: string): void {
  if (status !== expected) throw new Error(`${what} answered ${status}: ${body.toString().slice(0, 300)}`);
}

/** The cookies of an answer, as the browser sends them back. */
export const cookiesOf = ({ headers }: Answer): string =>
  (headers['set-cookie'] ?? []).map((set) => set.split(';')[0]).join('; ');
