import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { accessibilityProblems, launchBrowser, newVisitor, screenshots } from './browser.ts';

test('a browser opens a page, takes pictures of it and finds what keeps people out', async () => {
  const browser = await launchBrowser();
  const { page } = await newVisitor(browser, 'http://127.0.0.1', { width: 'phone' });
  await page.setContent('<html lang="ja"><title>試験</title><main><input></main></html>');
  await screenshots(page, 'support');
  expect(existsSync('test/output/support-390.png')).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([expect.stringContaining('label')]);
  expect(page.viewportSize()?.width).toBe(390);
  await browser.close();
});
