import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium.ts';

const output = fileURLToPath(new URL('../output', import.meta.url));

/** Widths of a screen at which every page must be right, in CSS pixels. */
export const widths = { desktop: 1280, phone: 390 } as const;
export type Width = keyof typeof widths;

/** WCAG 2.2 AA, which JIS X 8341-3:2016 AA is a part of. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The smallest there is of it: each page takes it in anew. */
const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** A browser without a window; `close()` it. Chromium's own traffic is off, as is its sandbox where we are root. */
export async function launchBrowser(): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: await findChromium(),
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A visitor of their own: cookies are not shared with other visitors. `javaScript: false`: a browser without it. */
export async function newVisitor(
  browser: Browser,
  baseURL: string,
  { width = 'desktop', javaScript = true }: { width?: Width; javaScript?: boolean } = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    baseURL,
    viewport: { width: widths[width], height: width === 'phone' ? 844 : 900 },
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    javaScriptEnabled: javaScript,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  return { context, page: await context.newPage() };
}

/** Takes the whole page at each width into test/output/NAME-WIDTH.png, and leaves the page as wide as it was. */
export async function screenshots(page: Page, name: string): Promise<void> {
  await mkdir(output, { recursive: true });
  const before = page.viewportSize();
  for (const width of Object.values(widths)) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    await page.screenshot({ path: join(output, `${name}-${width}.png`), fullPage: true });
  }
  if (before) await page.setViewportSize(before);
}

/** On how many sheets of paper the page is printed. */
export async function sheets(page: Page): Promise<number> {
  return sheetsIn(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
}
export const sheetsIn = (pdf: Buffer): number =>
  pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;

/**
 * What keeps people with disabilities out, one line for each element; empty where all is well. Of the part `within` alone, if
 * one is given.
 */
export async function accessibilityProblems(page: Page, within = 'html'): Promise<string[]> {
  if (!(await page.evaluate('Boolean(window.axe)'))) await page.evaluate(axeSource);
  const options = { runOnly: RULES, resultTypes: ['violations'] };
  const { violations } = (await page.evaluate(
    `axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)})`,
  )) as AxeResults;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`),
  );
}
