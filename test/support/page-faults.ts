/** What is wrong with a page, whatever it is about: in its source, in a window, opened, and on paper. */
import type { Page } from 'playwright-core';
import { accessibilityProblems } from './browser.ts';

const WINDOW = { width: 1280, height: 900 };
/** The same at 200 % (WCAG 1.4.4, 1.4.10). */
const ENLARGED = { width: 640, height: 450 };
const TELEPHONE = { width: 390, height: 850 };
/** A4 without its margins, at the 96 dots an inch of a style sheet. */
const PAPER = { width: 673, height: 1_000 };

/** One title, one first heading, no name twice, every link within the page leads somewhere, nothing that is not a value. */
export function faultsInSource(html: string): string[] {
  const count = (pattern: RegExp) => html.match(pattern)?.length ?? 0;
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  const targets = [...html.matchAll(/\shref="#([^"]+)"/g)].map(([, id]) => id);
  return [
    ...(count(/<title>[^<]+<\/title>/g) === 1 ? [] : ['it has not one title']),
    ...(count(/<h1[\s>]/g) === 1 ? [] : [`it has ${count(/<h1[\s>]/g)} first headings`]),
    ...twice.map((id) => `two elements have the ID ${id}`),
    ...targets.filter((id) => !ids.includes(id)).map((id) => `a link leads to #${id}, which is not there`),
    ...(html.match(/>[^<]*\b(undefined|NaN|\[object Object\])\b[^<]*</g) ?? []),
  ];
}

/** Accessible on a telephone, with all that can be opened open, and not wider than that. */
export async function faultsOnTelephone(page: Page): Promise<string[]> {
  await page.evaluate(OPEN);
  await setWindow(page, TELEPHONE);
  return [
    ...(await accessibilityProblems(page)),
    ...(await tooWide(page, 'a telephone')),
    ...(await faultsInDialogs(page)),
  ];
}

/** The same on a large window and one at 200 %, and on paper. */
export async function faultsElsewhere(page: Page): Promise<string[]> {
  await setWindow(page, WINDOW);
  const faults = [...(await accessibilityProblems(page)), ...(await tooWide(page, 'a window'))];
  await setWindow(page, ENLARGED);
  faults.push(...(await tooWide(page, 'a window at 200 %')));
  return [...faults, ...(await faultsInPrint(page))];
}

/** Measures only what has been drawn: until then Chromium may still answer with the sizes of before, as a screen's on paper. */
async function setWindow(page: Page, size: typeof WINDOW): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}

/** Each that waits in the page, as on a telephone. */
async function faultsInDialogs(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const ids = (await page.evaluate(DIALOGS)) as string[];
  for (const id of ids) {
    await page.evaluate(`document.getElementById('${id}').showModal()`);
    const inside = (await page.evaluate(OUTSIDE_OF_WINDOW)) as string[];
    faults.push(...inside.map((what) => `in the dialog ${id} ${what} does not fit`));
    faults.push(...(await accessibilityProblems(page, `#${id}`)));
    await page.evaluate(`document.getElementById('${id}').close()`);
  }
  return faults;
}

async function faultsInPrint(page: Page): Promise<string[]> {
  await page.emulateMedia({ media: 'print' });
  await setWindow(page, PAPER);
  const left = (await page.evaluate(PRESSABLE)) as string[];
  const faults = [...left.map((what) => `${what} is printed`), ...(await tooWide(page, 'paper'))];
  await page.emulateMedia({ media: 'screen' });
  return faults;
}

const tooWide = async (page: Page, where: string) =>
  ((await page.evaluate(TOO_WIDE)) as string[]).map((what) => `${what} does not fit onto ${where}`);

const NAMED = `const named = (one) => one.tagName.toLowerCase() + (one.className ? '.' + one.className : '') +
  ' "' + one.textContent.trim().slice(0, 30) + '"';`;

/** The innermost elements that reach beyond the window, where the page scrolls sideways at all. */
const TOO_WIDE = `(() => { ${NAMED}
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const beyond = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
  return beyond.filter((one) => !beyond.some((other) => other !== one && one.contains(other))).slice(0, 3).map(named);
})()`;
const OUTSIDE_OF_WINDOW = `(() => { ${NAMED}
  return [...document.querySelectorAll('dialog[open], dialog[open] *')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(named);
})()`;
/** What sticks to an edge covers only what can be scrolled away from beneath it, so it is let go. */
const OPEN = `(() => {
  for (const one of document.querySelectorAll('details')) one.open = true;
  for (const one of document.querySelectorAll('body *'))
    if (getComputedStyle(one).position === 'sticky' && !one.closest('table')) one.style.position = 'static';
})()`;
/** The warning before a session ends is on every page of the portal, and the same everywhere: once is enough. */
const DIALOGS = `[...document.querySelectorAll('dialog[id]:not([open])')].map(({ id }) => id).filter((id) => id !== 'session-warning')`;
/** Paper has nowhere to go, and nothing to press. */
const PRESSABLE = `(() => { ${NAMED}
  return [...document.querySelectorAll('nav, button, .button, dialog')].filter((one) => one.checkVisibility())
    .slice(0, 3).map(named);
})()`;
