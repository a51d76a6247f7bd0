import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessibilityProblems, screenshots } from '../support/browser.ts';
import { takeManualPictures } from '../support/manual-pictures.ts';
import { DEMO_PASSWORD } from '../support/web.ts';

/** What a person does in the browser, by the words on the screen. */
export const press = (page: Page, name: string) =>
  page
    .getByRole('button', { name, exact: true })
    .or(page.getByRole('link', { name, exact: true }))
    .first()
    .click();

export async function logIn(page: Page, webUserId: string): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('WebユーザーID').fill(webUserId);
  await page.getByLabel('パスワード').fill(DEMO_PASSWORD);
  await press(page, 'ログイン');
  await page.getByRole('heading', { name: 'ユーザーページ', level: 1 }).waitFor();
}

export async function logInToOffice(page: Page, staffId: string): Promise<void> {
  await page.goto('/office/login');
  await page.locator('[name=staffId]').fill(staffId);
  await page.locator('[name=password]').fill(DEMO_PASSWORD);
  await press(page, 'ログイン');
  await page.waitForURL(/\/office(\/?|\?.*)$/);
}

/**
 * A page that is looked at: nothing on it keeps people out. With PICTURES=true its pictures are put into test/output; with
 * MANUAL_PICTURES=FOLDER those in which the user manual shows it are put into that folder (`npm run manual`).
 */
export async function look(page: Page, name: string): Promise<void> {
  expect(await accessibilityProblems(page), `accessibility of ${name}`).toEqual([]);
  if (process.env.PICTURES === 'true') await screenshots(page, name);
  const folder = process.env.MANUAL_PICTURES;
  if (folder) await takeManualPictures(page, name, folder);
}
