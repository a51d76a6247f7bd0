import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listSteps } from '../../db/change-applications.ts';
import { changeApplications, insuredParties } from '../../db/schema/index.ts';
import type { FieldChoices } from '../../domain/moved-fields.ts';
import { type Bench, failureOf, insertApplication, insertStep, startBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.db.update(changeApplications).set({ stage: 'withdrawn' });
  await move({ phone: '03-0123-4500', fax: '03-0123-4599' });
});
afterAll(() => bench?.tearDown());

const OURS = eq(insuredParties.insuredCode, '201234567');
const move = (values: Partial<typeof insuredParties.$inferInsert>) =>
  bench.db.update(insuredParties).set(values).where(OURS);
const record = async () => (await bench.db.select().from(insuredParties).where(OURS))[0];

const changes = {
  phone: { before: '03-0123-4500', requested: '03-0000-1111' },
  fax: { before: '03-0123-4599', requested: '03-0000-2222' },
};
const inReview = (approvalsNeeded: 1 | 2 = 1) =>
  insertApplication(bench, { stage: 'inReview', changes, approvalsNeeded });
const approve = (number: string, actorId: string, choices: FieldChoices | null = null) =>
  insertStep(bench, number, { kind: 'approved', actorId, choices }).then(bench.activities.recordStep);
const apply = (applicationNumber: string) => bench.activities.applyChange({ applicationNumber });
const applicationOf = async (number: string) =>
  (
    await bench.db.select().from(changeApplications).where(eq(changeApplications.applicationNumber, number))
  )[0];

test('a record that moved is not approved over without a decision on the field', async () => {
  const number = await inReview();
  await move({ phone: '03-0000-3333' });
  expect(await failureOf(approve(number, 'approver1'))).toBe('recordMoved');
  expect(
    await failureOf(approve(number, 'approver1', { phone: { now: '03-0000-9999', take: 'requested' } })),
  ).toBe('recordMoved');
  expect(
    (await approve(number, 'approver1', { phone: { now: '03-0000-3333', take: 'current' } })).stage,
  ).toBe('approved');
  expect((await apply(number)).stage).toBe('applied');
  expect(await record()).toMatchObject({ phone: '03-0000-3333', fax: '03-0000-2222' });
  const applied = (await listSteps(bench.db, number)).findLast(({ kind }) => kind === 'applied');
  expect(applied?.changes).toEqual({ fax: { before: '03-0123-4599', requested: '03-0000-2222' } });
});

test('of two approvals the last one’s choices count', async () => {
  const number = await inReview(2);
  await move({ phone: '03-0000-3333' });
  await approve(number, 'approver1', { phone: { now: '03-0000-3333', take: 'current' } });
  await approve(number, 'approver2', { phone: { now: '03-0000-3333', take: 'requested' } });
  await apply(number);
  expect(await record()).toMatchObject({ phone: '03-0000-1111' });
  const applied = (await listSteps(bench.db, number)).findLast(({ kind }) => kind === 'applied');
  expect(applied?.changes?.phone).toEqual({ before: '03-0000-3333', requested: '03-0000-1111' });
});

test('a record that moved after the last approval is not written over: staff decide anew', async () => {
  const number = await inReview(2);
  await approve(number, 'approver1');
  await approve(number, 'approver2');
  const dueBefore = (await applicationOf(number))?.dueAt;
  await move({ fax: '03-0000-4444' });

  const reopened = await apply(number);
  expect(reopened).toMatchObject({ stage: 'inReview', approvers: [] });
  expect(new Date(reopened.dueAt ?? 0).getTime()).toBeGreaterThan(dueBefore?.getTime() ?? 0);
  expect(await record()).toMatchObject({ phone: '03-0123-4500', fax: '03-0000-4444' });
  const steps = await listSteps(bench.db, number);
  expect(steps.map(({ kind, voidedAt }) => [kind, voidedAt !== null])).toEqual([
    ['approved', true],
    ['approved', true],
    ['reopened', false],
  ]);

  const choices: FieldChoices = { fax: { now: '03-0000-4444', take: 'current' } };
  expect((await approve(number, 'approver1', choices)).stage).toBe('secondApproval');
  expect(await failureOf(approve(number, 'approver1', choices))).toBe('ownApproval');
  expect((await approve(number, 'approver2', choices)).stage).toBe('approved');
  expect((await apply(number)).stage).toBe('applied');
  expect(await record()).toMatchObject({ phone: '03-0000-1111', fax: '03-0000-4444' });
});

test('a field that has become the requested value by itself holds nothing up', async () => {
  const number = await inReview();
  await approve(number, 'approver1');
  await move({ fax: '03-0000-2222' });
  expect((await apply(number)).stage).toBe('applied');
});

test('applying and moving the record at once: the other’s change is never lost unseen', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    await bench.db.update(changeApplications).set({ stage: 'withdrawn' });
    await move({ phone: '03-0123-4500', fax: '03-0123-4599' });
    const number = await inReview();
    await approve(number, 'approver1');
    const [outcome] = await Promise.all([apply(number), move({ fax: '03-0000-4444' })]);
    const after = await record();
    if (outcome.stage === 'applied')
      expect(after).toMatchObject({ phone: '03-0000-1111', fax: '03-0000-4444' });
    else expect(after).toMatchObject({ phone: '03-0123-4500', fax: '03-0000-4444' });
  }
});
