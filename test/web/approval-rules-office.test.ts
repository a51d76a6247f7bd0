import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findApprovalRule } from '../../db/approval-rules.ts';
import { violates } from '../../db/client.ts';
import { approvalRules, changeApplications, staffEvents } from '../../db/schema/index.ts';
import { apply } from '../support/application.ts';
import { pageOf, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const HOME = '/office/approval-rules';
const roles = ['clerk1', 'approver1', 'approver2', 'supervisor1', 'auditor1'] as const;

let web: TestWeb;
let staff: Record<(typeof roles)[number], Visitor>;
beforeAll(async () => {
  web = await startTestWeb();
  const visitors = await Promise.all(roles.map(async (role) => [role, await web.staff(role)] as const));
  staff = Object.fromEntries(visitors) as typeof staff;
});
afterAll(() => web.close());
beforeEach(async () => {
  await web.services.db.delete(approvalRules);
  await web.services.db.delete(staffEvents);
});

const acts = async () =>
  (await web.services.db.select().from(staffEvents)).map(({ operation, staffId }) => [operation, staffId]);
const rule = () => findApprovalRule(web.services.db);
const wish = (boxes: string[], more: Record<string, string> = {}) => ({
  proposalId: crypto.randomUUID(),
  note: '誤登録が続いたため。',
  ...Object.fromEntries(boxes.map((box) => [box, 'true'])),
  ...more,
});

/** Proposed by the supervisor; returns the path of the proposal. */
async function proposed(boxes = ['headOffice-phone']): Promise<string> {
  const answer = await staff.supervisor1.post(`${HOME}/proposals`, wish(boxes));
  expect(answer.status).toBe(303);
  return (answer.headers.get('location') ?? '').split('?')[0] ?? '';
}
const confirm = (visitor: Visitor, path: string) => visitor.post(`${path}/decision`, { kind: 'confirmed' });

describe('a rule', () => {
  test('proposed by a supervisor holds once somebody else has confirmed it', async () => {
    const path = await proposed(['headOffice-phone', 'branch-street']);
    expect(await rule()).toEqual({ version: 0, headOffice: [], branch: [] });
    const own = await pageOf(staff.supervisor1.get(path));
    expect(own).toContain('ご自身の提案は決裁できません');
    expect(own).not.toContain('承認する</button>');
    const seen = await pageOf(staff.approver1.get(path));
    expect(seen).toMatch(/追加[\s\S]*電話番号/);
    expect((await confirm(staff.approver1, path)).status).toBe(303);
    expect(await rule()).toEqual({ version: 1, headOffice: ['phone'], branch: ['street'] });
    expect(await acts()).toEqual([
      ['approvalRuleProposed', 'supervisor1'],
      ['approvalRuleConfirmed', 'approver1'],
    ]);
    expect(await pageOf(staff.clerk1.get(HOME))).toContain('現在のルール（第1版）');
  });

  test('can be taken back by the next proposal, down to the product’s minimum and no further', async () => {
    await confirm(staff.approver1, await proposed(['headOffice-phone']));
    const path = await proposed([]);
    expect(await pageOf(staff.approver1.get(path))).toMatch(/解除[\s\S]*電話番号/);
    await confirm(staff.approver1, path);
    expect(await rule()).toEqual({ version: 2, headOffice: [], branch: [] });
    const page = await pageOf(staff.supervisor1.get(`${HOME}/proposals/new`));
    for (const always of [
      'headOffice-name',
      'headOffice-street',
      'branch-name',
      'headOffice-corporateNumber',
    ])
      expect(page).not.toContain(`name="${always}"`);
    expect(await pageOf(staff.clerk1.get(HOME))).toContain('2名（常に）');
  });

  test('holds for what is applied for from then on; what was applied for before keeps its own', async () => {
    const { db } = web.services;
    const changes = { phone: '03-0123-9999' };
    const before = await apply(db, await web.user('201234567000'), '201234567', changes);
    await confirm(staff.approver1, await proposed(['headOffice-phone']));
    const after = await apply(db, await web.user('201234568000'), '201234568', changes);
    const applications = await db
      .select({
        number: changeApplications.applicationNumber,
        needed: changeApplications.approvalsNeeded,
        version: changeApplications.approvalRuleVersion,
      })
      .from(changeApplications);
    expect(applications).toEqual(
      expect.arrayContaining([
        { number: before, needed: 1, version: 0 },
        { number: after, needed: 2, version: 1 },
      ]),
    );
  });
});

describe('four eyes', () => {
  test('nobody decides their own proposal: not by the page, and not past it in the table', async () => {
    const path = await proposed();
    const answer = await confirm(staff.supervisor1, path);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('ご自身の提案は決裁できません');
    expect((await rule()).version).toBe(0);
    const past = web.services.db
      .update(approvalRules)
      .set({ stage: 'confirmed', version: 1, decidedBy: 'supervisor1', decidedAt: new Date() });
    const error = await past.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(violates(error, 'nobody_confirms_the_rule_they_proposed')).toBe(true);
    expect((await acts()).map(([operation]) => operation)).toEqual(['approvalRuleProposed']);
  });

  test.each([
    ['clerk1', { propose: 403, decide: 403 }],
    ['approver1', { propose: 403, decide: 303 }],
    ['auditor1', { propose: 403, decide: 403 }],
  ] as const)('%s', async (who, expected) => {
    const path = await proposed();
    const decided = await confirm(staff[who], path);
    const wished = await staff[who].post(`${HOME}/proposals`, wish(['branch-phone']));
    expect({ propose: wished.status, decide: decided.status }).toEqual(expected);
  });

  test('of two who decide at once one does, and the other is told', async () => {
    const path = await proposed();
    const answers = await Promise.all([
      confirm(staff.approver1, path),
      staff.approver2.post(`${path}/decision`, { kind: 'refused', reasonText: '不要です。' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(await acts()).toHaveLength(2);
  });
});

describe('a proposal', () => {
  test('waits alone: a second one is told which has to be decided first, and keeps what was typed', async () => {
    const [one, other] = await Promise.all(
      [['headOffice-phone'], ['headOffice-fax']].map((boxes) =>
        staff.supervisor1.post(`${HOME}/proposals`, wish(boxes, { note: '理由その一' })),
      ),
    );
    expect([one?.status, other?.status].sort()).toEqual([303, 409]);
    const page = await pageOf((one?.status === 409 ? one : other) as Response);
    expect(page).toContain('決裁を待つ提案がすでにあります');
    expect(page).toContain('理由その一');
    expect(page).toMatch(/\/proposals\/[0-9a-f-]{36}"/);
    expect((await staff.supervisor1.get(`${HOME}/proposals/new`)).status).toBe(303);
  });

  test('sent twice at once is one, whichever comes first at which index', async () => {
    for (let pair = 1; pair <= 30; pair++) {
      const sent = wish(['headOffice-phone']);
      const answers = await Promise.all([1, 2].map(() => staff.supervisor1.post(`${HOME}/proposals`, sent)));
      expect(answers.map(({ status }) => status)).toEqual([303, 303]);
      expect(await acts()).toHaveLength(pair);
      await web.services.db.delete(approvalRules);
    }
  });

  test.each<[string, string[], Record<string, string>, string]>([
    ['that changes nothing', [], {}, '現在のルールと同じです'],
    [
      'that only names what always needs two',
      ['headOffice-name', 'branch-corporateNumber'],
      {},
      '現在のルールと同じです',
    ],
    ['without a reason', ['headOffice-phone'], { note: ' ' }, '変更の理由を入力してください'],
  ])('%s is refused', async (_, boxes, more, message) => {
    const answer = await staff.supervisor1.post(`${HOME}/proposals`, wish(boxes, more));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(message);
    expect(await acts()).toEqual([]);
  });

  test('is refused with a reason that is read, and leaves the rule as it is', async () => {
    const path = await proposed();
    const without = await staff.approver1.post(`${path}/decision`, { kind: 'refused', reasonText: '' });
    expect(without.status).toBe(422);
    expect(await without.text()).toContain('却下の理由を入力してください');
    await staff.approver1.post(`${path}/decision`, { kind: 'refused', reasonText: '件数が多すぎます。' });
    expect(await pageOf(staff.supervisor1.get(path))).toContain('件数が多すぎます。');
    expect((await rule()).version).toBe(0);
    expect((await confirm(staff.approver2, path)).status).toBe(409);
    expect((await staff.approver1.post(`${path}/decision`, { kind: 'other' })).status).toBe(400);
  });

  test('is taken back by whoever made it, and by nobody else', async () => {
    const path = await proposed();
    await web.services.db
      .update(approvalRules)
      .set({ proposedBy: 'approver1' })
      .where(eq(approvalRules.stage, 'proposed'));
    expect((await staff.supervisor1.post(`${path}/withdrawal`)).status).toBe(409);
    await web.services.db.update(approvalRules).set({ proposedBy: 'supervisor1' });
    expect((await staff.supervisor1.post(`${path}/withdrawal`)).status).toBe(303);
    expect((await confirm(staff.approver1, path)).status).toBe(409);
    expect(await pageOf(staff.auditor1.get(HOME))).toContain('取下げ');
  });
});
