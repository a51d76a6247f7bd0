import { approvalRules } from '../../../db/schema/approval-rules.ts';
import { bulkApprovals } from '../../../db/schema/bulk-approvals.ts';
import { comments } from '../../../db/schema/comments.ts';
import { emailChanges } from '../../../db/schema/email-changes.ts';
import { groupViewerRequests } from '../../../db/schema/group-viewer-requests.ts';
import { holidays } from '../../../db/schema/holidays.ts';
import { mailLog } from '../../../db/schema/mail-log.ts';
import { queueViews } from '../../../db/schema/queue-views.ts';
import { letters, registrations } from '../../../db/schema/registrations.ts';
import { standInPeriods } from '../../../db/schema/stand-ins.ts';
import { issueServiceKey } from '../../../db/service-keys.ts';
import { tokenHash } from '../../../db/sessions.ts';
import { assetUrl } from '../../../web/assets.ts';
import type { DeclaredRoute } from '../../../web/declared-access.ts';
import { apply } from '../../support/application.ts';
import type { TestWeb } from '../../support/web.ts';

const OWNER = '201234567';
const CONFIRM_TOKEN = 'confirm-token-of-the-test';
const CANCEL_TOKEN = 'cancel-token-of-the-test';
const REGISTRATION_NUMBER = 'R20261122-000001-7';
/** One of the demo companies'. */
const BANK_ACCOUNT_ID = '6d0f2f0a-1c56-4d0e-9a53-2b1f5c7e0001';
const LETTER_ID = '0193a000-0000-4000-8000-000000000002';
/** One of the demo's. */
const TEMPLATE_ID = '5b1c1f0a-0000-4000-8000-000000000001';
const PROPOSAL_ID = '0193a000-0000-4000-8000-000000000004';
const MAIL_ID = '0193a000-0000-4000-8000-000000000005';
const KEY_ID = '0193a000-0000-4000-8000-000000000003';
const STAND_IN_ID = '0193a000-0000-4000-8000-000000000003';
const BULK_ID = '0193a000-0000-4000-8000-000000000004';
const COMMENT_ID = '0193a000-0000-4000-8000-000000000005';
const VIEW_ID = '0193a000-0000-4000-8000-000000000009';
const REQUEST_ID = '0193a000-0000-4000-8000-000000000001';

/** What stands in a path in place of a parameter, and whose it is where that matters. */
export interface RecordInPath {
  path: RegExp;
  values: Record<string, string>;
  /** The insured code without which it does not exist. */
  owner?: string;
}

/** Real records, all of one company, for the parameters of every route. */
export async function addRecords(web: TestWeb): Promise<RecordInPath[]> {
  const { db } = web.services;
  const number = await apply(db, await web.user(`${OWNER}000`), OWNER, { phone: '03-0123-9999' });
  await db.insert(emailChanges).values({
    webUserId: `${OWNER}000`,
    oldEmail: 'old@example.jp',
    newEmail: 'new@example.jp',
    confirmTokenHash: tokenHash(CONFIRM_TOKEN),
    cancelTokenHash: tokenHash(CANCEL_TOKEN),
    expiresAt: new Date(Date.now() + 3_600_000),
  });
  await db.insert(groupViewerRequests).values({
    requestId: REQUEST_ID,
    kind: 'companies',
    webUserId: `${OWNER}901`,
    homeInsuredCode: OWNER,
    companies: [OWNER, '201234569'],
    enteredBy: 'clerk2',
  });
  await db.insert(registrations).values({
    registrationNumber: REGISTRATION_NUMBER,
    kind: 'administratorOnly',
    partyKind: 'headOffice',
    insuredCode: OWNER,
    administrator: {
      name: '青木　恵',
      kana: 'アオキ　メグミ',
      department: '財務部',
      title: '',
      phone: '03-0123-4530',
      fax: null,
      email: 'megumi.aoki@aonagi-trading.example',
    },
    termsVersion: '1',
    termsAgreedAt: new Date(),
    address: '',
    dueAt: new Date(),
  });
  await db.insert(standInPeriods).values({
    periodId: STAND_IN_ID,
    principalId: 'clerk1',
    standInId: 'clerk2',
    fromDate: '2020-01-01',
    untilDate: '2999-12-31',
    setBy: 'clerk1',
  });
  await db.insert(bulkApprovals).values({ bulkId: BULK_ID, staffId: 'approver1' });
  await db.insert(queueViews).values({
    viewId: VIEW_ID,
    ownerId: 'clerk2',
    name: '未割当',
    query: 'assignee=unassigned',
    shared: true,
  });
  await db.insert(letters).values({ letterId: LETTER_ID, webUserId: `${OWNER}901` });
  await db
    .insert(holidays)
    .values({ date: '2099-06-01', kind: 'closed', name: '創立記念日', enteredBy: 'supervisor1' });
  await db.insert(approvalRules).values({
    proposalId: PROPOSAL_ID,
    headOffice: ['phone'],
    branch: [],
    note: '誤登録が続いたため。',
    proposedBy: 'supervisor1',
  });
  await db.insert(mailLog).values({
    messageId: '<changeApplicationReceipt.W20261122-000001-0.1@madoguchi.example>',
    mailId: MAIL_ID,
    kind: 'changeApplicationReceipt',
    recipient: 'taro.nihon@aonagi-trading.example',
    subject: '受付',
    reference: 'W20261122-000001-0',
    sentAt: new Date(),
  });
  await db.insert(comments).values({
    commentId: COMMENT_ID,
    work: 'change',
    number,
    staffId: 'clerk1',
    actorName: '佐藤　美咲',
    text: '確認中です。',
  });
  await issueServiceKey(db, 'premium-estimate', { keyId: KEY_ID });
  return [
    { path: /^\/change-applications\/:number/, values: { number }, owner: OWNER },
    {
      path: /^\/applicants\/:webUserId/,
      values: { webUserId: `${OWNER}001`, act: 'suspension' },
      owner: OWNER,
    },
    { path: /^\/bank-accounts\/:bankAccountId/, values: { bankAccountId: BANK_ACCOUNT_ID }, owner: OWNER },
    // 対象特約 are only chosen where 企業総合保険 is used, as by this company.
    { path: /^\/applicants\/new\/agreements/, values: {}, owner: OWNER },
    // Whether it is another's, one's own or nobody's, the answer is the same.
    { path: /^\/sessions\/ends\/:idHash/, values: { idHash: '0'.repeat(64) } },
    { path: /^\/office\/staff-accounts\/:staffId/, values: { staffId: 'clerk2', act: 'suspension' } },
    { path: /^\/office\/account\/sessions\/ends\/:idHash/, values: { idHash: '0'.repeat(64) } },
    { path: /^\/registration\/:form/, values: { form: 'head-office' } },
    { path: /^\/email-changes\/cancel\/:token/, values: { token: CANCEL_TOKEN } },
    { path: /^\/email-changes\/:token/, values: { token: CONFIRM_TOKEN } },
    { path: /^\/office\/change-applications\/:number/, values: { number } },
    {
      path: /^\/office\/history\/:work\/:number/,
      values: { work: 'change', number, commentId: COMMENT_ID },
    },
    { path: /^\/office\/registrations\/:number/, values: { number: REGISTRATION_NUMBER } },
    {
      path: /^\/office\/companies\/:insuredCode/,
      values: { insuredCode: OWNER, webUserId: `${OWNER}001`, bankAccountId: BANK_ACCOUNT_ID },
    },
    { path: /^\/office\/ip-restrictions\/:insuredCode/, values: { insuredCode: OWNER } },
    { path: /^\/linked-services\/:serviceCode/, values: { serviceCode: 'premium-estimate' } },
    { path: /^\/office\/stand-ins\/:periodId/, values: { periodId: STAND_IN_ID } },
    { path: /^\/office\/bulk-approval\/:bulkId/, values: { bulkId: BULK_ID } },
    { path: /^\/office\/queue-views\/:viewId/, values: { viewId: VIEW_ID } },
    { path: /^\/office\/entries\/address\/:kind/, values: { kind: 'branch' } },
    { path: /^\/office\/entries\/:insuredCode/, values: { insuredCode: OWNER } },
    { path: /^\/office\/letters\/:letterId/, values: { letterId: LETTER_ID } },
    { path: /^\/office\/agreements\/:agreementCode/, values: { agreementCode: '30012345' } },
    { path: /^\/office\/holidays\/:date/, values: { date: '2099-06-01' } },
    { path: /^\/office\/approval-rules\/proposals\/:proposalId/, values: { proposalId: PROPOSAL_ID } },
    { path: /^\/office\/mails\/:mailId/, values: { mailId: MAIL_ID } },
    { path: /^\/office\/reason-templates\/:templateId/, values: { templateId: TEMPLATE_ID } },
    {
      path: /^\/office\/linked-services\/:serviceCode/,
      values: { serviceCode: 'premium-estimate', keyId: KEY_ID },
    },
    { path: /^\/office\/group-viewers\/requests\/:requestId/, values: { requestId: REQUEST_ID } },
    { path: /^\/office\/group-viewers\/:webUserId/, values: { webUserId: `${OWNER}901` } },
    { path: /^\/office\/figures\/:file/, values: { file: 'flow.csv' } },
    { path: /^\/assets\/\*/, values: { '*': assetUrl('app.css').replace('/assets/', '') } },
  ];
}

/** Forms that name a record themselves; any other route is sent an empty one. */
export const forms: Record<string, Record<string, string>> = {
  'POST /companies/selection': { insuredCode: '201234568' },
};

/** The path of a request for `route`. Throws for a parameter that no record above stands for. */
export function placeOf({ path }: Pick<DeclaredRoute, 'path'>, records: RecordInPath[]) {
  const record = records.find((one) => one.path.test(path));
  const filled = path.replace(/:(\w+)(\{[^}]*\})?|\*/g, (parameter, name: string | undefined) => {
    const value = record?.values[name ?? '*'];
    if (value === undefined)
      throw new Error(`test/web/security/records.ts has nothing for ${parameter} in ${path}`);
    return value;
  });
  return { path: filled, ...(record?.owner ? { owner: record.owner } : {}) };
}
