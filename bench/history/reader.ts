import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { DEMO_PASSWORD } from '../../db/seed/demo.ts';
import { forgetPeak, peakMemoryOf, processorSecondsOf } from '../process.ts';

/** How a download went; times from the moment of asking. */
export interface Download {
  seconds: number;
  firstByteSeconds: number;
  /** When the first data row was there. */
  firstRowSeconds: number;
  bytes: number;
  /** Of the web server. */
  processorSeconds: number;
  peakMemory: number;
}

/** The browser of the demo company's administrator at a web server. */
export interface Reader {
  get(path: string): Promise<string>;
  download(form: Record<string, string>): Promise<Download>;
}

export async function startReader(url: string, webPid: number): Promise<Reader> {
  const login = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ webUserId: '201234567000', password: DEMO_PASSWORD }),
  });
  const cookie = login.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
  return {
    async get(path) {
      const answer = await fetch(url + path, { headers: { cookie } });
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      return answer.text();
    },
    async download(form) {
      await forgetPeak(webPid);
      const processor = await processorSecondsOf(webPid);
      const read = await readAll(`${url}/access-history/export`, cookie, form);
      return {
        ...read,
        processorSeconds: (await processorSecondsOf(webPid)) - processor,
        peakMemory: await peakMemoryOf(webPid),
      };
    },
  };
}

async function readAll(url: string, cookie: string, form: Record<string, string>) {
  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  const asked = request(url, {
    method: 'POST',
    agent: false,
    headers: {
      cookie,
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
    },
  });
  asked.end(new URLSearchParams(form).toString());
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`the download answered ${answer.statusCode}`);
  const firstByteSeconds = passed();
  let firstRowSeconds = 0;
  let bytes = 0;
  let lineFeeds = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // The heading, then the first row. All rows are not counted here: psql's reader does not look at them either.
    for (let at = chunk.indexOf(10); at !== -1 && lineFeeds < 2; at = chunk.indexOf(10, at + 1)) lineFeeds++;
    if (lineFeeds === 2) firstRowSeconds ||= passed();
  }
  return { seconds: passed(), firstByteSeconds, firstRowSeconds, bytes };
}
