import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  changeApplications,
  comments,
  dueAlerts,
  groupViewerRequests,
  mailLog,
  staffEvents,
} from '../../db/schema/index.ts';
import { insertRegistration } from '../support/registration.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { submitted } from './office-fixtures.ts';

let web: TestWeb;
let clerk: Visitor;
let approver: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  [clerk, approver] = [await web.staff('clerk1'), await web.staff('approver1')];
});
afterAll(() => web.close());

const caseUrl = (number: string) => `/office/change-applications/${number}`;
const commentsUrl = (number: string, work = 'change') => `/office/history/${work}/${number}/comments`;
const post = (visitor: Visitor, number: string, comment: string, commentId: string = randomUUID()) =>
  visitor.post(commentsUrl(number), { comment, commentId });
const kept = (number: string) =>
  web.services.db.select().from(comments).where(eq(comments.number, number)).orderBy(comments.postedAt);
const actsOn = (number: string) =>
  web.services.db
    .select({ staffId: staffEvents.staffId, operation: staffEvents.operation })
    .from(staffEvents)
    .where(and(eq(staffEvents.subject, number), sql`${staffEvents.operation} <> 'viewed'`))
    .orderBy(staffEvents.staffEventId)
    .then((rows) => rows.map(({ staffId, operation }) => `${staffId} ${operation}`));

test('staff comment on a case of any sort, colleagues read it with name and time, and it is recorded', async () => {
  const number = await submitted(web.services.db);
  const answer = await post(clerk, number, '登記簿を\n請求しました。<b>');
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `${caseUrl(number)}#history`]);
  const page = await (await approver.get(caseUrl(number))).text();
  expect(page).toMatch(/内部コメント.*職員のみ.*佐藤　美咲（.*clerk1）.*登記簿を\n請求しました。&lt;b&gt;/s);
  expect(await actsOn(number)).toEqual(['clerk1 commented']);

  for (const [work, id, path] of [
    ['registration', await insertRegistration(web.services.db), '/office/registrations/'],
    ['groupViewer', await groupViewerRequest(), '/office/group-viewers/requests/'],
  ] as const) {
    await clerk.post(commentsUrl(id, work), { comment: 'こちらも確認中です。', commentId: randomUUID() });
    expect(await (await approver.get(path + id)).text()).toContain('こちらも確認中です。');
  }
});

test('pressed twice it is one comment; the same form with other words is another', async () => {
  const number = await submitted(web.services.db);
  const commentId = randomUUID();
  const twice = await Promise.all([1, 2].map(() => post(clerk, number, '一度だけ', commentId)));
  expect(twice.map(({ status }) => status)).toEqual([303, 303]);
  await post(clerk, number, '書き直し', commentId);
  expect((await kept(number)).map(({ text }) => text)).toEqual(['一度だけ', '書き直し']);
  expect((await post(approver, number, 'ほかの人', commentId)).status).toBe(400);
});

test('an empty or endless comment comes back with its message, the words kept', async () => {
  const number = await submitted(web.services.db);
  for (const [words, message] of [
    [' \n ', 'コメントを入力してください。'],
    ['あ'.repeat(2001), '2000文字以内で入力してください（現在2001文字）。'],
  ] as const) {
    const answer = await post(clerk, number, words);
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toContain(message);
    expect(page).toContain('aria-invalid="true"');
    if (words.trim()) expect(page).toContain(words);
  }
  expect(await kept(number)).toEqual([]);
});

test('htmx gets the part with the history alone, and an empty form for the next comment', async () => {
  const number = await submitted(web.services.db);
  const answer = await clerk.post(
    commentsUrl(number),
    { comment: '部分更新', commentId: randomUUID() },
    { 'hx-request': 'true', 'hx-request-type': 'partial' },
  );
  const part = await answer.text();
  expect(answer.status).toBe(200);
  expect(part).toMatch(/^<div id="history">/);
  expect(part).toContain('部分更新');
  expect(part).toMatch(/<textarea[^>]*>\s*<\/textarea>/);
});

test('whoever wrote it deletes it within ten minutes: its words are gone, its trace stays', async () => {
  const number = await submitted(web.services.db);
  const commentId = randomUUID();
  await post(clerk, number, '間違えて書いた個人名', commentId);
  const deletion = `${commentsUrl(number)}/${commentId}/deletion`;
  expect(await (await clerk.get(caseUrl(number))).text()).toContain(deletion);
  expect(await (await approver.get(caseUrl(number))).text()).not.toContain(deletion);
  for (const answer of [await approver.get(deletion), await approver.post(deletion)]) {
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('投稿した職員だけです');
  }

  const question = await (await clerk.get(deletion)).text();
  expect(question).toContain('このコメントを削除します。よろしいですか？');
  for (let press = 0; press < 2; press += 1) expect((await clerk.post(deletion)).status).toBe(303);
  const page = await (await approver.get(caseUrl(number))).text();
  expect(page).not.toContain('間違えて書いた個人名');
  expect(page).toMatch(/佐藤　美咲（.*clerk1）.*に投稿者が削除しました/s);
  expect(await kept(number)).toMatchObject([{ text: '', deletedAt: expect.any(Date), staffId: 'clerk1' }]);
  expect(await actsOn(number)).toEqual(['clerk1 commented', 'clerk1 commentDeleted']);
});

test('after ten minutes a comment stays', async () => {
  const number = await submitted(web.services.db);
  const commentId = randomUUID();
  await post(clerk, number, '残るコメント', commentId);
  await web.services.db
    .update(comments)
    .set({ postedAt: sql`now() - interval '10 minutes 1 second'` })
    .where(eq(comments.commentId, commentId));
  const deletion = `${commentsUrl(number)}/${commentId}/deletion`;
  expect(await (await clerk.get(caseUrl(number))).text()).not.toContain(deletion);
  const answer = await clerk.post(deletion);
  expect(answer.status).toBe(409);
  expect(await answer.text()).toContain('投稿から10分以内です');
  expect(await kept(number)).toMatchObject([{ text: '残るコメント', deletedAt: null }]);
  expect(await actsOn(number)).toEqual(['clerk1 commented']);
});

test('the auditor reads comments and writes none; what is no case has none', async () => {
  const number = await submitted(web.services.db);
  await post(clerk, number, '監査で読まれるコメント');
  const auditor = await web.staff('auditor1');
  const page = await (await auditor.get(caseUrl(number))).text();
  expect(page).toContain('監査で読まれるコメント');
  expect(page).not.toContain('name="comment"');
  expect((await post(auditor, number, '書けない')).status).toBe(403);
  for (const path of [
    commentsUrl('W20200101-000000-0'),
    commentsUrl('no-uuid', 'groupViewer'),
    commentsUrl(number, 'registration'),
    commentsUrl(number, 'anything'),
  ])
    expect((await clerk.post(path, { comment: 'x', commentId: randomUUID() })).status).toBe(404);
});

test('customers never see a comment, a hand-over’s note, a reminder or a name of staff', async () => {
  const administrator = await web.user('201234567000');
  const number = await submitted(web.services.db);
  await web.services.db
    .update(changeApplications)
    .set({ insuredCode: '201234567', applicantId: '201234567000', stage: 'inReview' })
    .where(eq(changeApplications.applicationNumber, number));
  await post(clerk, number, '金糸雀の内部コメント');
  await alert(number, 'clerk1', 'dueSoon', new Date());
  const paths = ['', '/status', '/complete', '/withdrawal', '/edit', '/confirm'];
  let read = 0;
  for (const path of [
    '/change-applications',
    ...paths.map((end) => `/change-applications/${number}${end}`),
  ]) {
    const page = await (await administrator.get(path)).text();
    if (page.includes(number)) read += 1;
    expect(page).not.toMatch(/金糸雀|内部コメント|佐藤|期限.*知らせました/);
  }
  expect(read).toBeGreaterThanOrEqual(4);
});

async function alert(number: string, staffId: string, kind: 'dueSoon' | 'overdue', toldAt: Date) {
  await web.services.db.insert(dueAlerts).values({
    work: 'change',
    number,
    kind,
    dueAt: new Date('2026-11-20T14:59:59.999Z'),
    staffId,
    toldAt,
    digest: '20261119-0900',
  });
}

test('the timeline tells of every mail, and of every due date that staff were told of', async () => {
  const number = await submitted(web.services.db);
  await alert(number, 'clerk1', 'dueSoon', new Date('2026-11-19T00:00:00Z'));
  for (const staffId of ['supervisor1', 'approver2'])
    await alert(number, staffId, 'overdue', new Date('2026-11-24T00:00:00Z'));
  const mail = { reference: number, recipient: 'receipt@example.jp', attempts: 1, subject: 's' };
  const toStaff = {
    kind: 'dueAlerts' as const,
    recipient: 'staff@example.jp',
    attempts: 1,
    subject: '期限のお知らせ',
  };
  await web.services.db.insert(mailLog).values([
    { ...mail, kind: 'changeApplicationReceipt', messageId: 'h1@test', sentAt: new Date() },
    { ...mail, kind: 'changeApplicationReturned', messageId: 'h2@test', lastError: '450' },
    { ...toStaff, reference: '20261119-0900.clerk1', messageId: 'h3@test', sentAt: new Date() },
    { ...toStaff, reference: '20261119-0900.supervisor1', messageId: 'h4@test' },
    {
      ...toStaff,
      reference: '20261119-0900.clerk2',
      messageId: 'h5@test',
      recipient: 'another-case@example.jp',
    },
  ]);
  const page = await (await clerk.get(caseUrl(number))).text();
  const text = page.replace(/<svg.*?<\/svg>|<[^>]+>/gs, ' ').replace(/\s+/g, ' ');
  for (const entry of [
    /期限（2026\/11\/20）が近いことを知らせました .*?宛先 佐藤 美咲（clerk1）/,
    /期限（2026\/11\/20）を過ぎたことを統括者に知らせました .*?宛先 田中 由紀子（approver2）・未送信、渡辺 誠（supervisor1）・送信待ち/,
    /メール「受付」を送信しました .*?宛先 receipt@example.jp/,
    /メール「差戻し」の送信を待っています 送信できていません/,
  ])
    expect(text).toMatch(entry);
  expect(page).toContain('staff@example.jp');
  expect(page).not.toContain('another-case@example.jp');
});

test('a long story shows its latest part, and folds the rest', async () => {
  const number = await submitted(web.services.db);
  for (let n = 1; n <= 20; n += 1) await post(clerk, number, `${n}件目のコメント`);
  const page = await (await clerk.get(caseUrl(number))).text();
  const [open = '', folded = ''] = page.split('<details class="earlier">');
  expect(open).toContain('>20件目のコメント<');
  expect(open).not.toContain('>1件目のコメント<');
  expect(folded).toContain('以前の経過（9件）');
  expect(folded).toContain('>1件目のコメント<');
});

async function groupViewerRequest(): Promise<string> {
  const requestId = randomUUID();
  await web.services.db.insert(groupViewerRequests).values({
    requestId,
    kind: 'issue',
    homeInsuredCode: '201234567',
    companies: ['201234567', '201234568'],
    person: {
      name: '青木　恵',
      kana: 'アオキ　メグミ',
      department: '',
      title: '',
      phone: '03-0000-7777',
      fax: null,
      email: 'group@x.example',
    },
    enteredBy: 'clerk2',
  });
  return requestId;
}
