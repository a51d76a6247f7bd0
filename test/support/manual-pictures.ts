import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type ManualPicture, manualPictures } from './manual.ts';
import { steadyText } from './steady-text.ts';

/** CSS pixels: about what GitHub shows of a picture, and where the office still has its columns. */
const WIDTH = { portal: 1040, office: 1280 } as const;
/** A page that is higher is cut around what is framed. */
const HEIGHT = 1280;
const MARGIN = 220;
const SHORTEST = 900;
const QUALITY = 80;

/** What this journey has shown: where a helper shows a screen again, its first picture counts. */
const shown = new Set<string>();

/** Takes the pictures in which the manual's chapters show what a journey shows as `look`, into `folder`. */
export async function takeManualPictures(page: Page, look: string, folder: string): Promise<void> {
  const wanted = manualPictures().filter((picture) => picture.look === look);
  if (wanted.length === 0 || shown.has(look)) return;
  shown.add(look);
  await mkdir(folder, { recursive: true });
  const before = page.viewportSize();
  const width = new URL(page.url()).pathname.startsWith('/office') ? WIDTH.office : WIDTH.portal;
  await page.setViewportSize({ width, height: (await page.locator('dialog[open]').count()) ? 900 : 640 });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await holdTexts(page);
  for (const picture of wanted) {
    const path = join(folder, picture.file);
    if (existsSync(path)) throw new Error(`two journeys show "${look}", so which one is ${picture.file}?`);
    await writeFile(path, await take(page, picture, width));
  }
  await page.evaluate(RELEASE_TEXTS);
  if (before) await page.setViewportSize(before);
}

async function take(page: Page, { marks, file }: ManualPicture, width: number): Promise<Buffer> {
  const marked: Locator[] = [];
  for (const mark of marks) marked.push(await find(page, mark, file));
  for (const locator of marked) await style(locator, FRAME);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    ...(await extent(page, marked, width)),
  });
  await session.detach();
  for (const locator of marked) await style(locator, NO_FRAME);
  return Buffer.from(data, 'base64');
}

/** The button, link or field with these words; the manual's words must be the screen's. */
async function find(page: Page, mark: string, file: string): Promise<Locator> {
  const scope = (await page.locator('dialog[open]').count())
    ? page.locator('dialog[open]')
    : page.locator('body');
  for (const candidate of [
    scope.getByRole('button', { name: mark, exact: true }),
    scope.getByRole('link', { name: mark, exact: true }),
    scope.getByRole('heading', { name: mark, exact: true }),
    scope.getByLabel(mark, { exact: true }),
    scope.getByRole('group', { name: mark, exact: true }),
    scope.getByText(mark, { exact: true }),
    scope.getByLabel(mark),
  ]) {
    const visible = candidate.filter({ visible: true }).first();
    if ((await visible.count()) > 0) return visible;
  }
  throw new Error(`${file}: there is no "${mark}" on ${page.url()}`);
}

const style = (locator: Locator, properties: Record<string, string>) =>
  locator.evaluate((element, given) => Object.assign(element.style, given) && undefined, properties);

/** The window where a dialog is open; else the whole page, or where that is long its beginning or what is around the frames. */
async function extent(page: Page, marked: Locator[], width: number) {
  const { scroll, height, dialog } = (await page.evaluate(MEASURES)) as {
    scroll: number;
    height: number;
    dialog: boolean;
  };
  if (dialog) return {};
  const boxes = (await Promise.all(marked.map((locator) => locator.boundingBox()))).filter(
    (box) => box !== null,
  );
  const top = Math.min(...boxes.map((box) => box.y)) + scroll;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + scroll;
  const fits = height <= HEIGHT || boxes.length === 0 || bottom + MARGIN <= HEIGHT;
  const end = Math.round(fits ? Math.min(height, HEIGHT) : Math.min(height, bottom + MARGIN));
  const start = fits ? 0 : Math.round(Math.max(0, Math.min(top - MARGIN, end - SHORTEST)));
  return {
    captureBeyondViewport: true,
    clip: { x: 0, y: start, width, height: end - start, scale: 1 },
  };
}

/** A calendar's days are what they are, whenever its picture is taken. */
const CALENDAR = /^\/office\/holidays/;

/** Dates and times become those of a fixed day until they are released: the journey goes on with the true ones. */
async function holdTexts(page: Page): Promise<void> {
  const texts = (await page.evaluate(COLLECT_TEXTS)) as string[];
  const now = new Date();
  const isCalendar = CALENDAR.test(new URL(page.url()).pathname);
  const steady = texts.map((text) => (isCalendar ? text : steadyText(text, now)));
  await page.evaluate(`(${SHOW_TEXTS})(${JSON.stringify(steady)})`);
}

const COLLECT_TEXTS = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const held = [];
  while (walker.nextNode()) held.push({ node: walker.currentNode, key: 'data', text: walker.currentNode.data });
  for (const node of document.querySelectorAll('input:not([type=file]), textarea'))
    held.push({ node, key: 'value', text: node.value, type: node.type });
  window.heldTexts = held;
  return held.map(({ text }) => text);
})()`;
/** A day is written as a Japanese browser does it, whatever language this one speaks. */
const SHOW_TEXTS = `(steady) => window.heldTexts.forEach(({ node, key, text, type }, index) => {
  if (type === 'date') node.type = 'text';
  const shown = type === 'date' ? steady[index].replaceAll('-', '/') || '年/月/日' : steady[index];
  if (shown !== text) node[key] = shown;
})`;
const RELEASE_TEXTS = `window.heldTexts.forEach(({ node, key, text, type }) => {
  if (type === 'date') node.type = type;
  if (node[key] !== text) node[key] = text;
})`;
const MEASURES = `({
  scroll: window.scrollY,
  height: document.documentElement.scrollHeight,
  dialog: document.querySelector('dialog[open]') !== null,
})`;
const FRAME = { outline: '3px solid #d60000', outlineOffset: '4px', borderRadius: '4px' };
const NO_FRAME = { outline: '', outlineOffset: '', borderRadius: '' };
