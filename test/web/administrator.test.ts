import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessEvents, emailChanges, outbox, webUserSessions, webUsers } from '../../db/schema/index.ts';
import { LINK_VALID_HOURS } from '../../domain/email-change.ts';
import { operation } from '../../domain/operation-catalogue.ts';
import { emailVerificationWorkflowId } from '../../workflows/email-verification.ts';
import { passwordWasGivenLongAgo } from '../support/acts.ts';
import { DEMO_PASSWORD, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const ADMINISTRATOR = '201234567000';
const details = {
  name: '日本　太郎',
  kana: 'ニホン　タロウ',
  department: '財務部',
  title: '部長',
  phone: '03-0123-4520',
  fax: '03-0123-4599',
  email: 'taro.nihon@aonagi-trading.example',
};
const form = { ...details, emailAgain: details.email };
const withEmail = (email: string, emailAgain = email) => ({ ...form, email, emailAgain });

let web: TestWeb;
let administrator: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  await db.delete(emailChanges);
  await db.delete(outbox);
  await db.delete(webUserSessions);
  await db.update(webUsers).set(details).where(eq(webUsers.webUserId, ADMINISTRATOR));
  administrator = await web.user(ADMINISTRATOR);
  await db.delete(accessEvents);
});

const registered = async () => {
  const [user] = await web.services.db.select().from(webUsers).where(eq(webUsers.webUserId, ADMINISTRATOR));
  return user;
};
const changes = () => web.services.db.select().from(emailChanges).orderBy(emailChanges.requestedAt);
const recorded = async () =>
  (await web.services.db.select().from(accessEvents).orderBy(accessEvents.accessEventId)).map(
    (event) => event.operation,
  );
const confirmed = async (input: Record<string, string>) => {
  expect((await administrator.post('/administrator', input)).headers.get('location')).toBe(
    '/administrator/confirm',
  );
  return administrator.post('/administrator/confirm');
};

describe('input', () => {
  const wrong: [field: keyof typeof form, input: string, message: string][] = [
    ['name', '', '氏名を入力してください'],
    ['kana', '漢字', '全角カタカナで入力してください'],
    ['department', '部\u0007門', '使用できない文字'],
    ['title', '長'.repeat(51), '50文字以内'],
    ['phone', '12345', '電話番号は市外局番から'],
    ['fax', 'なし', 'FAX番号は市外局番から'],
    ['email', 'taro@example', '形式で、半角で入力'],
    ['emailAgain', 'other@aonagi-trading.example', '2つのメールアドレスが一致しません'],
  ];
  test.each(wrong)(
    'a wrong %s is named beside its field, and nothing typed is lost',
    async (field, input, message) => {
      const answer = await administrator.post('/administrator', {
        ...form,
        name: '日本　次郎',
        [field]: input,
      });
      const page = await answer.text();
      expect(answer.status).toBe(422);
      expect(page).toMatch(new RegExp(`id="${field}-error">[\\s\\S]*?${message}`));
      expect(page).toMatch(new RegExp(`<input[^>]*id="${field}"[^>]*aria-invalid="true"`));
      expect(page).toContain(`href="#${field}"`);
      expect(page).toContain(`value="${input}"`);
      if (field !== 'name') expect(page).toContain('value="日本　次郎"');
      expect((await administrator.get('/administrator/confirm')).status).toBe(303);
    },
  );

  test('a form in which nothing is changed says so', async () => {
    const answer = await administrator.post('/administrator', { ...form, phone: '０３－０１２３－４５２０' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('変更された項目がありません');
  });

  test('markup typed into any field is shown as it is and never runs', async () => {
    const markup = '"><script>alert(1)</script>';
    for (const field of Object.keys(form)) {
      const page = await (
        await administrator.post('/administrator', { ...form, phone: '', [field]: markup })
      ).text();
      expect(page).not.toContain('<script>alert');
      expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)');
    }
    await confirmed({ ...form, name: markup, department: markup, title: markup });
    for (const path of ['/administrator', '/administrator/complete', '/own-details']) {
      const page = await (await administrator.get(path)).text();
      expect(page).not.toContain('<script>alert');
      expect(page).toContain('&lt;script&gt;alert(1)');
    }
  });

  test('戻る forgets what was typed, 修正する keeps it', async () => {
    await administrator.post('/administrator', { ...form, title: '本部長' });
    expect(await (await administrator.get('/administrator/edit')).text()).toContain('value="本部長"');
    expect(await (await administrator.get('/administrator')).text()).not.toContain('本部長');
    const answer = await administrator.post('/administrator/discard');
    expect(answer.headers.get('location')).toBe('/');
    expect((await administrator.get('/administrator/edit')).headers.get('location')).toBe('/administrator');
    expect((await administrator.post('/administrator/confirm')).headers.get('location')).toBe(
      '/administrator',
    );
    expect(await registered()).toMatchObject(details);
  });

  test('an applicant has no way to it', async () => {
    const applicant = await web.user('201234567001');
    expect((await applicant.get('/administrator')).status).toBe(403);
    expect((await applicant.post('/administrator', { ...form, title: '社長' })).status).toBe(403);
    expect((await web.visitor().post('/administrator/confirm')).status).toBe(401);
  });
});

describe('確定する', () => {
  test('writes what was changed and nothing else, with one access event', async () => {
    await administrator.post('/administrator', { ...form, title: '本部長', fax: '' });
    await web.services.db
      .update(webUsers)
      .set({ department: '経理部' })
      .where(eq(webUsers.webUserId, ADMINISTRATOR));
    const answer = await administrator.post('/administrator/confirm');
    expect(answer.headers.get('location')).toBe('/administrator/complete');
    expect(await registered()).toMatchObject({
      ...details,
      title: '本部長',
      fax: null,
      department: '経理部',
    });
    expect(await recorded()).toEqual([operation.administratorDetailsChange]);
    const page = await (await administrator.follow(answer)).text();
    expect(page).toContain('Webユーザー（管理者）情報変更完了');
    expect(page).not.toContain('確認用メール');
  });

  test('pressed 20 times at once it acts once, and every press ends on the completion page', async () => {
    await administrator.post('/administrator', withEmail('new@aonagi-trading.example'));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => administrator.post('/administrator/confirm')),
    );
    expect(new Set(answers.map((answer) => answer.headers.get('location')))).toEqual(
      new Set(['/administrator/complete']),
    );
    expect(await changes()).toHaveLength(1);
    expect(await web.services.db.$count(outbox)).toBe(1);
    expect(await recorded()).toEqual([operation.administratorDetailsChange, operation.emailChangeRequest]);
  });

  test('V2.3.1 without 確認する it leads to the input and changes nothing', async () => {
    const answer = await administrator.post(
      '/administrator/confirm',
      withEmail('new@aonagi-trading.example'),
    );
    expect(answer.headers.get('location')).toBe('/administrator');
    expect(await changes()).toEqual([]);
    expect(await recorded()).toEqual([]);
  });

  test('from another site it is refused', async () => {
    await administrator.post('/administrator', { ...form, title: '本部長' });
    for (const path of ['', '/confirm', '/discard', '/email-change/resend', '/email-change/cancel']) {
      const answer = await administrator.post(`/administrator${path}`, form, {
        'sec-fetch-site': 'cross-site',
      });
      expect(answer.status).toBe(403);
    }
    expect(await registered()).toMatchObject(details);
  });
});

describe('a changed e-mail address', () => {
  test('becomes pending for 24 hours while the old one stays current', async () => {
    const answer = await confirmed({ ...withEmail('New.Taro@Aonagi-Trading.example'), title: '本部長' });
    const newEmail = 'New.Taro@aonagi-trading.example';
    const [change] = await changes();
    expect(await registered()).toMatchObject({ email: details.email, title: '本部長' });
    expect(change).toMatchObject({ stage: 'pending', oldEmail: details.email, newEmail, generation: 1 });
    expect(change && change.expiresAt.getTime() - change.requestedAt.getTime()).toBe(
      LINK_VALID_HOURS * 3_600_000,
    );
    const started = await web.services.db.select().from(outbox);
    expect(started).toMatchObject([
      {
        workflowType: 'emailVerification',
        workflowId: emailVerificationWorkflowId(change?.emailChangeId ?? ''),
        input: { emailChangeId: change?.emailChangeId, expiresAt: change?.expiresAt.toISOString() },
        signal: null,
      },
    ]);
    expect(JSON.stringify(started.map(({ input }) => input))).not.toContain('@');

    const page = await (await administrator.follow(answer)).text();
    expect(page).toContain('確認用メール');
    expect(page).toContain('24時間以内');
    expect(page).toContain('URLをクリックしなければメールアドレスは変更されません');
    expect(page).toContain('フリーメールや携帯電話・スマートフォンのメールアドレスは推奨しません');
    expect(page).toContain('web_info@madoguchi.example');
    for (const path of ['/administrator', '/own-details'])
      expect(await (await administrator.get(path)).text()).toContain(newEmail);
  });

  test('cancels the one that was pending, whose workflow is told', async () => {
    await confirmed(withEmail('first@aonagi-trading.example'));
    await confirmed(withEmail('second@aonagi-trading.example'));
    const [first, second] = await changes();
    expect(first).toMatchObject({ stage: 'cancelled', cancelledBy: 'newerChange' });
    expect(first?.endedAt).not.toBeNull();
    expect(second).toMatchObject({ stage: 'pending', newEmail: 'second@aonagi-trading.example' });
    const told = await web.services.db.select().from(outbox).orderBy(outbox.outboxId);
    expect(told.map(({ workflowId, signal }) => [workflowId, signal])).toEqual([
      [emailVerificationWorkflowId(first?.emailChangeId ?? ''), null],
      [emailVerificationWorkflowId(first?.emailChangeId ?? ''), 'superseded'],
      [emailVerificationWorkflowId(second?.emailChangeId ?? ''), null],
    ]);
  });

  test('asked for in two sessions at once leaves one pending', async () => {
    const other = await web.user(ADMINISTRATOR);
    await administrator.post('/administrator', withEmail('first@aonagi-trading.example'));
    await other.post('/administrator', withEmail('second@aonagi-trading.example'));
    const answers = await Promise.all([
      administrator.post('/administrator/confirm'),
      other.post('/administrator/confirm'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect((await changes()).map(({ stage }) => stage).sort()).toEqual(['cancelled', 'pending']);
  });

  test('that is pending already is not asked for again', async () => {
    await confirmed(withEmail('new@aonagi-trading.example'));
    const answer = await administrator.post('/administrator', withEmail('new@aonagi-trading.example'));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/id="email-error">[\s\S]*すでに確認用メールの確認をお待ちしています/);
  });

  test('confirmed while the form was open is not taken back by the form', async () => {
    const newEmail = 'new@aonagi-trading.example';
    await web.services.db
      .update(webUsers)
      .set({ email: newEmail })
      .where(eq(webUsers.webUserId, ADMINISTRATOR));
    await confirmed({ ...form, emailShown: details.email, title: '本部長' });
    expect(await changes()).toEqual([]);
    expect(await registered()).toMatchObject({ email: newEmail, title: '本部長' });
  });

  test('at a free mail service or a carrier is advised against, not refused', async () => {
    for (const email of ['taro@gmail.com', 'taro@docomo.ne.jp']) {
      await administrator.post('/administrator', withEmail(email));
      expect(await (await administrator.get('/administrator/confirm')).text()).toContain(
        'のメールアドレスは推奨しません',
      );
    }
    expect((await administrator.post('/administrator/confirm')).headers.get('location')).toBe(
      '/administrator/complete',
    );
  });

  test('asks for the password again if it was not given in the last five minutes', async () => {
    await administrator.post('/administrator', withEmail('new@aonagi-trading.example'));
    expect(await (await administrator.get('/administrator/confirm')).text()).not.toContain('id="password"');
    await passwordWasGivenLongAgo(web.services.db);
    expect(await (await administrator.get('/administrator/confirm')).text()).toContain('id="password"');
    for (const [password, message] of [
      ['', '現在のパスワードを入力してください'],
      ['not this one', 'パスワードが正しくありません'],
    ] as const) {
      const answer = await administrator.post('/administrator/confirm', { password });
      expect(answer.status).toBe(422);
      expect(await answer.text()).toMatch(new RegExp(`id="password-error">[\\s\\S]*?${message}`));
    }
    expect(await changes()).toEqual([]);

    const answer = await administrator.post('/administrator/confirm', { password: DEMO_PASSWORD });
    expect(answer.headers.get('location')).toBe('/administrator/complete');
    expect(await changes()).toHaveLength(1);
    await administrator.post('/administrator', withEmail('second@aonagi-trading.example'));
    expect(await (await administrator.get('/administrator/confirm')).text()).not.toContain('id="password"');
  });

  test('is the only change for which the password is asked', async () => {
    await passwordWasGivenLongAgo(web.services.db);
    expect((await confirmed({ ...form, title: '本部長' })).headers.get('location')).toBe(
      '/administrator/complete',
    );
  });
});
