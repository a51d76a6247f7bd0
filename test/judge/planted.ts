/**
 * A server with the mistakes that the product must not have, and no other purpose: a judge that does not find them has
 * said nothing about the product. It listens on loopback, only while it is judged.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import postgres from 'postgres';

export async function startPlanted(databaseUrl: string): Promise<{ url: string; close(): Promise<void> }> {
  const sql = postgres(databaseUrl, { max: 4, onnotice: () => {} });
  const banks = async (code: string) => {
    const rows = await sql.unsafe(`select name from banks where bank_code = '${code}'`);
    return rows.map(({ name }) => `<p>${name}</p>`).join('');
  };
  const server = createServer(async (incoming, response) => {
    const [pathname, query] = (incoming.url ?? '/').split('?');
    const value = (name: string) => new URLSearchParams(query).get(name) ?? '';
    try {
      if (pathname === '/greeting') return page(response, `<p>${value('name')}</p>`);
      if (pathname === '/away') return void response.writeHead(303, { location: value('to') }).end();
      if (pathname === '/banks') return page(response, await banks(value('code')));
      if (pathname === '/quiet-banks') return page(response, await banks(value('code')).catch(() => ''));
      page(response, links);
    } catch (error) {
      page(response, `<p>PostgreSQL ERROR: ${(error as Error).message}</p>`, 500);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await sql.end({ timeout: 1 });
    },
  };
}

const links = `
  <a href="/greeting?name=Aoki">greeting</a> <a href="/away?to=/">away</a>
  <a href="/banks?code=0001">banks</a> <a href="/quiet-banks?code=0001">banks without errors</a>`;

function page(response: ServerResponse, content: string, status = 200) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="en"><title>planted</title><body>${content}</body></html>`);
}
