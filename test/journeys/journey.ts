import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser, newVisitor } from '../support/browser.ts';
import { type Product, startProduct } from '../support/product.ts';
import { logIn, logInToOffice } from './steps.ts';

export type VisitorOptions = Parameters<typeof newVisitor>[2];

/** What the journeys of one file need: the product, with `overrides` of its environment, and people who visit it. */
export function startJourneys(overrides: Record<string, string> = {}) {
  let browser: Browser;
  let product: Product;
  beforeAll(async () => {
    [browser, product] = await Promise.all([launchBrowser(), startProduct(overrides)]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  const visitor = async (options?: VisitorOptions): Promise<Page> =>
    (await newVisitor(browser, product.url, options)).page;
  const loggedIn =
    (enter: typeof logIn) =>
    async (id: string, options?: VisitorOptions): Promise<Page> => {
      const page = await visitor(options);
      await enter(page, id);
      return page;
    };
  return {
    get product() {
      return product;
    },
    /** A browser of their own, in which nobody is logged in. */
    visitor,
    /** A customer's browser, at the user page. */
    customer: loggedIn(logIn),
    /** A browser of a member of staff, at the queue. */
    staff: loggedIn(logInToOffice),
  };
}
