import { faultsInSource } from '../support/page-faults.ts';
import type { ShownPage } from '../support/showcase.ts';
import type { TestWeb, Visitor } from '../support/web.ts';
import type { World } from '../web/security/bad-input-world.ts';
import {
  type KnownForm,
  knownForms,
  pagesOf,
  pairs,
  routeFinder,
  sendBefore,
} from '../web/security/known-forms.ts';
import { placeOf } from '../web/security/records.ts';
import { sameBrowser, undone } from '../web/security/undone.ts';

type Part = 'portal' | 'office';

/** What there is to look at, and what is wrong with it before anybody looks. */
export class Shown {
  readonly pages: ShownPage[] = [];
  readonly faults: string[] = [];
  /** Routes whose page is among them. */
  readonly routes = new Set<string>();
  /** Routes that refused an empty form, on a page that says so. */
  readonly refused = new Set<string>();
  readonly #seen = new Set<string>();

  /** Takes `html` unless its like, by `key`, is there. */
  add(what: string, key: string, html: string, headers: Headers): void {
    this.faults.push(...faultsInSource(html).map((fault) => `${what}: ${fault}`));
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.pages.push({ what, html, headers });
  }
}

/** Every page that anybody is answered: everybody is asked for all of them, and follows every link that they see. */
export async function pagesByAddress(web: TestWeb, world: World, part: Part): Promise<Shown> {
  const shown = new Shown();
  for (const [who, visitor] of world.visitors) {
    const links = new Set<string>();
    for (const { route, path } of placesOf(web, world, part)) {
      const answer = await asked(web, visitor, path);
      const html = await pageIn(answer);
      if (answer.status !== 200 || !html) continue;
      shown.routes.add(route);
      shown.add(`${path} (${who})`, path, html, answer.headers);
      for (const link of linksIn(html)) links.add(link);
    }
    for (const link of links)
      if (await isDead(await asked(web, visitor, link)))
        shown.faults.push(`a link of ${who} leads nowhere: ${link}`);
  }
  return shown;
}

/**
 * What forms lead to: each is sent empty, for how it refuses that, and filled in, for what comes after it, which often
 * has no address of its own.
 */
export async function pagesByForm(web: TestWeb, world: World, part: Part): Promise<Shown> {
  const shown = new Shown();
  const routeOf = routeFinder(web, 'GET');
  const { forms } = await knownForms(web, world, part);
  for (const form of forms) {
    const { who, route, action } = form;
    const empty = await sent(web, world, form, emptied(form));
    const refusal = await pageIn(empty.answer);
    if (empty.answer.status === 422 && refusal) {
      shown.refused.add(route);
      shown.add(`${route} empty (${who})`, `${route} ${namesOf(form)}`, refusal, empty.answer.headers);
    }
    const { answer, path } = await sent(web, world, form, form);
    const next = await pageIn(answer);
    if (!next) continue;
    if (answer.status === 200) shown.routes.add(routeOf(path));
    const key = path === action ? `${route} ${answer.status}` : routeOf(path);
    shown.add(`${path} after ${route} (${who}), ${answer.status}`, key, next, answer.headers);
  }
  return shown;
}

/** Where there are no records yet, only what needs none in its address. */
function placesOf(web: TestWeb, { records, pages }: World, part: Part) {
  const routeOf = routeFinder(web, 'GET');
  const routes = pagesOf(web, part).filter(({ path }) => records.length > 0 || !/[:*]/.test(path));
  const paths = [...routes.map((route) => placeOf(route, records).path), ...pages];
  return paths.map((path) => ({ path, route: routeOf(path) }));
}

const asked = (web: TestWeb, visitor: Visitor, path: string) =>
  undone(web, () => sameBrowser(web, visitor).get(path));

/** A whole page, not a part of one, a file or a way to somewhere else. */
async function pageIn(answer: Response): Promise<string | undefined> {
  if (!answer.headers.get('content-type')?.startsWith('text/html')) return undefined;
  const html = await answer.text();
  return /^\s*<!doctype html>/i.test(html) ? html : undefined;
}

const linksIn = (html: string) =>
  [...html.matchAll(/<a\b[^>]*\shref="(\/[^"#]*)/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

/** What a one-time password protects says so, whatever is asked (manual 5-2). */
const isDead = async (answer: Response) =>
  answer.status >= 400 && !(await answer.text()).includes('ワンタイムパスワードにより保護されています');

/** As it is sent where nobody typed or picked anything. */
const emptied = (form: KnownForm): Sending => ({
  action: form.action,
  fields: form.fields.map((field) => (field.hidden ? field : { ...field, value: '' })),
});

/** Rows of fields count once, however many there are. */
const namesOf = ({ fields }: KnownForm) =>
  [...new Set(fields.map(({ name }) => name.replaceAll(/\d+/g, '0')))].sort().join();

type Sending = Pick<KnownForm, 'action' | 'fields'>;

/** The page to which sending a form leads in the end, and its path. */
const sent = (web: TestWeb, { visitors }: World, form: KnownForm, { action, fields }: Sending) =>
  undone(web, async () => {
    const visitor = sameBrowser(web, visitors.get(form.who) as Visitor);
    await sendBefore(visitor, form);
    const answer = await visitor.post(action, pairs(fields));
    return { answer: await visitor.follow(answer), path: visitor.lastPath };
  });
