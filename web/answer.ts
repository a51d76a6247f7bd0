import type { Context } from './context.ts';

/** Whether htmx asked for a piece of a page; everything else wants a whole page. */
export const isPartial = (c: Context): boolean => c.req.header('hx-request-type') === 'partial';

/** Leads the browser to `path`, whoever asked: 303 for a plain form, HX-Redirect for htmx. */
export function redirectTo(c: Context, path: string): Response {
  if (!isPartial(c)) return c.redirect(path, 303);
  c.header('hx-redirect', path);
  return c.body(null, 204);
}

/** An ID as it was typed into a login: half-width, and without what no ID has and no database takes. */
export const typedId = (typed: string | undefined): string =>
  (typed ?? '')
    .normalize('NFKC')
    .replace(/\p{Cc}/gu, '')
    .trim();

export type FormValues = Record<string, string>;

/** The fields of a submitted form as text; files and repeated names are not used by any form of ours. */
export async function readForm(c: Context): Promise<FormValues> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
