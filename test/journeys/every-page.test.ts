import type { Browser, ConsoleMessage, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, newVisitor, screenshots } from '../support/browser.ts';
import { lengthen } from '../support/long-content.ts';
import { faultsElsewhere, faultsOnTelephone } from '../support/page-faults.ts';
import { type Showcase, type ShownPage, startShowcase } from '../support/showcase.ts';
import { startTestWeb } from '../support/web.ts';
import { pagesOf } from '../web/security/known-forms.ts';
import { type Person, people } from '../web/security/people.ts';
import { temporalThatIsDown } from '../web/security/undone.ts';
import { pagesByAddress, pagesByForm } from './shown-pages.ts';
import { sides } from './sides.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** Windows that are looked at side by side. */
const WINDOWS = 2;

test.each(['portal', 'office'] as const)(
  'every page of the %s keeps nobody out, whatever is on it: empty, long, refused, opened, small, enlarged or printed',
  async (side) => {
    const { makeWorld, newcomer, alsoWho, withoutPage, refusing } = sides[side];
    const web = await startTestWeb();
    onTestFinished(() => web.close());
    web.services.temporal = temporalThatIsDown;
    const first = await (side === 'portal' ? web.user(newcomer) : web.staff(newcomer));
    const nothing = { visitors: new Map([['newcomer', first]]), records: [], pages: [] };
    const empty = await pagesByAddress(web, nothing, side);
    const world = await makeWorld(web);
    for (const who of alsoWho) world.visitors.set(who, await (people[who] as Person).logIn(web));
    await lengthen(web.services.db);
    const byAddress = await pagesByAddress(web, world, side);
    const byForm = await pagesByForm(web, world, side);

    const showcase = await startShowcase(web);
    onTestFinished(() => showcase.close());
    const faults = [empty, byAddress, byForm].flatMap((shown) => shown.faults);
    faults.push(...(await look(showcase, byAddress.pages, [faultsOnTelephone, faultsElsewhere])));
    faults.push(...(await look(showcase, [...empty.pages, ...byForm.pages], [faultsOnTelephone])));
    expect([...new Set(faults)]).toEqual([]);
    const seen = (route: string) => byAddress.routes.has(route) || byForm.routes.has(route);
    const routes = pagesOf(web, side).map(({ path }) => `GET ${path}`);
    expect(routes.filter((route) => !seen(route))).toEqual(withoutPage);
    expect([...byForm.refused]).toEqual(expect.arrayContaining(refusing));
  },
  600_000,
);

type Check = (page: Page) => Promise<string[]>;

async function look(showcase: Showcase, pages: readonly ShownPage[], checks: Check[]): Promise<string[]> {
  const waiting = [...pages];
  const faults: string[] = [];
  const windows = Array.from({ length: WINDOWS }, async () => {
    const { page, context } = await newVisitor(browser, showcase.url);
    for (let shown = waiting.shift(); shown; shown = waiting.shift()) {
      const { what } = shown;
      for (const fault of await faultsOf(page, showcase.show(shown), checks))
        faults.push(`${what}: ${fault}`);
      if (process.env.PICTURES === 'true') await screenshots(page, pictureName(what));
    }
    await context.close();
  });
  await Promise.all(windows);
  return faults;
}

/** What the checks find, and what the browser itself complains about. */
async function faultsOf(page: Page, address: string, checks: Check[]): Promise<string[]> {
  const faults: string[] = [];
  const hear = (message: ConsoleMessage) => message.type() === 'error' && faults.push(message.text());
  const fail = (error: Error) => faults.push(error.message);
  page.on('console', hear).on('pageerror', fail);
  await page.goto(address, { waitUntil: 'domcontentloaded' });
  for (const check of checks) faults.push(...(await check(page)));
  page.off('console', hear).off('pageerror', fail);
  return faults;
}

const pictureName = (what: string) => `every${what.replaceAll(/[^\w]+/g, '-').slice(0, 120)}`;
