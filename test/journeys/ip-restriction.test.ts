import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessEvents } from '../../db/schema/events.ts';
import { DEMO_PASSWORD } from '../support/web.ts';
import { startJourneys } from './journey.ts';
import { logIn, logInToOffice, look as lookWithScript, press } from './steps.ts';

/** The checks of a page need its scripts. */
const look = async (page: Page, name: string) => {
  if (!name.endsWith('-without-script')) await lookWithScript(page, name);
};

/** What the demonstration counts a browser on this machine as. */
const HERE = '203.0.113.101';

const journey = startJourneys();

/** A browser behind the proxy that says where it is. */
async function visitor(address?: string, options: { javaScript?: boolean } = {}): Promise<Page> {
  const page = await journey.visitor(options);
  if (address) await page.context().setExtraHTTPHeaders({ 'x-forwarded-for': address });
  return page;
}

async function tryToLogIn(page: Page, webUserId: string): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('WebユーザーID').fill(webUserId);
  await page.getByLabel('パスワード').fill(DEMO_PASSWORD);
  await press(page, 'ログイン');
}

const rowOf = (page: Page, number: number) => page.locator('.ip-rows > ol > li').nth(number - 1);
const fill = (page: Page, number: number, key: string, text: string) =>
  rowOf(page, number).locator(`[name$=".${key}"]`).fill(text);

describe.each([
  {
    company: '201234567',
    email: 'taro.nihon@aonagi-trading.example',
    applicant: '201234567001',
    javaScript: true,
  },
  {
    company: '201234568',
    email: 'daisuke.hayakawa@hotakami-seiki.example',
    applicant: undefined,
    javaScript: false,
  },
])('IPアドレス制限, script: $javaScript', ({ company, email, applicant, javaScript }) => {
  const name = (page: string) => `ip-restriction-${page}${javaScript ? '' : '-without-script'}`;

  test('is set, keeps the next login from elsewhere out, and is lifted by staff', async () => {
    const away = await visitor('198.51.100.7', { javaScript });
    const anyone = applicant ?? `${company}000`;
    await logIn(away, anyone);

    const page = await visitor(undefined, { javaScript });
    await logIn(page, `${company}000`);
    await page.getByRole('link', { name: 'Webユーザー（管理者）情報変更' }).click();
    expect(await page.locator('.ip-rows').isVisible()).toBe(false);
    await page.getByRole('link', { name: 'IPアドレス制限のヘルプ' }).click();
    await page.getByRole('heading', { name: 'IPアドレス制限について' }).waitFor();
    await look(page, name('help'));
    await press(page, javaScript ? '閉じる' : '戻る');

    await page.getByLabel('設定する', { exact: true }).check();
    expect(await page.locator('.current-address').first().textContent()).toBe(HERE);
    await fill(page, 1, 'memo', '本社');
    await fill(page, 1, 'address', '192.168.0.1');
    await fill(page, 3, 'address', '１９２．０．２．９');
    await press(page, '追加');
    await rowOf(page, 20).waitFor();
    expect(await rowOf(page, 1).locator('[name$=".memo"]').inputValue()).toBe('本社');
    await confirmInput(page, javaScript);
    await page
      .getByText('プライベート（ローカル）IPアドレスは設定できません', { exact: false })
      .first()
      .waitFor();
    await look(page, name('errors'));

    await fill(page, 1, 'address', '');
    await fill(page, 1, 'address', '203.0.113.96');
    await rowOf(page, 1).locator('select').selectOption('range');
    await fill(page, 1, 'mask', '255.255.255.240');
    await rowOf(page, 1).locator('[name$=".mask"]').press('Enter');
    if (javaScript) await page.getByRole('dialog').getByRole('button', { name: 'キャンセル' }).click();
    else await press(page, 'キャンセル');
    expect(await rowOf(page, 1).locator('[name$=".mask"]').inputValue()).toBe(
      javaScript ? '255.255.255.240' : '/28',
    );
    await confirmInput(page, javaScript, name('question'));
    await page.getByRole('heading', { name: '入力内容の確認' }).waitFor();
    await page.getByText('203.0.113.96 ～ 203.0.113.111').waitFor();
    const rehearsal = page.locator('section', { hasText: 'この設定でログインできなくなる利用' });
    expect(await rehearsal.textContent()).toContain('198.51.100.7');
    await look(page, name('confirm'));

    await press(page, '修正する');
    expect(await rowOf(page, 1).locator('[name$=".mask"]').inputValue()).toBe('/28');
    await confirmInput(page, javaScript);
    await press(page, '確定する');
    await page.getByRole('heading', { name: 'Webユーザー（管理者）情報変更完了', level: 1 }).waitFor();
    const notice = await journey.product.mail.waitForMail(email, { subject: 'IPアドレス制限の設定変更' });
    expect(notice.text).toContain('203.0.113.96/28（本社）');

    await away.goto('/own-details');
    await away.getByRole('heading', { level: 1 }).waitFor();
    expect(await away.title(), 'a session that is in stays valid').toContain('Webユーザー情報');
    await away.goto('/');
    await press(away, 'ログアウト');
    await tryToLogIn(away, anyone);
    await away.getByRole('heading', { name: 'このIPアドレスからはログインできません' }).waitFor();
    await look(away, name('kept-out'));
    await logIn(await visitor('203.0.113.99', { javaScript }), anyone);

    const approver = await visitor(undefined, { javaScript });
    await logInToOffice(approver, 'approver1');
    await press(approver, '管理');
    await approver.getByRole('link', { name: 'IPアドレス制限' }).click();
    await approver.locator(`a[href="/office/companies/${company}/restrictions"]`).click();
    await press(approver, '制限を解除する');
    await look(approver, name('office'));
    await approver.getByLabel('理由').fill('社屋の移転により、ログインできなくなったため。');
    await press(approver, '制限を解除する');
    await approver.getByText('設定なし').waitFor();
    const lifted = await journey.product.mail.waitForMail(email, { subject: 'IPアドレス制限の解除' });
    expect(lifted.text).toContain('社屋の移転により');
    await logIn(away, anyone);

    await page.goto('/administrator');
    expect(await page.locator('.ip-rows').isVisible()).toBe(false);
    await page.getByLabel('設定する', { exact: true }).check();
    expect(await rowOf(page, 1).locator('[name$=".address"]').inputValue()).toBe('203.0.113.96');
    const events = await journey.product.database.db.select().from(accessEvents);
    expect(
      events.filter(({ insuredCode, operation }) => insuredCode === company && operation === 'P-72'),
    ).toHaveLength(1);
  }, 180_000);
});

/** 確認する and the message box: a dialog, or the page that comes after the input where no script opens it. */
async function confirmInput(page: Page, javaScript: boolean, picture?: string): Promise<void> {
  await press(page, '確認する');
  if (javaScript) {
    await page.getByRole('dialog').getByText('IPアドレス制限を設定します。よろしいですか？').waitFor();
    if (picture) await look(page, picture);
    await page.getByRole('dialog').getByRole('button', { name: 'OK' }).click();
    return;
  }
  await page.waitForLoadState();
  if (!page.url().endsWith('/ip-restriction/question')) return;
  if (picture) await look(page, picture);
  await press(page, 'OK');
}
