import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessEvents, insuredParties, linkedServices, webUserSessions } from '../../db/schema/index.ts';
import { demoServices } from '../../db/seed/demo-services.ts';
import { freePort } from '../../dev/ports.ts';
import { type RunningProgram, startProgram } from '../../dev/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { startJourneys } from './journey.ts';
import { look, press } from './steps.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let services: RunningProgram;
const journey = startJourneys();
beforeAll(async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await journey.product.database.db.delete(linkedServices);
  await journey.product.database.db.insert(linkedServices).values(demoServices(url));
  services = await startProgram({
    name: 'linked services',
    command: process.execPath,
    args: [join(root, 'dev/linked-services.ts')],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: journey.product.environment.DATABASE_URL,
      LINKED_SERVICES_PORT: String(port),
      LINKED_SERVICES_URL: url,
      WEB_URL: journey.product.url,
    },
    logFile: join(root, 'test/output/logs/linked-services.log'),
  });
  await waitFor(async () => (await fetch(url, { redirect: 'manual' })).status > 0, {
    what: 'the linked services to answer',
  });
});
afterAll(async () => {
  await services?.stop();
});
beforeEach(async () => {
  await journey.product.database.db.delete(webUserSessions);
  await journey.product.database.db.update(insuredParties).set({ usesOneTimePassword: false });
});

describe.each([true, false])('JavaScript: %s', (javaScript) => {
  test('from the user page to a service, which knows who it is and records what is done there', async () => {
    const page = await journey.customer('201234567001', { javaScript });
    if (javaScript) await look(page, 'linked-services-user-page');
    await page.getByRole('link', { name: '海外商社登録等のお手続き' }).click();
    await page.getByText('水野　沙織（201234567001）').waitFor();
    await page.getByLabel('操作').selectOption('2-2');
    await press(page, 'この操作を行い、アクセス履歴に記録する');
    await page.getByText('アクセス履歴に記録しました。').waitFor();
    const events = await journey.product.database.db.select().from(accessEvents);
    expect(events.filter(({ operation }) => operation === '2-2').length).toBe(javaScript ? 1 : 2);
    expect(events.find(({ operation }) => operation === '2-2')).toMatchObject({
      webUserId: '201234567001',
      actorName: '水野　沙織',
    });
  });

  test('a protected service leads to the one-time password, an exempt one does not, also by its own address', async () => {
    const page = await journey.customer('201234567001', { javaScript, width: 'phone' });
    await journey.product.database.db.update(insuredParties).set({ usesOneTimePassword: true });
    await page.goto('/');
    if (javaScript) await look(page, 'linked-services-protected');
    await page.getByRole('link', { name: '保険料試算（詳細版）' }).click();
    await page.getByText('水野　沙織（201234567001）').waitFor();
    await page.goto(page.url().replace('premium-estimate', 'claims'));
    await page
      .getByRole('heading', { name: 'ワンタイムパスワードにより保護されています', level: 1 })
      .waitFor();
    expect(page.url()).toBe(`${journey.product.url}/linked-services/claims`);
  });
});
