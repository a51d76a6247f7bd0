import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EmailChange } from '../../db/schema/email-changes.ts';
import { emailChanges, webUsers } from '../../db/schema/index.ts';
import { tokenHash } from '../../db/sessions.ts';
import { createApp } from '../../web/app.ts';
import { Refused, type Temporal, TemporalDown } from '../../web/temporal.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const ADMINISTRATOR = '201234567000';
const CONFIRM = 'a-link-in-the-mail-to-the-new-address';
const CANCEL = 'a-link-in-the-notice-to-the-old-address';
const HOUR = 3_600_000;

interface Asked {
  update: string;
  updateId: string;
  workflowId: string;
  args: unknown[];
}

let web: TestWeb;
let administrator: Visitor;
let stranger: Visitor;
let asked: Asked[];
/** What the workflow does with an Update; a real one is asked in the journeys. */
let workflow: (asked: Asked) => Promise<unknown>;

beforeAll(async () => {
  web = await startTestWeb();
  web.services.temporal = {
    client: {
      withDeadline: (_deadline: number, ask: () => Promise<unknown>) => ask(),
      workflow: {
        executeUpdateWithStart(update: { name: string }, options: StartOptions) {
          const { workflowId } = options.startWorkflowOperation.options;
          asked.push({ update: update.name, updateId: options.updateId, workflowId, args: options.args });
          return workflow(asked.at(-1) as Asked);
        },
      },
    },
    isUp: async () => true,
    close: async () => {},
  } as unknown as Temporal;
});
interface StartOptions {
  startWorkflowOperation: { options: { workflowId: string } };
  updateId: string;
  args: unknown[];
}
afterAll(() => web.close());

beforeEach(async () => {
  asked = [];
  workflow = async () => {};
  await web.services.db.delete(emailChanges);
  administrator = await web.user(ADMINISTRATOR);
  stranger = web.visitor();
});

async function pendingChange(more: Partial<EmailChange> = {}): Promise<EmailChange> {
  const [change] = await web.services.db
    .insert(emailChanges)
    .values({
      webUserId: ADMINISTRATOR,
      oldEmail: 'taro.nihon@aonagi-trading.example',
      newEmail: 'new.taro@aonagi-trading.example',
      generation: 3,
      confirmTokenHash: tokenHash(CONFIRM),
      cancelTokenHash: tokenHash(CANCEL),
      expiresAt: new Date(Date.now() + 24 * HOUR),
      ...more,
    })
    .returning();
  return change as EmailChange;
}

const moveTo = (stage: 'changed' | 'cancelled', cancelledBy?: EmailChange['cancelledBy']) => async () => {
  await web.services.db.update(emailChanges).set({ stage, cancelledBy, endedAt: new Date() });
};
const stored = async () => (await web.services.db.select().from(emailChanges))[0];

describe.each([
  ['the new address', `/email-changes/${CONFIRM}`],
  ['the old address', `/email-changes/cancel/${CANCEL}`],
])('the link mailed to %s', (_, link) => {
  test('opened by a person or a scanner only shows what its button would do', async () => {
    const change = await pendingChange();
    for (let times = 0; times < 3; times++) expect((await stranger.get(link)).status).toBe(200);
    expect((await createApp(web.services).request(link, { method: 'HEAD' })).status).toBe(200);
    expect(asked).toEqual([]);
    expect(await stored()).toEqual(change);
    const page = await (await stranger.get(link)).text();
    expect(page).toContain(`<form method="post" action="${link}"`);
    expect(page).toContain('n***@aonagi-trading.example');
    expect(page).not.toMatch(/new\.taro|taro\.nihon|日本　太郎|201234567/);
  });

  test('does not hand its secret on', async () => {
    await pendingChange();
    const answer = await stranger.get(link);
    expect(answer.headers.get('referrer-policy')).toBe('strict-origin');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('does not act for another site', async () => {
    await pendingChange();
    expect((await stranger.post(link, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(asked).toEqual([]);
  });

  test('that nobody was given does not exist, whatever is tried', async () => {
    await pendingChange();
    for (const wrong of [
      `${link}x`,
      link.slice(0, -1),
      link.replace(/[^/]+$/, '%00'),
      link.replace(/[^/]+$/, tokenHash(CONFIRM)),
    ]) {
      expect((await stranger.get(wrong)).status).toBe(404);
      expect((await stranger.post(wrong)).status).toBe(404);
    }
    expect(asked).toEqual([]);
  });

  test('is dead after 24 hours, even before the workflow has said so', async () => {
    await pendingChange({ expiresAt: new Date(Date.now() - 1) });
    for (const answer of [await stranger.get(link), await stranger.post(link)]) {
      expect(answer.status).toBe(410);
      expect(await answer.text()).toContain('メールアドレスは変更されませんでした');
    }
    expect(asked).toEqual([]);
  });

  test('stays good while Temporal is away', async () => {
    await pendingChange();
    workflow = async () => {
      throw new TemporalDown();
    };
    const answer = await stranger.post(link);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('このURLは期限まで引き続き有効です');
    expect((await stranger.get(link)).status).toBe(200);
  });

  test('tells the truth where something else was quicker', async () => {
    await pendingChange();
    workflow = async () => {
      await moveTo('cancelled', 'newerChange')();
      throw new Refused('ended');
    };
    const answer = await stranger.post(link);
    expect(await answer.text()).toMatch(/新しい変更が申請された|別の変更が申請されました/);
  });
});

test('the button makes the address current, and pressing it again says that it is', async () => {
  const change = await pendingChange();
  workflow = moveTo('changed');
  const link = `/email-changes/${CONFIRM}`;
  const answer = await stranger.post(link);
  expect(answer.headers.get('location')).toBe(link);
  expect(asked).toEqual([
    {
      update: 'confirmEmailChange',
      updateId: 'confirm/3',
      workflowId: `email-verification/${change.emailChangeId}`,
      args: [{ generation: 3 }],
    },
  ]);
  for (const page of [await stranger.get(link), await stranger.post(link)]) {
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('メールアドレスの変更が完了しました');
  }
  expect(asked).toHaveLength(1);
});

test('「心当たりがない」 cancels, and says what to do about it', async () => {
  await pendingChange();
  workflow = moveTo('cancelled', 'oldAddress');
  const answer = await stranger.follow(await stranger.post(`/email-changes/cancel/${CANCEL}`));
  expect(answer.status).toBe(200);
  const page = await answer.text();
  expect(page).toContain('メールアドレスの変更を取り消しました');
  expect(page).toContain('パスワードを、ただちに変更してください');
  expect(page).toContain('まどぐち保証機構');
  expect(asked).toMatchObject([{ update: 'cancelEmailChange', args: [{ by: 'oldAddress' }] }]);
  expect((await stranger.get(`/email-changes/${CONFIRM}`)).status).toBe(410);
});

test('「心当たりがない」 after the change asks to get in touch at once', async () => {
  await pendingChange({ stage: 'changed', endedAt: new Date() });
  const answer = await stranger.get(`/email-changes/cancel/${CANCEL}`);
  expect(answer.status).toBe(410);
  expect(await answer.text()).toContain('至急ご連絡ください');
});

describe("the administrator's page", () => {
  const page = async () => (await administrator.get('/administrator')).text();

  test('shows the pending address with the time left, 再送 and 取消', async () => {
    await pendingChange({ expiresAt: new Date(Date.now() + 23 * HOUR + 59.5 * 60_000) });
    const text = await page();
    expect(text).toContain('new.taro@aonagi-trading.example');
    expect(text).toContain('残り23時間59分');
    expect(text).toContain('action="/administrator/email-change/resend"');
    expect(text).toContain('action="/administrator/email-change/cancel"');
    expect(text).toContain('hx-get="/administrator/email-change"');
  });

  test.each([
    ['changed', { stage: 'changed' }, 'メールアドレスの変更が完了しました'],
    ['expired', { stage: 'expired' }, '有効期限が過ぎたため、メールアドレスは変更されませんでした'],
    [
      'cancelled from the old address',
      { stage: 'cancelled', cancelledBy: 'oldAddress' },
      '変更前のメールアドレスから、変更が取り消されました',
    ],
    [
      'cancelled',
      { stage: 'cancelled', cancelledBy: 'administrator' },
      'メールアドレスの変更を取り消しました',
    ],
  ] as const)('says for 30 days that a change was %s', async (_, end, words) => {
    await pendingChange({ ...end, endedAt: new Date(Date.now() - 29 * 24 * HOUR) });
    const text = await page();
    expect(text).toContain(words);
    expect(text).not.toContain('hx-get="/administrator/email-change"');
    await web.services.db.update(emailChanges).set({ endedAt: new Date(Date.now() - 31 * 24 * HOUR) });
    expect(await page()).not.toContain(words);
  });

  test('hears of a confirmation in another window by asking again', async () => {
    await pendingChange();
    const partial = { 'hx-request': 'true', 'hx-request-type': 'partial' };
    expect(await (await administrator.get('/administrator/email-change', partial)).text()).toContain(
      '確認待ち',
    );
    await moveTo('changed')();
    const panel = await (await administrator.get('/administrator/email-change', partial)).text();
    expect(panel).toContain('メールアドレスの変更が完了しました');
    expect(panel).not.toContain('<html');
    expect(panel).not.toContain('hx-get');
  });

  test('再送 pressed twice for one link asks for one Update', async () => {
    await pendingChange();
    const answers = await Promise.all(
      [1, 2].map(() => administrator.post('/administrator/email-change/resend')),
    );
    expect(answers.map((answer) => answer.headers.get('location'))).toEqual([
      '/administrator',
      '/administrator',
    ]);
    expect(new Set(asked.map(({ update, updateId }) => `${update} ${updateId}`))).toEqual(
      new Set(['resendVerification resend/3']),
    );
  });

  test('取消 asks the workflow in the name of the administrator', async () => {
    await pendingChange();
    workflow = moveTo('cancelled', 'administrator');
    await administrator.post('/administrator/email-change/cancel');
    expect(asked).toMatchObject([{ update: 'cancelEmailChange', args: [{ by: 'administrator' }] }]);
    expect(await page()).toContain('メールアドレスの変更を取り消しました');
  });

  test.each([
    ['the change has ended', new Refused('ended'), 409, 'この変更はすでに終了しています'],
    [
      'the workflow has ended',
      new WorkflowExecutionAlreadyStartedError('', '', ''),
      409,
      'この変更はすでに終了しています',
    ],
    ['it was resent too often', new Refused('tooManyResends'), 409, 'これ以上は再送できません'],
    ['Temporal is away', new TemporalDown(), 503, 'ただいま受け付けられません'],
  ])('says so when %s', async (_, failure, status, words) => {
    await pendingChange();
    workflow = async () => {
      throw failure;
    };
    const answer = await administrator.post('/administrator/email-change/resend');
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(words);
  });

  test("another company's administrator neither sees nor touches it", async () => {
    await pendingChange();
    const other = await web.user('201234568000');
    expect(await (await other.get('/administrator')).text()).not.toContain('new.taro@');
    expect((await other.post('/administrator/email-change/cancel')).status).toBe(409);
    expect(asked).toEqual([]);
  });
});

test('a suspended administrator reaches none of it', async () => {
  await pendingChange();
  const { db } = web.services;
  await db
    .update(webUsers)
    .set({ suspendedAt: new Date(), suspendedBy: 'staff' })
    .where(eq(webUsers.webUserId, ADMINISTRATOR));
  expect((await administrator.post('/administrator/email-change/cancel')).status).toBe(401);
  expect(asked).toEqual([]);
  await db
    .update(webUsers)
    .set({ suspendedAt: null, suspendedBy: null })
    .where(eq(webUsers.webUserId, ADMINISTRATOR));
});
