import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeApplicationSteps, changeApplications } from '../../db/schema/change-applications.ts';
import { insuredParties } from '../../db/schema/insured-parties.ts';
import { mailLog } from '../../db/schema/mail-log.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { submitted } from './office-fixtures.ts';

let web: TestWeb;
let clerk: Visitor;
beforeAll(async () => {
  web = await startTestWeb({ TEMPORAL_UI_URL: 'https://temporal.example/ui/' });
  clerk = await web.staff('clerk1');
});
afterAll(() => web.close());

const pageOf = async (number: string) => (await clerk.get(`/office/change-applications/${number}`)).text();
const applicationOf = async (number: string) => {
  const [application] = await web.services.db
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, number));
  if (!application) throw new Error('no such application');
  return application;
};
const cellsOf = (page: string, label: string) =>
  [
    ...(page.match(new RegExp(`<th scope="row">${label}</th>.*?</tr>`, 's'))?.[0] ?? '').matchAll(
      /<td.*?<\/td>/gs,
    ),
  ].map(([cell]) => cell.replace(/<svg.*?<\/svg>|<[^>]+>|\s/gs, ''));

test('each changed field shows what it was, what is asked for and what is on record now', async () => {
  const number = await submitted(web.services.db, {
    changes: {
      capitalYen: { before: 480_000_000, requested: 500_000_000 },
      fax: { before: '03-0000-0000', requested: null },
    },
  });
  const { insuredCode } = await applicationOf(number);
  await web.services.db
    .update(insuredParties)
    .set({ capitalYen: 480_000_000, fax: '03-1111-1111' })
    .where(eq(insuredParties.insuredCode, insuredCode));
  const page = await pageOf(number);
  expect(cellsOf(page, '資本金')).toEqual(['480,000,000円', '500,000,000円', '申込時と同じ']);
  expect(cellsOf(page, 'FAX番号')).toEqual(['03-0000-0000', '登録なし', '03-1111-1111申込後に変更']);
  expect(page).toContain('申込みの後に登録情報が変わっています');
  expect(page).toContain('FAX番号の現在の登録が、申込時と異なります');
});

test('an application that was applied does not warn that the record has moved', async () => {
  const changes = { phone: { before: '03-0000-0000', requested: '03-9999-9999' } };
  const number = await submitted(web.services.db, { stage: 'applied', changes });
  const { insuredCode } = await applicationOf(number);
  await web.services.db
    .update(insuredParties)
    .set({ phone: '03-9999-9999' })
    .where(eq(insuredParties.insuredCode, insuredCode));
  const page = await pageOf(number);
  expect(cellsOf(page, '電話番号')[2]).toBe('申込内容と同じ');
  expect(page).not.toContain('登録情報が変わっています');
});

test('the digits that differ are marked', async () => {
  const changes = { phone: { before: '03-0123-4500', requested: '03-0128-4500' } };
  const page = await pageOf(await submitted(web.services.db, { changes }));
  expect(page).toContain('03-012<del>3</del>-4500');
  expect(page).toContain('03-012<ins>8</ins>-4500');
});

test('staff are warned of an address away from its postal code, a false corporate number and free mail', async () => {
  const page = await pageOf(
    await submitted(web.services.db, {
      changes: {
        postalCode: { before: '1000001', requested: '5300001' },
        corporateNumber: { before: null, requested: '1234567890123' },
        contactEmail: { before: 'a@example.jp', requested: 'someone@gmail.com' },
      },
    }),
  );
  expect(page).toContain('郵便番号と所在地が一致しません');
  expect(page).toContain('法人番号の検査用数字が一致しません');
  expect(page).toContain('ご担当者のメールアドレスはフリーメールのものです');
});

test('staff are warned of another insured party of the same number or name, with a link to it', async () => {
  const page = await pageOf(
    await submitted(web.services.db, {
      changes: {
        corporateNumber: { before: null, requested: '5010099912345' },
        name: { before: 'A', requested: '穂高見精機株式会社' },
      },
    }),
  );
  const warning = page.match(/同じ法人番号または名称の保険利用者が.*?<\/ul>/s)?.[0] ?? '';
  expect(warning).toMatch(/href="\/office\/companies\/201234567".*法人番号が同じ/);
  expect(warning).toMatch(/href="\/office\/companies\/201234568".*名称が同じ/);
});

test('staff are warned of a reading that is not the name’s, and of what says the same and stays', async () => {
  const page = await pageOf(
    await submitted(web.services.db, {
      changes: {
        name: { before: 'A', requested: 'ミライ商会株式会社' },
        representativeName: { before: 'B', requested: '青凪　花子' },
        representativeKana: { before: 'ビー', requested: 'アオナギ　ハナコ' },
        street: { before: '1', requested: '京橋9丁目8-8' },
      },
    }),
  );
  expect(page).toMatch(/保険利用者名「ミライ商会株式会社」の「ミライ」が、フリガナ「.*?」にありません。/);
  expect(page).toContain('保険利用者名だけが変わり、保険利用者名（フリガナ）は変わりません');
  expect(page).toContain('保険利用者名だけが変わり、保険利用者名（英文）は変わりません');
  expect(page).toContain('町域・番地だけが変わり、所在地（英文）は変わりません');
  expect(page).not.toContain('代表者氏名だけが変わり');
});

test('the day of an effective date shows, so that a slip is seen', async () => {
  const number = await submitted(web.services.db, { stage: 'approved' });
  await web.services.db
    .update(changeApplications)
    .set({ effectiveOn: '2026-11-29' })
    .where(eq(changeApplications.applicationNumber, number));
  expect(await pageOf(number)).toContain('2026/11/29（日・休日）に登録情報へ反映されます。');
});

test('nothing to warn of, no warning', async () => {
  expect(await pageOf(await submitted(web.services.db))).not.toContain('data-kind="warning"');
});

test('a resubmission shows what it corrects, and the reason of the return with who gave it', async () => {
  const first = {
    phone: { before: '1', requested: '2' },
    url: { before: null, requested: 'https://example.jp/' },
  };
  const second = { phone: { before: '1', requested: '3' }, employees: { before: 5, requested: 6 } };
  const number = await submitted(web.services.db, { changes: first });
  const step = {
    applicationNumber: number,
    recordedAt: new Date(),
    actorName: '佐藤　美咲',
    actorDepartment: '受付課',
  };
  await web.services.db.insert(changeApplicationSteps).values([
    {
      ...step,
      round: 1,
      kind: 'returned',
      actorKind: 'staff',
      actorId: 'clerk1',
      reasonCode: 'contentsUnclear',
      reasonText: '番号を\nご確認ください。',
    },
    {
      ...step,
      round: 2,
      kind: 'resubmitted',
      actorKind: 'webUser',
      actorId: '300000001000',
      changes: second,
      recordedAt: new Date(Date.now() + 1),
    },
  ]);
  await web.services.db
    .update(changeApplications)
    .set({ round: 2, changes: second })
    .where(eq(changeApplications.applicationNumber, number));
  const page = await pageOf(number);
  expect(page).toContain('前回の申込み：2');
  expect(page).toContain('今回追加された変更です');
  expect(page).toMatch(/今回はないもの：ホームページ（URL）/);
  expect(page).toMatch(
    /差し戻しました.*佐藤　美咲（受付課・clerk1）.*記載内容の確認が必要.*番号を\nご確認ください。/s,
  );
});

test('a step that was only asked for is not shown as if it had happened', async () => {
  const number = await submitted(web.services.db, { stage: 'inReview' });
  await web.services.db.insert(changeApplicationSteps).values({
    applicationNumber: number,
    round: 1,
    kind: 'approved',
    actorKind: 'staff',
    actorId: 'approver1',
    actorName: '高橋',
  });
  const page = await pageOf(number);
  expect(page).not.toContain('承認しました');
  expect(page).toContain('0/1');
});

test('who may still decide leaves out who approved and who is suspended', async () => {
  const number = await submitted(web.services.db, {
    stage: 'secondApproval',
    changes: { name: { before: 'A', requested: 'B' } },
  });
  await web.services.db.insert(changeApplicationSteps).values({
    applicationNumber: number,
    round: 1,
    kind: 'approved',
    actorKind: 'staff',
    actorId: 'approver1',
    actorName: '高橋　直樹',
    recordedAt: new Date(),
  });
  const fact = (await pageOf(number)).match(/承認できる職員.*?<\/dd>/s)?.[0];
  expect(fact).toContain('田中　由紀子（承認者）');
  expect(fact).toContain('渡辺　誠（統括者）');
  expect(fact).not.toContain('高橋');
});

test('mails, the company’s other applications and the workflow are one press away', async () => {
  const number = await submitted(web.services.db);
  const { insuredCode, applicantId } = await applicationOf(number);
  const other = {
    insuredCode,
    applicantId,
    changes: { fax: { before: null, requested: '1' } },
    approvalsNeeded: 1 as const,
  };
  const submission = { submittedAt: new Date(), dueAt: new Date(), receiptEmail: 'a@example.jp' };
  await web.services.db.insert(changeApplications).values([
    { ...other, ...submission, applicationNumber: 'W20200101-000001-1', stage: 'rejected' as const },
    { ...other, applicationNumber: 'W20200101-000002-2', stage: 'discarded' as const },
  ]);
  const mail = {
    kind: 'changeApplicationReceipt' as const,
    reference: number,
    recipient: 'receipt@example.jp',
  };
  await web.services.db.insert(mailLog).values([
    { ...mail, messageId: '1@test', subject: '受付のお知らせ', sentAt: new Date(), attempts: 1 },
    { ...mail, messageId: '2@test', subject: '結果のお知らせ', attempts: 3, lastError: '450' },
    { ...mail, messageId: '3@test', subject: '別の申込み', reference: 'W20200101-000001-1' },
  ]);
  const page = await pageOf(number);
  expect(page).toContain('受付のお知らせ');
  expect(page).toContain('再送待ち（3回失敗）');
  expect(page).not.toContain('別の申込み');
  expect(page).toContain('href="/office/change-applications/W20200101-000001-1"');
  expect(page).not.toContain('W20200101-000002-2');
  expect(page).toContain(
    `href="https://temporal.example/ui/namespaces/default/workflows/change-application%2F${number}"`,
  );
});
