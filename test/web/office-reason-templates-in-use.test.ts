import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { groupViewerRequests } from '../../db/schema/group-viewer-requests.ts';
import { reasonTemplates } from '../../db/schema/reason-templates.ts';
import { recordingWorkflows } from '../support/recording-workflows.ts';
import { claimRegistration, headOfficeInput, register } from '../support/registration.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { type FakeWorkflows, fakeWorkflows, submitted } from './office-fixtures.ts';

let web: TestWeb;
let workflows: FakeWorkflows;
let approver: Visitor;
const ids = { documents: crypto.randomUUID(), address: crypto.randomUUID(), retired: crypto.randomUUID() };
beforeAll(async () => {
  web = await startTestWeb();
  approver = await web.staff('approver1');
  const template = { kind: 'change', position: 1, active: true } as const;
  await web.services.db.insert(reasonTemplates).values([
    {
      ...template,
      templateId: ids.documents,
      reasonCode: 'documentsMissing',
      title: '証明書の再提出',
      body: '{保険利用者名}様のお申込み（{申込番号}）に、証明書が添えられていません。',
    },
    {
      ...template,
      templateId: ids.address,
      reasonCode: 'contentsUnclear',
      title: '所在地の確認',
      body: '所在地をご確認ください。',
    },
    {
      ...template,
      templateId: ids.retired,
      reasonCode: 'other',
      title: '使わない文',
      body: 'x',
      active: false,
    },
    { ...template, kind: 'registration', reasonCode: 'other', title: '登録の文', body: '{受付番号}の件' },
    { ...template, kind: 'groupViewer', reasonCode: 'other', title: 'IDの文', body: '{保険利用者名}の件' },
  ]);
});
afterAll(() => web.close());
beforeEach(() => {
  workflows = fakeWorkflows(web.services.db);
  web.services.temporal = workflows.temporal;
});

const typedIn = (page: string) =>
  /<textarea[^>]*name="reasonText"[^>]*>\n([^<]*)<\/textarea>/.exec(page)?.[1];
const inReview = () => submitted(web.services.db, { stage: 'inReview', company: '株式会社$&{申込番号}' });
async function insert(number: string, fields: Record<string, string>) {
  const answer = await approver.post(`/office/change-applications/${number}/decision`, {
    stepId: crypto.randomUUID(),
    round: '1',
    kind: 'template',
    ...fields,
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

test('the texts of this kind of work are offered by reason; one that was taken out is not', async () => {
  const page = await (await approver.get(`/office/change-applications/${await inReview()}`)).text();
  expect(page).toContain('確認書類の不足：証明書の再提出');
  expect(page).not.toContain('使わない文');
  expect(page).not.toContain('登録の文');
});

test('a chosen text comes into the form with this case’s names, the reason with it; nothing is decided', async () => {
  const number = await inReview();
  const page = await insert(number, { template: ids.documents });
  expect(typedIn(page)).toBe(
    `株式会社$&amp;{申込番号}様のお申込み（${number}）に、証明書が添えられていません。`,
  );
  expect(page).toMatch(/<option value="documentsMissing" selected>/);
  expect(workflows.commands).toEqual([]);
});

test('it takes the place of another template, never of what somebody wrote', async () => {
  const number = await inReview();
  const other = await insert(number, { template: ids.address, reasonText: '所在地をご確認ください。' });
  expect(typedIn(other)).toBe('所在地をご確認ください。');
  const own = await insert(number, { template: ids.address, reasonText: '自分で書いた説明。\r\n二行目' });
  expect(typedIn(own)).toBe('自分で書いた説明。\n二行目\n所在地をご確認ください。');
  const none = await insert(number, { template: '', reasonText: '残る', reasonCode: 'other' });
  expect(typedIn(none)).toBe('残る');
  expect(none).toMatch(/<option value="other" selected>/);
  expect(typedIn(await insert(number, { template: ids.retired, reasonText: '残る' }))).toBe('残る');
});

test('registrations and group viewers offer theirs', async () => {
  web.services.temporal = recordingWorkflows(web.services.db).temporal;
  const number = await register(web.visitor('198.51.100.9'), 'head-office', headOfficeInput({}));
  await claimRegistration(await web.staff('clerk1'), number);
  const templateOf = (page: string, title: string) =>
    new RegExp(`<option value="([0-9a-f-]{36})">[^<]*：${title}`).exec(page)?.[1] ?? '';
  for (const [path, title, expected] of [
    [`/office/registrations/${number}`, '登録の文', `${number}の件`],
    [`/office/group-viewers/requests/${await requestForGroupViewer()}`, 'IDの文', '青凪貿易株式会社の件'],
  ] as const) {
    const template = templateOf(await (await approver.get(path)).text(), title);
    const answer = await approver.post(`${path}/decision`, {
      stepId: crypto.randomUUID(),
      kind: 'template',
      template,
    });
    expect(typedIn(await answer.text())).toBe(expected);
  }
});

async function requestForGroupViewer(): Promise<string> {
  const requestId = crypto.randomUUID();
  await web.services.db.insert(groupViewerRequests).values({
    requestId,
    kind: 'issue',
    homeInsuredCode: '201234567',
    companies: ['201234567', '201234568'],
    person: {
      name: '青木',
      kana: 'アオキ',
      department: '',
      title: '',
      phone: '03-0123-4530',
      fax: null,
      email: 'a@aonagi-trading.example',
    },
    enteredBy: 'clerk1',
  });
  return requestId;
}
