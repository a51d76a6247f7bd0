import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeApplicationSteps, changeApplications } from '../../db/schema/change-applications.ts';
import { staffEvents } from '../../db/schema/events.ts';
import { groupViewerRequests } from '../../db/schema/group-viewer-requests.ts';
import { registrations } from '../../db/schema/registrations.ts';
import { staff } from '../../db/schema/staff.ts';
import { decide } from '../support/application.ts';
import { workflowBundlePath } from '../support/environment.ts';
import { type MailServer, startMailServer } from '../support/mail.ts';
import { startWorker, type TestProcess } from '../support/processes.ts';
import { headOfficeInput, register } from '../support/registration.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { nameChange, submitted } from './office-fixtures.ts';

let web: TestWeb;
let mail: MailServer;
let worker: TestProcess;
let people: Record<'clerk1' | 'clerk2' | 'approver1' | 'supervisor1' | 'auditor1', Visitor>;
beforeAll(async () => {
  [web, mail] = await Promise.all([startTestWeb(), startMailServer()]);
  worker = await startWorker({
    ...web.environment,
    SMTP_URL: mail.url,
    WORKFLOW_BUNDLE: workflowBundlePath(),
  });
  const entries = (['clerk1', 'clerk2', 'approver1', 'supervisor1', 'auditor1'] as const).map(
    async (id) => [id, await web.staff(id)] as const,
  );
  people = Object.fromEntries(await Promise.all(entries)) as typeof people;
});
afterAll(async () => {
  await worker?.stop();
  await Promise.all([mail?.close(), web?.close()]);
});

const htmx = { 'hx-request': 'true', 'hx-request-type': 'partial' };

/** A press on a button of the list, with these rows ticked. */
const press = (
  who: Visitor,
  numbers: string[],
  fields: Record<string, string>,
  { path = '/office/queue/assignments', headers = {} } = {},
) =>
  who.post(
    path,
    [
      ...Object.entries({ press: crypto.randomUUID(), queue: 'state=undecided', ...fields }),
      ...numbers.map((number) => ['number', number] as [string, string]),
    ],
    headers,
  );
const claim = (who: Visitor, ...numbers: string[]) => press(who, numbers, { act: 'claim' });
const release = (who: Visitor, ...numbers: string[]) => press(who, numbers, { act: 'release' });
const handOver = (who: Visitor, numbers: string[], handedTo: string, note = '') =>
  press(who, numbers, { handedTo, note }, { path: '/office/queue/hand-over' });

async function holder(number: string): Promise<{ stage: string; assigneeId: string | null } | undefined> {
  const { db } = web.services;
  const found = number.startsWith('W')
    ? await db.select().from(changeApplications).where(eq(changeApplications.applicationNumber, number))
    : number.startsWith('R')
      ? await db.select().from(registrations).where(eq(registrations.registrationNumber, number))
      : await db.select().from(groupViewerRequests).where(eq(groupViewerRequests.requestId, number));
  return found[0];
}

async function requested(): Promise<string> {
  const requestId = crypto.randomUUID();
  await web.services.db.insert(groupViewerRequests).values({
    requestId,
    kind: 'issue',
    homeInsuredCode: '201234567',
    companies: ['201234567', '201234568'],
    enteredBy: 'clerk1',
    person: {
      name: '全社　見子',
      kana: 'ゼンシャ　ミルコ',
      department: '',
      title: '',
      phone: '03-0000-0000',
      fax: null,
      email: 'all@x.example',
    },
  });
  return requestId;
}

let visitors = 0;
function registered() {
  visitors += 1;
  return register(
    web.visitor(`198.51.100.${visitors}`),
    'head-office',
    headOfficeInput({ 'party.name': `登録商会${visitors}` }),
  );
}

test('it is claimed by one of two at once, and the other is told who has it', async () => {
  const number = await submitted(web.services.db);
  const answers = await Promise.all([people.clerk1, people.clerk2].map((who) => claim(who, number)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const { assigneeId } = (await holder(number)) ?? {};
  const [lost] = answers.filter(({ status }) => status === 409);
  expect(await lost?.text()).toContain(
    `現在の担当者は${assigneeId === 'clerk1' ? '佐藤　美咲' : '鈴木　翔太'}さんです。`,
  );
});

test.each([
  ['a change application', () => submitted(web.services.db)],
  ['a registration', registered],
  ['a request for a group viewer', requested],
])('%s is claimed, given back, claimed by another and handed over, each recorded', async (_, make) => {
  const number = await make();
  const before = await holder(number);
  expect((await claim(people.clerk1, number)).status).toBe(200);
  expect(await holder(number)).toMatchObject({ assigneeId: 'clerk1' });
  expect((await release(people.clerk2, number)).status, 'nobody gives back what is not theirs').toBe(409);
  expect((await release(people.clerk1, number)).status).toBe(200);
  expect(await holder(number)).toMatchObject({ assigneeId: null, stage: before?.stage });
  expect((await claim(people.clerk2, number)).status).toBe(200);
  expect((await handOver(people.clerk1, [number], 'clerk1')).status).toBe(409);
  expect((await handOver(people.clerk2, [number], 'approver1', '登記を\n確認済みです。')).status).toBe(200);
  expect(await holder(number)).toMatchObject({ assigneeId: 'approver1' });
  expect((await handOver(people.supervisor1, [number], 'clerk1')).status).toBe(200);

  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events.map(({ operation, staffId }) => `${staffId} ${operation}`)).toEqual([
    'clerk1 claimed',
    'clerk1 released',
    'clerk2 claimed',
    'clerk2 handedOver',
    'supervisor1 handedOver',
  ]);
  const folder =
    { W: 'change-applications', R: 'registrations' }[number[0] ?? ''] ?? 'group-viewers/requests';
  const page = await (await people.auditor1.get(`/office/${folder}/${number}`)).text();
  expect(page).toMatch(
    /佐藤　美咲さんに引き継ぎました.*高橋　直樹さんに引き継ぎました.*登記を\n確認済みです。/s,
  );
  expect(page).not.toContain('担当を外す');
});

test('what is said at a hand-over, and that there was one, is nothing for the customer', async () => {
  const { db } = web.services;
  const number = await submitted(db);
  await claim(people.clerk1, number);
  await handOver(people.clerk1, [number], 'clerk2', '要注意の取引先です');
  await release(people.clerk2, number);
  await claim(people.clerk1, number);
  const [application] = await db
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, number));
  await db
    .update(changeApplications)
    .set({ insuredCode: '201234568' })
    .where(eq(changeApplications.applicationNumber, number));
  const page = await (await (await web.user('201234568000')).get(`/change-applications/${number}`)).text();
  await db
    .update(changeApplications)
    .set({ insuredCode: application?.insuredCode ?? '' })
    .where(eq(changeApplications.applicationNumber, number));
  expect(page).toContain('審査を始めました');
  expect(page.match(/審査を始めました/g)).toHaveLength(1);
  expect(page).not.toMatch(/要注意|引き継|担当を外/);
});

test('the first approval stays when the application is given back, and the next may claim it', async () => {
  const number = await submitted(web.services.db, { changes: nameChange });
  await claim(people.clerk1, number);
  expect((await decide(people.approver1, number)).status).toBe(303);
  await release(people.clerk1, number);
  expect(await holder(number)).toMatchObject({ stage: 'secondApproval', assigneeId: null });
  const page = await (await people.clerk2.get(`/office/change-applications/${number}`)).text();
  expect(page).toContain('担当する');
  await claim(people.clerk2, number);
  expect(await holder(number)).toMatchObject({ stage: 'secondApproval', assigneeId: 'clerk2' });
});

test('of many at once each has its own result, and one that is refused stops none of the others', async () => {
  const { db } = web.services;
  const numbers = await Promise.all([...Array(4)].map(() => submitted(db)));
  const [request, registration] = [await requested(), await registered()];
  const taken = numbers[1] ?? '';
  await claim(people.clerk2, taken);
  const answer = await claim(people.clerk1, ...numbers, request, registration, 'W20260101-000000-0');
  const page = await answer.text();
  expect(page).toContain('5件：担当になりました');
  expect(page).toMatch(
    /1件は操作できませんでした.*すでに担当者が決まっています。現在の担当者は鈴木　翔太さんです。/s,
  );
  for (const number of [...numbers, request, registration])
    expect(await holder(number), number).toMatchObject({
      assigneeId: number === taken ? 'clerk2' : 'clerk1',
    });
});

test('two who claim the same fifty at once share them, none twice and none left over', async () => {
  const { db } = web.services;
  const numbers = await Promise.all([...Array(12)].map(() => submitted(db)));
  await Promise.all([claim(people.clerk1, ...numbers), claim(people.clerk2, ...numbers.toReversed())]);
  const claims = await db
    .select()
    .from(changeApplicationSteps)
    .where(inArray(changeApplicationSteps.applicationNumber, numbers));
  const counted = claims.filter(({ kind, recordedAt }) => kind === 'claimed' && recordedAt);
  expect(counted.map(({ applicationNumber }) => applicationNumber).sort()).toEqual(numbers.sort());
  for (const { applicationNumber, actorId } of counted)
    expect(await holder(applicationNumber)).toMatchObject({ assigneeId: actorId });
});

test('a press that is sent twice acts once, and is answered alike', async () => {
  const number = await submitted(web.services.db);
  const fields = { act: 'claim', press: crypto.randomUUID() };
  const answers = await Promise.all([1, 2].map(() => press(people.clerk1, [number], fields)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events).toHaveLength(1);
});

test('of two who hand over the same to different colleagues one wins', async () => {
  const number = await submitted(web.services.db);
  await claim(people.clerk1, number);
  const answers = await Promise.all([
    handOver(people.clerk1, [number], 'clerk2'),
    release(people.supervisor1, number),
  ]);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1);
  const { assigneeId } = (await holder(number)) ?? {};
  expect([null, 'clerk2']).toContain(assigneeId);
  const steps = await web.services.db
    .select()
    .from(changeApplicationSteps)
    .where(eq(changeApplicationSteps.applicationNumber, number));
  const last = steps
    .filter(({ recordedAt }) => recordedAt)
    .sort((one, other) => Number(one.recordedAt) - Number(other.recordedAt))
    .at(-1);
  expect(last?.kind === 'released' ? null : last?.handedTo).toBe(assigneeId);
});

test('the button of a row concerns that row alone, whatever is ticked; htmx gets the list and the result', async () => {
  const { db } = web.services;
  const [one, ticked] = [await submitted(db), await submitted(db)];
  const answer = await press(people.clerk1, [ticked], { claim: one }, { headers: htmx });
  const part = await answer.text();
  expect(part).toMatch(/^<div class="live queue" id="queue".*<hx-partial hx-target="#queue-results"/s);
  expect(part).toContain(`${one}（株式会社試験）：担当になりました`);
  expect(await holder(ticked)).toMatchObject({ assigneeId: null });
});

test('nothing ticked, too much ticked, or a form that is none of ours', async () => {
  const nothing = await claim(people.clerk1);
  expect(nothing.status).toBe(422);
  expect(await nothing.text()).toContain('申込みを選択してください');
  const many = await claim(people.clerk1, ...[...Array(51)].map((_, n) => `W${n}`));
  expect(many.status).toBe(422);
  expect(await many.text()).toContain('一度に操作できるのは50件までです');
  expect((await people.clerk1.post('/office/queue/assignments', { act: 'claim' })).status).toBe(400);
  expect((await claim(people.auditor1, 'W1')).status).toBe(403);
});

test('a hand-over asks to whom, says what cannot be handed over, and loses nothing that was typed', async () => {
  const { db } = web.services;
  const mine = await submitted(db, { company: '自分の商会' });
  const others = await submitted(db, { company: '他人の商会', stage: 'inReview', assigneeId: 'clerk2' });
  await claim(people.clerk1, mine);
  const toChoose = await press(people.clerk1, [mine, others], {}, { path: '/office/queue/hand-over' });
  const page = await toChoose.text();
  expect(page).toMatch(/引き継げない申込み（1件）.*他人の商会.*引き継ぐ申込み（1件）.*自分の商会/s);
  expect(page).not.toContain('<option value="auditor1"');
  expect(page, 'whoever has it is not offered').not.toContain('<option value="clerk1"');

  const again = await handOver(people.clerk1, [mine], '', '読んでください');
  expect(again.status).toBe(422);
  expect(await again.text()).toMatch(/引継ぎ先を選択してください.*読んでください/s);
  expect((await handOver(people.clerk1, [mine], 'auditor1')).status).toBe(422);
  expect((await handOver(people.clerk1, [mine], 'clerk2', 'あ'.repeat(501))).status).toBe(422);
  await db.update(staff).set({ suspendedAt: new Date() }).where(eq(staff.staffId, 'approver2'));
  expect((await handOver(people.clerk1, [mine], 'approver2')).status).toBe(422);
  await db.update(staff).set({ suspendedAt: null }).where(eq(staff.staffId, 'approver2'));
  expect(await holder(mine)).toMatchObject({ assigneeId: 'clerk1' });
});

test('a supervisor hands out what nobody has yet; a clerk cannot', async () => {
  const number = await submitted(web.services.db);
  expect((await handOver(people.clerk1, [number], 'clerk2')).status).toBe(409);
  expect((await handOver(people.supervisor1, [number], 'clerk2')).status).toBe(200);
  expect(await holder(number)).toMatchObject({ stage: 'inReview', assigneeId: 'clerk2' });
});

test('pressed on the page of an application, one goes on there', async () => {
  const number = await submitted(web.services.db);
  await claim(people.clerk1, number);
  const path = `/office/change-applications/${number}`;
  const page = await (await people.clerk1.get(path)).text();
  expect(page).toContain(`/office/queue/hand-over?number=${number}&amp;back=work`);
  const released = await press(people.clerk1, [], { release: number, back: 'work' });
  expect(released.headers.get('location')).toBe(path);
  const refused = await press(people.clerk1, [], { release: number, back: 'work' });
  expect(refused.status).toBe(409);
  expect(await refused.text()).toContain('まだ担当者が決まっていません');
});
