import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { connect } from '../db/client.ts';
import { databaseVariables, port, readEnvironment } from '../db/environment.ts';
import { listLinkedServices } from '../db/linked-services.ts';
import { issueServiceKey, revokeServiceKeys } from '../db/service-keys.ts';
import { isServiceOperation } from '../domain/linked-service.ts';
import { manualOperations, operationText } from '../domain/operation-catalogue.ts';
import { type Html, html } from '../web/html.ts';

/**
 * Stands in for the linked services in the embedded default: one small program for all of them, and in front of it the
 * gateway that in production is nginx (docs/gateway.md). It shows what it is told of the visitor, and records an operation
 * with its own key at the press of a button.
 */
const { DATABASE_URL, LINKED_SERVICES_PORT, LINKED_SERVICES_URL, WEB_URL } = readEnvironment({
  ...databaseVariables,
  LINKED_SERVICES_PORT: port.min(1).default(3100),
  /** Where visitors reach this program; the services' addresses begin with it. */
  LINKED_SERVICES_URL: z.url().default('http://localhost:3100'),
  /** Where this program reaches the portal. */
  WEB_URL: z.url().default('http://127.0.0.1:3000'),
});

/** Tells our keys from those that somebody issues in the back office. */
const KEY_NAME = 'npm start';
const keys = await freshKeys();
createServer((asked, answer) => {
  gateway(asked, answer).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    answer
      .writeHead(503, { 'content-type': 'text/plain; charset=utf-8' })
      .end('ただいまご利用いただけません。');
  });
}).listen(LINKED_SERVICES_PORT, '127.0.0.1', () => console.log(`Linked services on ${LINKED_SERVICES_PORT}`));

/** A key for each service, in place of those of an earlier start: nothing secret is kept on disk. */
async function freshKeys(): Promise<Map<string, string>> {
  const { db, close } = connect(DATABASE_URL, { max: 1 });
  const made = new Map<string, string>();
  for (const { serviceCode } of await listLinkedServices(db))
    await db.transaction(async (tx) => {
      await revokeServiceKeys(tx, serviceCode, new Date(), KEY_NAME);
      made.set(serviceCode, await issueServiceKey(tx, serviceCode, { name: KEY_NAME }));
    });
  await close();
  return made;
}

/** Asks the portal about every request, as a proxy does, and passes on those that are let through. */
async function gateway(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const check = await fetch(`${WEB_URL}/gateway/check`, {
    headers: { cookie: asked.headers.cookie ?? '', 'x-original-url': `${LINKED_SERVICES_URL}${asked.url}` },
  });
  await check.arrayBuffer();
  const location = check.headers.get('x-madoguchi-location');
  if (check.status === 200) return service(asked, answer, Object.fromEntries(check.headers));
  if (location && (check.status === 401 || check.status === 403))
    return void answer.writeHead(303, { location }).end();
  answer.writeHead(check.status === 403 ? 403 : 503, { 'content-type': 'text/plain; charset=utf-8' });
  answer.end(check.status === 403 ? 'このページはご利用いただけません。' : 'ただいまご利用いただけません。');
}

/** The service itself: knows its visitor by the gateway's headers alone. */
async function service(asked: IncomingMessage, answer: ServerResponse, visitor: IncomingHttpHeaders) {
  const recorded = asked.method === 'POST' && isOwnForm(asked) ? await record(asked, visitor) : undefined;
  answer.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
  });
  answer.end(String(page(visitor, recorded)));
}

const isOwnForm = ({ headers }: IncomingMessage) =>
  headers['sec-fetch-site'] === 'same-origin' || headers.origin === `http://${headers.host}`;

async function record(asked: IncomingMessage, visitor: IncomingHttpHeaders): Promise<string> {
  const form = new URLSearchParams(await bodyOf(asked));
  const sent = await fetch(`${WEB_URL}/gateway/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${keys.get(text(visitor, 'service'))}`,
    },
    body: JSON.stringify({
      events: [
        {
          eventId: randomUUID(),
          webUserId: text(visitor, 'user'),
          insuredCode: text(visitor, 'insured-code'),
          operation: form.get('operation') ?? '',
          at: new Date().toISOString(),
          address: '203.0.113.101',
        },
      ],
    }),
  });
  const { results } = (await sent.json()) as { results?: { status: string }[] };
  return results?.[0]?.status === 'recorded'
    ? 'アクセス履歴に記録しました。'
    : 'アクセス履歴に記録できませんでした。';
}

async function bodyOf(asked: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of asked.setEncoding('utf8')) if (body.length < 10_000) body += chunk;
  return body;
}

const text = (visitor: IncomingHttpHeaders, name: string) =>
  decodeURIComponent(String(visitor[`x-madoguchi-${name}`] ?? ''));

function page(visitor: IncomingHttpHeaders, recorded: string | undefined): Html {
  const facts = [
    ['Webユーザー', `${text(visitor, 'name')}（${text(visitor, 'user')}）`],
    ['保険利用者', `${text(visitor, 'company')}（${text(visitor, 'insured-code')}）`],
    ['入力・申込権限', text(visitor, 'application-right')],
    ['情報データ参照権限', text(visitor, 'contract-data-right')],
    ['申込データ参照権限', text(visitor, 'application-data-right')],
  ];
  const codes = Object.keys(manualOperations).filter(isServiceOperation);
  return html`<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>連携サービス（見本）</title>
<style>body{font:16px/1.7 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}dt{font-weight:bold}select,button{font:inherit;padding:.4rem;max-width:100%}</style></head>
<body><h1>連携サービス（見本）：${text(visitor, 'service')}</h1>
<p>ここは別のシステムの代わりです。ゲートウェイから、次のことだけを知らされています。</p>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${recorded && html`<p role="status"><strong>${recorded}</strong></p>`}
<form method="post"><label for="operation">操作</label>
<p><select id="operation" name="operation">${codes.map((code) => html`<option value="${code}">${operationText(code)}</option>`)}</select></p>
<p><button>この操作を行い、アクセス履歴に記録する</button></p></form>
</body></html>`;
}
