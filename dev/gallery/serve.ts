/** Shows every component on exemplary pages: `PORT=4000 node dev/gallery/serve.ts`, then http://127.0.0.1:4000/ */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { assets } from '../../web/assets.ts';
import { html } from '../../web/html.ts';
import { portalPage } from '../../web/layout.ts';
import { officePages } from './office.ts';
import { institutionName, portalPages } from './portal.ts';

const pages = { ...portalPages, ...officePages };

const app = new Hono()
  .use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"] } }))
  .route('/assets', assets)
  .get('/', (c) =>
    c.html(
      portalPage({
        institutionName,
        title: '画面の見本',
        content: html`<ul>${Object.keys(pages).map((name) => html`<li><a href="/${name}">${name}</a></li>`)}</ul>`,
      }),
    ),
  )
  .get('/:name', (c) => {
    const page = pages[c.req.param('name')];
    return page ? c.html(page()) : c.notFound();
  });

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 4000), hostname: '127.0.0.1' });
