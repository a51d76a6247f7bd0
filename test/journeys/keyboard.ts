import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** More stops than any page has. */
const STOPS = 150;

/** Goes on with Tab until `target` has the focus, as somebody without a mouse has to: every stop on the way can be seen. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const passed: string[] = [];
  await target.waitFor();
  for (let stop = 0; stop < STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const { what, hidden } = (await page.evaluate(FOCUS)) as { what: string; hidden: string };
    expect(hidden, `the focus on ${what} of ${page.url()}`).toBe('');
    passed.push(what);
    if (await target.and(page.locator(':focus')).count()) return;
  }
  throw new Error(`Tab does not lead to ${target}, but to: ${passed.join(' → ')}`);
}

/** By Tab to the button or link of that name, and press it. */
export async function pressByKey(page: Page, name: string | RegExp, key: 'Enter' | 'Space' = 'Enter') {
  const named = { name, exact: true };
  const found = page.getByRole('button', named).or(page.getByRole('link', named));
  await tabTo(page, found.filter({ visible: true }).first());
  await page.keyboard.press(key);
}

/** What has the focus, and why that cannot be seen; '' where it can (WCAG 2.4.7, 2.4.11). */
const FOCUS = `(() => {
  const one = document.activeElement;
  const what = one.tagName.toLowerCase() + ' "' + (one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 30)) + '"';
  if (one === document.body) return { what, hidden: '' };
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
  const inSight = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  const spots = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.9]].map(([x, y]) => document.elementFromPoint(left + width * x, top + height * y));
  const covered = !spots.some((spot) => spot && (one.contains(spot) || spot.contains(one)));
  const hidden = outlineStyle === 'none' || parseFloat(outlineWidth) < 2 ? 'has no outline'
    : !inSight ? 'is out of sight' : covered ? 'is covered' : '';
  return { what, hidden };
})()`;
