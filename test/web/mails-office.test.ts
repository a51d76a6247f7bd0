import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MAIL_PAGE_SIZE } from '../../db/mail-search.ts';
import { mailLog, mailResends, outbox, staffEvents } from '../../db/schema/index.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const HOME = '/office/mails';
const NUMBER = 'W20261122-000017-8';
type NewMail = Partial<typeof mailLog.$inferInsert>;

let web: TestWeb;
let clerk: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  clerk = await web.staff('clerk1');
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  await db.delete(mailResends);
  await db.delete(mailLog);
  await db.delete(outbox);
  await db.delete(staffEvents);
});

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const givenUp = { sentAt: null, givenUpAt: new Date(), attempts: 24, lastError: '550 no such user' };

let made = 0;
/** As the mailer leaves it: taken, unless said otherwise. Returns its ID. */
async function mail(values: NewMail = {}): Promise<string> {
  made += 1;
  const [row] = await web.services.db
    .insert(mailLog)
    .values({
      messageId: `<test.${made}.1@madoguchi.example>`,
      kind: 'changeApplicationReceipt',
      recipient: 'taro.nihon@aonagi-trading.example',
      subject: `件名その${made}`,
      reference: NUMBER,
      attempts: 1,
      sentAt: new Date(),
      ...values,
    })
    .returning({ mailId: mailLog.mailId });
  return row?.mailId ?? '';
}
const pageOf = async (answer: Response | Promise<Response>) => (await answer).text();
const listed = async (query = '') =>
  [...(await pageOf(clerk.get(`${HOME}${query}`))).matchAll(/mails\/([0-9a-f-]{36})"/g)].map(([, id]) => id);
const acts = async () =>
  (await web.services.db.select().from(staffEvents)).map(({ operation, subject }) => [operation, subject]);
const resend = (mailId: string, form: Record<string, string> = {}, visitor = clerk) =>
  visitor.post(`${HOME}/${mailId}/resend`, {
    resendId: crypto.randomUUID(),
    reasonText: '届いていないとの連絡',
    ...form,
  });

describe('the search', () => {
  test('finds by recipient and number, whole and whatever the writing; by kind, state and days in Tokyo', async () => {
    const one = await mail({ createdAt: new Date('2026-11-20T14:59:59Z') });
    const two = await mail({
      recipient: 'Hanako@Example.jp',
      reference: 'R20261122-000001-7',
      kind: 'registrationReceipt',
      createdAt: new Date('2026-11-20T15:00:00Z'),
    });
    const three = await mail({ ...givenUp, createdAt: new Date('2026-11-22T03:00:00Z') });
    expect(await listed('?recipient=hanako%40example.JP')).toEqual([two]);
    expect(await listed('?recipient=hanako')).toEqual([]);
    expect(await listed('?reference=w20261122%20000017%208')).toEqual([three, one]);
    expect(await listed('?kind=registrationReceipt')).toEqual([two]);
    expect(await listed('?state=failed')).toEqual([three]);
    expect(await listed('?from=2026-11-21&to=2026-11-21')).toEqual([two]);
    expect(await listed('?to=2026-11-20')).toEqual([one]);
    expect(await listed('?kind=nothing&state=odd&recipient=%00')).toHaveLength(3);
  });

  test('with a day that is none, or an end before its beginning, says so beside the field', async () => {
    for (const [query, message] of [
      ['?from=2026-02-30', '存在しない日付です'],
      ['?from=2026-11-22&to=2026-11-21', '終了日は開始日以降'],
    ] as const) {
      const answer = await clerk.get(`${HOME}${query}`);
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain(message);
    }
  });

  test('pages by the last mail seen: nothing twice and nothing left out, though new mails arrive and times are equal', async () => {
    const at = new Date('2026-11-22T03:00:00Z');
    const all: string[] = [];
    for (let turn = 0; turn < MAIL_PAGE_SIZE * 2 + 3; turn += 1)
      all.push(await mail({ createdAt: new Date(at.getTime() + Math.floor(turn / 7)) }));
    const seen: (string | undefined)[] = [];
    let page = await pageOf(clerk.get(`${HOME}?reference=${NUMBER}`));
    for (;;) {
      seen.push(...[...page.matchAll(/mails\/([0-9a-f-]{36})"/g)].map(([, id]) => id));
      const next = /href="([^"]*before=[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
      await mail({ createdAt: new Date() });
      if (!next) break;
      page = await pageOf(clerk.get(next));
    }
    expect(seen).toHaveLength(all.length);
    expect(new Set(seen)).toEqual(new Set(all));
    expect(page).toContain('最新のメールへ');
  });

  test('says of a mail that was never tried why it did not leave', async () => {
    const mailId = await mail({ ...givenUp, kind: 'applicantPasswordReset', attempts: 0, lastError: null });
    expect(await listed('?state=failed')).toEqual([mailId]);
    const page = await pageOf(clerk.get(`${HOME}/${mailId}`));
    expect(page).toContain('一度も送信を始められないまま、内容が有効な時間を過ぎました。');
    expect(page).toContain('もう一度「パスワードリセット」を行います');
  });

  test('shows no markup that a subject or an error brings', async () => {
    const mailId = await mail({ subject: '<img src=x>', ...givenUp, lastError: '<script>alert(1)</script>' });
    for (const path of [HOME, `${HOME}/${mailId}`])
      expect(await pageOf(clerk.get(path))).not.toMatch(/<img|<script>alert/);
  });
});

describe('what could not be sent', () => {
  const menuCount = async () => {
    const page = await pageOf(clerk.get('/office/administration'));
    return /管理 <span class="count">(\d+)/.exec(page)?.[1];
  };

  test('stands on top and is counted in the menu, until somebody has seen to it or it was sent again', async () => {
    expect(await menuCount()).toBeUndefined();
    const failed = await mail(givenUp);
    const late = await mail({ sentAt: null, createdAt: ago(11) });
    await mail({ sentAt: null, createdAt: ago(1) });
    await mail({
      sentAt: null,
      kind: 'passwordReissued',
      reference: 'p',
      createdAt: ago(20),
      supersededAt: ago(19),
    });
    await mail({ sentAt: null, kind: 'oneTimePassword', reference: 'o', createdAt: ago(20) });
    expect(await menuCount()).toBe('3');
    const page = await pageOf(clerk.get(HOME));
    expect(page).toContain('送信できていないメール（4件）');

    const handled = await clerk.post(`${HOME}/${failed}/handled`, { handledNote: '電話で連絡しました。' });
    expect(handled.headers.get('location')).toBe(`${HOME}/${failed}?done=handled`);
    await web.services.db.update(mailLog).set({ sentAt: new Date() }).where(eq(mailLog.mailId, late));
    expect(await menuCount()).toBe('1');
    expect(await acts()).toContainEqual(['mailHandled', NUMBER]);
    expect(await pageOf(clerk.get(`${HOME}/${failed}`))).toContain('電話で連絡しました。');
  });

  test('is seen to once; the second is told, and keeps what was typed', async () => {
    const failed = await mail(givenUp);
    const note = (handledNote: string) => clerk.post(`${HOME}/${failed}/handled`, { handledNote });
    expect((await note(' ')).status).toBe(422);
    const answers = await Promise.all([note('甲が電話'), note('乙が電話')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const loser = await pageOf(answers.find(({ status }) => status === 409) as Response);
    expect(loser).toContain('すでにほかの職員が対応済みにしています');
    expect((await acts()).filter(([operation]) => operation === 'mailHandled')).toHaveLength(1);
    const sent = await mail();
    expect((await clerk.post(`${HOME}/${sent}/handled`, { handledNote: 'x' })).status).toBe(409);
  });
});

describe('再送', () => {
  test('is asked of a workflow, by a reference alone, with its reason and who asked', async () => {
    const mailId = await mail();
    const answer = await resend(mailId);
    expect(answer.headers.get('location')).toBe(`${HOME}/${mailId}?done=resent`);
    const [asked] = await web.services.db.select().from(mailResends);
    expect(asked).toMatchObject({ reasonText: '届いていないとの連絡', requestedBy: 'clerk1' });
    expect(await web.services.db.select().from(outbox)).toMatchObject([
      {
        workflowType: 'mailResend',
        workflowId: `mail-resend/${asked?.resendId}`,
        input: { resendId: asked?.resendId },
      },
    ]);
    expect(await acts()).toEqual([['mailResent', NUMBER]]);
    const page = await pageOf(clerk.get(`${HOME}/${mailId}`));
    expect(page).toContain('まもなく送信されます');
    expect(page).toContain('届いていないとの連絡');
  });

  test('pressed twice sends one mail', async () => {
    const mailId = await mail();
    const resendId = crypto.randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => resend(mailId, { resendId })));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await web.services.db.select().from(outbox)).toHaveLength(1);
    expect(await acts()).toHaveLength(1);
  });

  test('is done three times a day at most, however many ask at once', async () => {
    const mailId = await mail();
    const answers = await Promise.all(Array.from({ length: 20 }, () => resend(mailId)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(3);
    expect(await web.services.db.select().from(outbox)).toHaveLength(3);
    const [refused] = answers.filter(({ status }) => status === 409);
    expect(await refused?.text()).toContain('24時間以内に3回再送されています');
  });

  test.each<[string, NewMail, string]>([
    ['a mail with a password', { kind: 'passwordReissued' }, '一度しか使えない内容'],
    ['a mail with a link', { kind: 'emailVerification' }, '「再送」を押すと'],
    ['an applicant’s password', { kind: 'applicantPasswordReset' }, 'パスワードリセット'],
    ['a reminder', { kind: 'dueAlerts' }, '再送しません'],
    ['one that is still tried', { sentAt: null }, '自動で送信を繰り返している'],
  ])('of %s is neither offered nor done', async (_, values, said) => {
    const mailId = await mail(values);
    const page = await pageOf(clerk.get(`${HOME}/${mailId}`));
    expect(page).toContain(said);
    expect(page).not.toContain('再送する</button>');
    expect((await resend(mailId)).status).toBe(409);
    expect(await web.services.db.select().from(outbox)).toEqual([]);
    expect((await acts()).map(([operation]) => operation)).toEqual(['mailViewed']);
  });

  test('of a mail that was sent again leads to the first', async () => {
    const first = await mail({ messageId: '<first@madoguchi.example>' });
    const again = await mail({ resendOf: '<first@madoguchi.example>' });
    expect(await pageOf(clerk.get(`${HOME}/${again}`))).toContain(`href="${HOME}/${first}"`);
    expect((await resend(again)).status).toBe(409);
  });

  test('without a reason is not done; the form that comes back is the same press', async () => {
    const mailId = await mail();
    const resendId = crypto.randomUUID();
    const answer = await resend(mailId, { resendId, reasonText: '\n' });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('再送の理由を入力してください');
    expect(page).toContain(`value="${resendId}"`);
    expect((await resend(mailId, { resendId: 'x' })).status).toBe(400);
  });
});

test('an auditor sees every mail, leaves a trace of it, and sends none', async () => {
  const auditor = await web.staff('auditor1');
  await web.services.db.delete(staffEvents);
  const mailId = await mail(givenUp);
  const page = await pageOf(auditor.get(`${HOME}/${mailId}`));
  expect(page).toContain('550 no such user');
  expect(page).not.toMatch(/<form[^>]*mails/);
  await auditor.get(`${HOME}/${mailId}`);
  expect(await acts()).toEqual([['mailViewed', NUMBER]]);
  expect((await resend(mailId, {}, auditor)).status).toBe(403);
  expect((await auditor.get(`${HOME}/${crypto.randomUUID()}`)).status).toBe(404);
  expect((await auditor.get(`${HOME}/x`)).status).toBe(404);
});
