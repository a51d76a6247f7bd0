import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeApplicationSteps, changeApplications } from '../../db/schema/change-applications.ts';
import { staffEvents } from '../../db/schema/events.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { type FakeWorkflows, fakeWorkflows, nameChange, submitted } from './office-fixtures.ts';

const roles = ['clerk1', 'approver1', 'approver2', 'supervisor1', 'auditor1'] as const;

let web: TestWeb;
let workflows: FakeWorkflows;
let staff: Record<(typeof roles)[number], Visitor>;
beforeAll(async () => {
  web = await startTestWeb();
  const visitors = [];
  for (const role of roles) visitors.push([role, await web.staff(role)] as const);
  staff = Object.fromEntries(visitors) as typeof staff;
});
afterAll(() => web.close());
beforeEach(() => {
  workflows = fakeWorkflows(web.services.db);
  web.services.temporal = workflows.temporal;
});

const path = (number: string) => `/office/change-applications/${number}`;
const today = todayInTokyo(new Date());
const rejection = {
  confirmation: 'rejected',
  reasonCode: 'registryMismatch',
  reasonText: '登記と異なります。',
};
const aReturn = {
  kind: 'returned',
  reasonCode: 'documentsMissing',
  reasonText: '登記事項証明書を\n添えてください。',
};

/** What a form of ours carries besides what is typed. */
const form = (fields: Record<string, string> = {}) => ({
  stepId: crypto.randomUUID(),
  round: '1',
  ...fields,
});
const decide = (who: Visitor, number: string, fields: Record<string, string>, headers = {}) =>
  who.post(`${path(number)}/decision`, form(fields), headers);
const htmx = { 'hx-request': 'true', 'hx-request-type': 'partial' };

const stageOf = async (number: string) =>
  (
    await web.services.db
      .select()
      .from(changeApplications)
      .where(eq(changeApplications.applicationNumber, number))
  )[0];
const stepsOf = (number: string) =>
  web.services.db
    .select()
    .from(changeApplicationSteps)
    .where(eq(changeApplicationSteps.applicationNumber, number));
const inReview = (wanted: Parameters<typeof submitted>[1] = {}) =>
  submitted(web.services.db, { stage: 'inReview', assigneeId: 'clerk1', ...wanted });

describe('who may do what', () => {
  test.each([
    ['clerk1', { claim: 303, approved: 403, returned: 303, rejected: 403 }],
    ['approver1', { claim: 303, approved: 303, returned: 303, rejected: 303 }],
    ['supervisor1', { claim: 303, approved: 303, returned: 303, rejected: 303 }],
    ['auditor1', { claim: 403, approved: 403, returned: 403, rejected: 403 }],
  ] as const)('%s', async (who, expected) => {
    const visitor = staff[who];
    const waiting = await submitted(web.services.db);
    const answers = {
      claim: await visitor.post(`${path(waiting)}/claim`, form()),
      approved: await decide(visitor, await inReview(), { kind: 'approved' }),
      returned: await decide(visitor, await inReview(), aReturn),
      rejected: await decide(visitor, await inReview(), rejection),
    };
    expect(Object.fromEntries(Object.entries(answers).map(([act, { status }]) => [act, status]))).toEqual(
      expected,
    );
  });

  test('the auditor sees everything and is offered nothing', async () => {
    const page = await (await staff.auditor1.get(path(await inReview()))).text();
    expect(page).toContain('監査担当者は閲覧のみです');
    expect(page).not.toMatch(/name="kind"|担当する/);
  });

  test('a clerk is told why there is no button to approve', async () => {
    const page = await (await staff.clerk1.get(path(await inReview()))).text();
    expect(page).toContain('承認と却下は承認者・統括者が行います');
    expect(page).toContain('差戻しする');
    expect(page).not.toContain('却下する');
  });

  test('a visitor without a session is led to the login, and what they send is not taken', async () => {
    const number = await inReview();
    const stranger = web.visitor();
    expect((await stranger.get(path(number))).headers.get('location')).toBe('/office/login');
    expect((await decide(stranger, number, aReturn)).status).toBe(401);
    expect(workflows.commands).toEqual([]);
  });

  test('a customer is nobody in the back office', async () => {
    const customer = await web.user('201234567000');
    expect((await customer.get('/office')).headers.get('location')).toBe('/office/login');
  });

  test('a number that staff do not know, or a draft, is not found', async () => {
    const draft = await submitted(web.services.db, { stage: 'draft' });
    expect((await staff.clerk1.get(path('W20261122-999999-9'))).status).toBe(404);
    expect((await staff.clerk1.get(path(draft))).status).toBe(404);
  });
});

describe('a decision', () => {
  test('claimed, the application is shown with its person', async () => {
    const number = await submitted(web.services.db);
    const answer = await staff.clerk1.post(`${path(number)}/claim`, form());
    const page = await (await staff.clerk1.follow(answer)).text();
    expect(page).toContain('審査中');
    expect(page).toContain('担当になりました');
    expect(await stageOf(number)).toMatchObject({ stage: 'inReview', assigneeId: 'clerk1' });
  });

  test('a name takes two different approvers; the first sees why the button is gone', async () => {
    const number = await inReview({ changes: nameChange });
    expect((await decide(staff.approver1, number, { kind: 'approved' })).status).toBe(303);
    const page = await (await staff.approver1.get(path(number))).text();
    expect(page).toContain('1/2');
    expect(page).toContain('すでにあなたが承認しています');
    expect(page).not.toContain('value="approved"');

    const again = await decide(staff.approver1, number, { kind: 'approved' });
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('2人目の承認は、別の承認者が行ってください。');

    expect((await decide(staff.approver2, number, { kind: 'approved' })).status).toBe(303);
    expect(await stageOf(number)).toMatchObject({ stage: 'approved' });
  });

  test('who entered an application cannot decide it and is told so', async () => {
    const number = await inReview({ enteredBy: 'approver1' });
    const page = await (await staff.approver1.get(path(number))).text();
    expect(page).toContain('ご自身が入力した申込みは決裁できません');
    expect(page).not.toContain('name="kind"');
    expect((await decide(staff.approver1, number, { kind: 'approved' })).status).toBe(409);
    expect((await decide(staff.approver1, number, aReturn)).status).toBe(409);
  });

  test('the second approver finds the date of the first; emptied, the change holds from today', async () => {
    const number = await inReview({ changes: nameChange });
    const nextWeek = addDays(today, 7);
    await decide(staff.approver1, number, { kind: 'approved', effectiveOn: nextWeek });
    expect(await (await staff.approver2.get(path(number))).text()).toContain(`value="${nextWeek}"`);
    await decide(staff.approver2, number, { kind: 'approved', effectiveOn: '' });
    expect(workflows.commands.at(-1)).toMatchObject({ kind: 'approved', effectiveOn: today });
  });

  test('pressed five times at once, it is one step and one command', async () => {
    const number = await inReview();
    const fields = form(aReturn);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => staff.clerk1.post(`${path(number)}/decision`, fields)),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
    expect((await stepsOf(number)).filter(({ kind }) => kind === 'returned')).toHaveLength(1);
    expect(workflows.commands).toHaveLength(1);
  });

  test('the same form with something else in it is a decision of its own', async () => {
    const number = await inReview();
    const { stepId } = form();
    workflows.down = true;
    expect((await decide(staff.approver1, number, { ...aReturn, stepId })).status).toBe(503);
    workflows.down = false;
    expect((await decide(staff.approver1, number, { kind: 'approved', stepId })).status).toBe(303);
    expect(workflows.commands).toMatchObject([{ kind: 'approved' }]);
    expect(workflows.commands[0]?.stepId).not.toBe(stepId);
  });

  test("somebody else's step cannot be used", async () => {
    const [one, other] = [await inReview({ changes: nameChange }), await inReview()];
    const { stepId } = form();
    await decide(staff.approver1, one, { kind: 'approved', stepId });
    expect((await decide(staff.approver2, one, { kind: 'approved', stepId })).status).toBe(400);
    expect((await decide(staff.approver1, other, { kind: 'approved', stepId })).status).toBe(400);
    expect(await stageOf(other)).toMatchObject({ stage: 'inReview' });
  });

  test('a decision on what the applicant has corrected meanwhile is not taken', async () => {
    const number = await inReview();
    const answer = await decide(staff.approver1, number, { kind: 'approved', round: '0' });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('申込者が内容を修正して再申込みしました');
    expect(workflows.commands).toEqual([]);
  });

  test('a rejection pressed where no dialog could ask is asked on the page', async () => {
    const number = await inReview();
    const asked = await decide(staff.approver1, number, { ...rejection, confirmation: '', kind: 'rejected' });
    const page = await asked.text();
    expect(asked.status).toBe(200);
    expect(page).toContain('この申込みを却下します。よろしいですか？');
    expect(page).toContain('登記と異なります。');
    expect(workflows.commands).toEqual([]);
    expect((await decide(staff.approver1, number, rejection)).status).toBe(303);
    expect(await stageOf(number)).toMatchObject({ stage: 'rejected' });
  });

  test('an accepted htmx decision leads to the page as it then is', async () => {
    const number = await inReview();
    const answer = await decide(staff.approver1, number, { kind: 'approved' }, htmx);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('hx-redirect')).toBe(path(number));
  });
});

describe('what was typed stays', () => {
  const typed = '消えては困る説明';

  test('503: when Temporal is down, the page says so, and the same press may be repeated', async () => {
    const number = await inReview();
    const fields = form({ ...aReturn, reasonText: typed });
    workflows.down = true;
    const answer = await staff.approver1.post(`${path(number)}/decision`, fields);
    const page = await answer.text();
    expect(answer.status).toBe(503);
    expect(page).toContain('ただいま処理を受け付けられません');
    expect(page).toContain(typed);
    expect(page).toContain(fields.stepId);
    expect(page).toMatch(/<option value="documentsMissing" selected>/);
    workflows.down = false;
    expect((await staff.approver1.post(`${path(number)}/decision`, fields)).status).toBe(303);
    expect((await stepsOf(number)).filter(({ kind }) => kind === 'returned')).toHaveLength(1);
  });

  test('503: a page with htmx keeps its form and gets the message alone', async () => {
    const number = await inReview();
    workflows.down = true;
    const answer = await decide(staff.approver1, number, { ...aReturn, reasonText: typed }, htmx);
    const part = await answer.text();
    expect(answer.status).toBe(503);
    expect(part).toContain('ただいま処理を受け付けられません');
    expect(part).not.toContain('<form');
    const page = await (await staff.approver1.get(path(number))).text();
    expect(page).toContain('hx-status:5xx="target:#decision-trouble swap:innerHTML"');
    expect(page).toContain('<div id="decision-trouble">');
  });

  test('409: when it has been withdrawn meanwhile, the text can still be copied', async () => {
    const number = await inReview();
    await web.services.db
      .update(changeApplications)
      .set({ stage: 'withdrawn' })
      .where(eq(changeApplications.applicationNumber, number));
    const answer = await decide(staff.approver1, number, { ...aReturn, reasonText: typed }, htmx);
    const panel = await answer.text();
    expect(answer.status).toBe(409);
    expect(panel.trim()).toMatch(/^<div id="decision"/);
    expect(panel).toContain('この申込みはすでに終了しています');
    expect(panel).toContain(typed);
  });

  test('409: a second claim finds who was quicker', async () => {
    const number = await submitted(web.services.db);
    await staff.clerk1.post(`${path(number)}/claim`, form());
    const answer = await staff.approver1.post(`${path(number)}/claim`, form());
    expect(answer.status).toBe(409);
    const page = await answer.text();
    expect(page).toContain('すでに担当者が決まっています');
    expect(page).toContain('佐藤　美咲');
  });

  test.each([
    ['no reason', { ...aReturn, reasonCode: '' }, 'reasonCode', '理由を選択してください。'],
    ['a made-up reason', { ...aReturn, reasonCode: 'toString' }, 'reasonCode', '理由を選択してください。'],
    ['no text', { ...aReturn, reasonText: ' \n　' }, 'reasonText', '申込者への説明を入力してください。'],
    ['a text too long', { ...aReturn, reasonText: '長'.repeat(1001) }, 'reasonText', '1000文字以内'],
    ['a control character', { ...aReturn, reasonText: 'a\u0000b' }, 'reasonText', '使用できない文字'],
    ['yesterday', { kind: 'approved', effectiveOn: addDays(today, -1) }, 'effectiveOn', '本日以降'],
    ['in two years', { kind: 'approved', effectiveOn: addDays(today, 730) }, 'effectiveOn', '1年以内'],
    ['no such day', { kind: 'approved', effectiveOn: '2027-02-30' }, 'effectiveOn', '存在しない日付'],
  ])('422: %s', async (_name, fields: Record<string, string>, field, message) => {
    const number = await inReview();
    const answer = await decide(staff.approver1, number, fields);
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toContain(`href="#${field}"`);
    expect(page).toMatch(new RegExp(`id="${field}-error">.*${message}`, 's'));
    if (fields.reasonText && field === 'reasonCode') expect(page).toContain('添えてください。');
    expect(workflows.commands).toEqual([]);
  });

  test('a text of exactly 1000 characters, line ends as a browser sends them, is taken', async () => {
    const number = await inReview();
    const text = `${'長'.repeat(499)}\r\n${'𠮷'.repeat(500)}`;
    expect((await decide(staff.clerk1, number, { ...aReturn, reasonText: text })).status).toBe(303);
  });
});

test('a reason that is markup is shown as text, wherever it appears', async () => {
  const number = await inReview();
  const markup = '</textarea><script>alert("x")</script><img src=x onerror=alert(1)>';
  const refused = await decide(staff.approver1, number, { ...aReturn, reasonCode: '', reasonText: markup });
  await decide(staff.clerk1, number, { ...aReturn, reasonText: markup });
  for (const page of [await refused.text(), await (await staff.clerk1.get(path(number))).text()]) {
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<img src=x');
    expect(page).toContain('&lt;script&gt;alert');
  }
});

test('looking at an application is recorded, once a page', async () => {
  const number = await inReview();
  await staff.auditor1.get(path(number));
  await decide(staff.clerk1, number, { ...aReturn, reasonCode: '' });
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events).toMatchObject([{ operation: 'viewed', staffId: 'auditor1', actorName: '伊藤　千尋' }]);
});
