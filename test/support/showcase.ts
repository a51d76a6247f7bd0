import { serve } from '@hono/node-server';
import { freePort } from '../../dev/ports.ts';
import { assetUrl } from '../../web/assets.ts';
import type { TestWeb } from './web.ts';

/** A page as somebody was answered it. */
export interface ShownPage {
  /** What it is and for whom, to be found again. */
  what: string;
  html: string;
  headers: Headers;
}

const FONTS = `<link rel="stylesheet" href="${assetUrl('fonts.css')}">`;

export interface Showcase {
  readonly url: string;
  /** The address at which a browser finds this page again. */
  show(page: ShownPage): string;
  close(): Promise<void>;
}

/**
 * Shows a browser pages that were rendered before, one by one, with the assets and the security headers of the product: also
 * those that only a form's answer shows, and those whose records are gone. What a page asks for by itself is answered by
 * nothing new. They come without the fonts, which would take half of the time; whatever else the browser has is as wide.
 */
export async function startShowcase(web: TestWeb): Promise<Showcase> {
  const pages: ShownPage[] = [];
  const port = await freePort();
  const answer = async (path: string): Promise<Response> => {
    if (path.startsWith('/assets/')) return web.visitor().get(path);
    const page = pages[Number(path.match(/^\/shown\/(\d+)$/)?.[1])];
    if (!page) return new Response(null, { status: 204 });
    return new Response(page.html.replace(FONTS, ''), { headers: page.headers });
  };
  const server = serve({ port, hostname: '127.0.0.1', fetch: ({ url }) => answer(new URL(url).pathname) });
  return {
    url: `http://127.0.0.1:${port}`,
    show: (page) => `/shown/${pages.push(page) - 1}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
