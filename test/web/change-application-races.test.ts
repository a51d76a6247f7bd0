import { and, eq, isNotNull } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { changeApplicationSteps, changeApplications } from '../../db/schema/change-applications.ts';
import { staffEvents } from '../../db/schema/events.ts';
import { insuredParties } from '../../db/schema/insured-parties.ts';
import { apply, claim, decide } from '../support/application.ts';
import { workflowBundlePath } from '../support/environment.ts';
import { type MailServer, startMailServer } from '../support/mail.ts';
import { startWorker, type TestProcess } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

let web: TestWeb;
let mail: MailServer;
let worker: TestProcess;
let administrator: Visitor;
let clerk: Visitor;
let approver1: Visitor;
let approver2: Visitor;
let supervisor: Visitor;
let number: string;

beforeAll(async () => {
  [web, mail] = await Promise.all([startTestWeb(), startMailServer()]);
  worker = await startWorker({
    ...web.environment,
    SMTP_URL: mail.url,
    WORKFLOW_BUNDLE: workflowBundlePath(),
  });
  administrator = await web.user('201234567000');
  [clerk, approver1, approver2, supervisor] = await Promise.all([
    web.staff('clerk1'),
    web.staff('approver1'),
    web.staff('approver2'),
    web.staff('supervisor1'),
  ]);
});
afterAll(async () => {
  await worker.stop();
  await Promise.all([mail.close(), web.close()]);
});

let turn = 0;
beforeEach(async () => {
  const changes = { fax: `03-9000-${String(++turn).padStart(4, '0')}` };
  number = await apply(web.services.db, administrator, '201234567', changes);
  expect((await claim(clerk, number)).status).toBe(303);
});

const stageOf = async () => {
  const { db } = web.services;
  const rows = await db
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, number));
  return rows[0]?.stage;
};
const hasEnded = async () => ['applied', 'withdrawn', 'rejected'].includes((await stageOf()) ?? '');
const recorded = async () => {
  const steps = await web.services.db
    .select()
    .from(changeApplicationSteps)
    .where(
      and(eq(changeApplicationSteps.applicationNumber, number), isNotNull(changeApplicationSteps.recordedAt)),
    );
  return steps.map(({ kind }) => kind);
};
const withdraw = () => administrator.post(`/change-applications/${number}/withdrawal`);

test.each([1, 2, 3, 4, 5])(
  'approve and withdraw at once: exactly one wins, and the loser is told (try %i)',
  async () => {
    const [approved, withdrawn] = await Promise.all([decide(approver1, number), withdraw()]);
    await waitFor(hasEnded, { what: 'the end of the application' });
    const kinds = await recorded();
    const won = kinds.filter((kind) => kind === 'approved' || kind === 'withdrawn');
    expect(won).toHaveLength(1);
    expect([approved.status, withdrawn.status].sort()).toEqual([303, 409]);
    expect(won[0] === 'approved' ? approved.status : withdrawn.status).toBe(303);
    expect(await stageOf()).toBe(won[0] === 'approved' ? 'applied' : 'withdrawn');
    expect(kinds.filter((kind) => kind === 'applied')).toHaveLength(won[0] === 'approved' ? 1 : 0);
  },
);

test('two approvers at once on an application that needs one: one approval counts, the other is told', async () => {
  const answers = await Promise.all([decide(approver1, number), decide(approver2, number)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  await waitFor(hasEnded, { what: 'the end of the application' });
  expect((await recorded()).filter((kind) => kind === 'approved' || kind === 'applied')).toEqual([
    'approved',
    'applied',
  ]);
});

test('the same decision form sent ten times at once acts once', async () => {
  const form = { stepId: crypto.randomUUID(), round: '1', kind: 'approved' };
  const path = `/office/change-applications/${number}/decision`;
  const answers = await Promise.all(Array.from({ length: 10 }, () => approver1.post(path, form)));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303));
  await waitFor(hasEnded, { what: 'the end of the application' });
  expect((await recorded()).filter((kind) => kind === 'approved')).toHaveLength(1);
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events.filter(({ operation }) => operation === 'approved')).toHaveLength(1);
});

/** The hidden fields of the page on which several are confirmed, here one. */
async function confirmed(who: Visitor): Promise<[string, string][]> {
  const page = await (await who.post('/office/bulk-approval', [['number', number]])).text();
  return [...page.matchAll(/<input type="hidden" name="(bulkId|item)" value="([^"]+)">/g)].map(
    ([, name, value]) => [name ?? '', value ?? ''],
  );
}

test.each([1, 2, 3])(
  'a bulk and a single approval at once: one counts, the other is told (try %i)',
  async () => {
    const fields = await confirmed(approver2);
    const [single, bulk] = await Promise.all([
      decide(approver1, number),
      approver2.post('/office/bulk-approval/decision', fields),
    ]);
    await waitFor(hasEnded, { what: 'the end of the application' });
    expect((await recorded()).filter((kind) => kind === 'approved' || kind === 'applied')).toEqual([
      'approved',
      'applied',
    ]);
    const result = await (await approver2.follow(bulk)).text();
    if (single.status === 303)
      expect(result).toMatch(/0件を承認しました。1件は承認していません.*(終了|すでに承認)/s);
    else {
      expect(single.status).toBe(409);
      expect(result).toContain('1件を承認しました');
    }
  },
);

test('the same bulk press five times at once, beside the same person’s single one: one approval', async () => {
  const fields = await confirmed(approver1);
  const answers = await Promise.all([
    ...Array.from({ length: 5 }, () => approver1.post('/office/bulk-approval/decision', fields)),
    decide(approver1, number),
  ]);
  await waitFor(hasEnded, { what: 'the end of the application' });
  expect((await recorded()).filter((kind) => kind === 'approved')).toHaveLength(1);
  expect(new Set(answers.slice(0, 5).map(({ status }) => status))).toEqual(new Set([303]));
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events.filter(({ operation }) => operation === 'approved')).toHaveLength(1);
});

test.each([1, 2, 3, 4, 5])(
  'approve while the record moves: the other change is never lost, whoever is first (try %i)',
  async (turn) => {
    const { db } = web.services;
    const moved = `03-7000-000${turn}`;
    const record = eq(insuredParties.insuredCode, '201234567');
    const [answer] = await Promise.all([
      decide(approver1, number),
      db.update(insuredParties).set({ fax: moved }).where(record),
    ]);
    const isSettled = async () => (await hasEnded()) || (await stageOf()) === 'inReview';
    await waitFor(isSettled, { what: 'the approval, or its refusal' });
    const [party] = await db.select().from(insuredParties).where(record);
    const kinds = await recorded();
    expect(party?.fax).toBe(moved);
    if (answer.status === 409) {
      expect(await answer.text()).toContain('画面を開いた後に登録情報が変わりました');
      expect(kinds).not.toContain('approved');
    } else {
      expect(answer.status).toBe(303);
      // Applied before it moved, or back with staff because it moved before it was applied.
      expect(kinds.filter((kind) => kind === 'applied' || kind === 'reopened')).toHaveLength(1);
    }
    if (!(await hasEnded())) expect((await withdraw()).status).toBe(303);
  },
);

test('two second approvals at once on what needs two: one counts, and both people differ', async () => {
  await withdraw();
  await waitFor(hasEnded, { what: 'the withdrawal' });
  number = await apply(web.services.db, administrator, '201234567', { name: `青凪${turn}商事株式会社` });
  await claim(clerk, number);
  const answers = await Promise.all([
    decide(approver1, number),
    decide(approver2, number),
    decide(supervisor, number),
  ]);
  await waitFor(hasEnded, { what: 'the end of the application' });
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 303, 409]);
  expect((await recorded()).filter((kind) => kind === 'approved')).toHaveLength(2);
});
