import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupViewerRequests } from '../../db/schema/group-viewer-requests.ts';
import { headOfficeInput, register } from '../support/registration.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { submitted } from './office-fixtures.ts';

let web: TestWeb;
let clerk: Visitor;
const work = { change: '', registration: '', entered: crypto.randomUUID(), refused: crypto.randomUUID() };
beforeAll(async () => {
  web = await startTestWeb();
  const { db } = web.services;
  work.change = await submitted(db, { company: '三つ並び商事' });
  work.registration = await register(
    web.visitor('198.51.100.1'),
    'head-office',
    headOfficeInput({ 'party.name': '三つ並び商会' }),
  );
  const request = {
    kind: 'companies' as const,
    homeInsuredCode: '201234567',
    companies: ['201234567', '201234568'],
    enteredBy: 'clerk1',
    enteredAt: new Date(),
  };
  await db.insert(groupViewerRequests).values([
    { ...request, kind: 'issue', requestId: work.entered, person: person },
    {
      ...request,
      kind: 'issue',
      requestId: work.refused,
      person: person,
      stage: 'refused',
      decidedBy: 'approver1',
      decidedAt: new Date(),
      reasonText: '委任状がありません。',
    },
  ]);
  clerk = await web.staff('clerk1');
});
afterAll(() => web?.close());

const person = {
  name: '全社　見子',
  kana: 'ゼンシャ　ミルコ',
  department: '',
  title: '',
  phone: '03-0000-0000',
  fax: null,
  email: 'all@x.example',
};

const listed = async (query: string) =>
  [...(await (await clerk.get(`/office${query}`)).text()).matchAll(/<tr id="application-([^"]+)"/g)].map(
    ([, number]) => number,
  );

test.each([
  ['', () => [work.change, work.registration, work.entered]],
  ['?type=change', () => [work.change]],
  ['?type=registration', () => [work.registration]],
  ['?type=groupViewer', () => [work.entered]],
  ['?type=groupViewer&state=rejected', () => [work.refused]],
  ['?state=entered', () => [work.entered]],
  ['?state=received', () => [work.change, work.registration]],
  [`?q=${encodeURIComponent('三つ並び')}`, () => [work.change, work.registration]],
  ['?type=nonsense', () => [work.change, work.registration, work.entered]],
])('%s lists that sort of work', async (query, expected) => {
  expect((await listed(query)).sort()).toEqual(expected().sort());
});

test('what has no due date comes after what has one, and each leads to its own page', async () => {
  expect((await listed('')).at(-1)).toBe(work.entered);
  const page = await (await clerk.get('/office')).text();
  for (const href of [
    `/office/change-applications/${work.change}`,
    `/office/registrations/${work.registration}`,
    `/office/group-viewers/requests/${work.entered}`,
  ]) {
    expect(page).toContain(`href="${href}?queue=state%3Dundecided"`);
    expect((await clerk.get(href)).status, href).toBe(200);
  }
});

test('a sort of work offers only the stages it knows, with its own counts', async () => {
  const page = await (await clerk.get('/office?type=registration')).text();
  expect(page).toContain('通知書発送待ち');
  expect(page).not.toMatch(/差戻し|取下げ/);
  expect(page).toMatch(/受付済<span class="count">1</);
});
