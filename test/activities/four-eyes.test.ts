import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { details } from '../../db/client.ts';
import {
  changeApplicationDeciders,
  changeApplicationSteps,
  changeApplications,
  registrationSteps,
  registrations,
  staffEvents,
  standInPeriods,
} from '../../db/schema/index.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { type Bench, failureOf, insertApplication, insertStep, startBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.db.update(changeApplications).set({ stage: 'withdrawn' });
  await bench.db.update(standInPeriods).set({ revokedAt: new Date(), revokedBy: 'supervisor1' });
});
afterAll(() => bench?.tearDown());

const today = todayInTokyo(new Date());
const entry = { channel: 'paper', requestedBy: '水野', requestedOn: today, note: '' } as const;
const reason = { reasonCode: 'other', reasonText: '理由' } as const;
type Kind = 'approved' | 'returned' | 'rejected';
type Values = Partial<typeof changeApplicationSteps.$inferInsert>;

/** A decision as a row, past every guard but the database's own. */
const write = (number: string, kind: Kind, actorId: string, values: Values = {}) =>
  insertStep(bench, number, {
    kind,
    actorId,
    recordedAt: new Date(),
    ...(kind === 'approved' ? {} : reason),
    ...values,
  });

async function period(
  principalId: string,
  standInId: string,
  { fromDate = today, untilDate = today }: { fromDate?: string; untilDate?: string } = {},
) {
  const periodId = crypto.randomUUID();
  const people = { periodId, principalId, standInId, setBy: 'supervisor1' };
  await bench.db.insert(standInPeriods).values({ ...people, fromDate, untilDate });
  return { principalId, principalName: '代行される人', standInPeriodId: periodId };
}

/** The constraint that refused; fails where nothing did. */
async function refusedBy(act: PromiseLike<unknown>): Promise<string | undefined> {
  try {
    await act;
  } catch (error) {
    return details(error)?.constraint_name;
  }
  throw new Error('The database let it through');
}

/** Two approvals of one person meet an index of their own first. */
const TWICE = /^nobody_(has_their_say|approves)_twice_in_a_round$/;

describe('rows written past every other guard (ASVS V2.3.5)', () => {
  test.each(['approved', 'returned', 'rejected'] as const)(
    'who approved cannot have it %s in the same round; in the next round they can',
    async (kind) => {
      const number = await insertApplication(bench, { stage: 'secondApproval', approvalsNeeded: 2 });
      await write(number, 'approved', 'approver1');
      expect(await refusedBy(write(number, kind, 'approver1'))).toMatch(TWICE);
      await write(number, kind, 'approver1', { round: 2 });
      await write(number, kind, 'approver2');
    },
  );

  test('who entered it cannot decide, nor can anybody for them', async () => {
    const number = await insertApplication(bench, { stage: 'inReview', enteredBy: 'approver1', entry });
    const forWhoEntered = await period('approver1', 'approver2');
    for (const kind of ['approved', 'returned', 'rejected'] as const) {
      const rule = 'nobody_decides_what_they_entered';
      expect(await refusedBy(write(number, kind, 'approver1'))).toBe(rule);
      expect(await refusedBy(write(number, kind, 'approver2', forWhoEntered))).toBe(rule);
    }
    await write(number, 'approved', 'approver2');
  });

  test('who entered it stays the same, and is not named after somebody has decided', async () => {
    const rule = 'who_entered_an_application_stays_the_same';
    const update = (number: string, enteredBy: string | null) =>
      bench.db
        .update(changeApplications)
        .set({ enteredBy, entry: enteredBy ? entry : null })
        .where(eq(changeApplications.applicationNumber, number));
    const entered = await insertApplication(bench, { stage: 'withdrawn', enteredBy: 'clerk1', entry });
    expect(await refusedBy(update(entered, null))).toBe(rule);
    expect(await refusedBy(update(entered, 'clerk2'))).toBe(rule);
    const approved = await insertApplication(bench, { stage: 'secondApproval', approvalsNeeded: 2 });
    await write(approved, 'approved', 'approver1');
    expect(await refusedBy(update(approved, 'approver1'))).toBe(rule);
  });

  test('neither a stand-in nor their principal appears twice, in either capacity', async () => {
    const forSupervisor = await period('supervisor1', 'approver1');
    const supervisorForApprover2 = await period('approver2', 'supervisor1');
    const number = await insertApplication(bench, { stage: 'secondApproval', approvalsNeeded: 2 });
    await write(number, 'approved', 'approver1', forSupervisor);
    for (const [who, values] of [
      ['approver1', {}],
      ['approver1', forSupervisor],
      ['supervisor1', {}],
      ['supervisor1', supervisorForApprover2],
    ] as const)
      expect(await refusedBy(write(number, 'approved', who, values))).toMatch(TWICE);

    const other = await insertApplication(bench, { stage: 'withdrawn', approvalsNeeded: 2 });
    await write(other, 'approved', 'supervisor1');
    expect(await refusedBy(write(other, 'approved', 'approver1', forSupervisor))).toMatch(TWICE);
  });

  test('only a stand-in acts for another, only while the period lasts, and only decides', async () => {
    const number = await insertApplication(bench, { stage: 'inReview' });
    const theirs = await period('supervisor1', 'approver1');
    expect(await refusedBy(write(number, 'approved', 'approver2', theirs))).toBe(
      'only_a_stand_in_acts_for_another',
    );
    expect(
      await refusedBy(write(number, 'approved', 'approver1', { ...theirs, principalId: 'approver2' })),
    ).toBe('only_a_stand_in_acts_for_another');
    expect(
      await refusedBy(write(number, 'approved', 'approver1', { ...theirs, standInPeriodId: null })),
    ).toBe('who_acts_for_another_says_by_which_period');
    expect(
      await refusedBy(insertStep(bench, number, { kind: 'claimed', actorId: 'approver1', ...theirs })),
    ).toBe('only_decisions_are_made_for_somebody_else');

    const past = await period('clerk1', 'clerk2', {
      fromDate: addDays(today, -9),
      untilDate: addDays(today, -1),
    });
    const future = await period('clerk1', 'clerk2', {
      fromDate: addDays(today, 1),
      untilDate: addDays(today, 9),
    });
    for (const out of [past, future])
      expect(await refusedBy(write(number, 'returned', 'clerk2', out))).toBe(
        'a_stand_in_decides_only_while_it_lasts',
      );
    await bench.db.update(standInPeriods).set({ revokedAt: new Date(), revokedBy: 'supervisor1' });
    expect(await refusedBy(write(number, 'approved', 'approver1', theirs))).toBe(
      'a_stand_in_decides_only_while_it_lasts',
    );
  });

  test('a period lasts the whole of its last day in Tokyo', async () => {
    const days = { fromDate: '2026-03-01', untilDate: '2026-03-02' };
    const its = await period('approver2', 'approver1', days);
    const number = await insertApplication(bench, { stage: 'inReview' });
    const at = (recordedAt: string) =>
      write(number, 'approved', 'approver1', { ...its, recordedAt: new Date(recordedAt) });
    for (const instant of ['2026-02-28T14:59:59Z', '2026-03-02T15:00:00Z'])
      expect(await refusedBy(at(instant))).toBe('a_stand_in_decides_only_while_it_lasts');
    await at('2026-03-02T14:59:59Z');
  });

  test('nobody stands in for themselves, and a principal has one stand-in at a time', async () => {
    expect(await refusedBy(period('approver1', 'approver1'))).toBe('nobody_is_their_own_stand_in');
    expect(await refusedBy(period('approver1', 'approver2', { untilDate: addDays(today, -1) }))).toBe(
      'stand_in_period_ends_after_it_begins',
    );
    await period('approver1', 'approver2', { fromDate: today, untilDate: addDays(today, 5) });
    const touching = period('approver1', 'supervisor1', {
      fromDate: addDays(today, 5),
      untilDate: addDays(today, 6),
    });
    expect(await refusedBy(touching)).toBe('one_stand_in_for_a_principal_at_a_time');
    await period('approver1', 'supervisor1', { fromDate: addDays(today, 6), untilDate: addDays(today, 6) });
  });

  test('a registration is decided once', async () => {
    const registrationNumber = 'R20261122-000009-0';
    await bench.db.insert(registrations).values({
      registrationNumber,
      kind: 'administratorOnly',
      partyKind: 'headOffice',
      insuredCode: '201234567',
      administrator: {} as never,
      termsVersion: '1',
      termsAgreedAt: new Date(),
      address: '',
      dueAt: new Date(),
    });
    const decide = (kind: 'approved' | 'rejected', actorId: string) =>
      bench.db.insert(registrationSteps).values({
        registrationNumber,
        kind,
        actorKind: 'staff',
        actorId,
        actorName: '審査　太郎',
        recordedAt: new Date(),
      });
    await decide('approved', 'approver1');
    expect(await refusedBy(decide('rejected', 'approver2'))).toBe('a_registration_is_decided_once');
  });

  test('two rows of one person at once: the database lets one of them in', async () => {
    const number = await insertApplication(bench, { stage: 'inReview', approvalsNeeded: 2 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        write(number, index % 2 ? 'approved' : 'returned', 'approver1'),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(details(outcome.reason)?.constraint_name).toMatch(TWICE);
    const deciders = await bench.db
      .select()
      .from(changeApplicationDeciders)
      .where(eq(changeApplicationDeciders.applicationNumber, number));
    expect(deciders).toMatchObject([{ staffId: 'approver1', round: 1 }]);
  });
});

describe('a stand-in in the activity that records', () => {
  const ask = (number: string, kind: Kind, actorId: string, values: Values = {}) =>
    write(number, kind, actorId, { recordedAt: null, ...values }).then(bench.activities.recordStep);

  test('both names stand in the step and in what the auditor reads; neither approves again', async () => {
    const its = await period('supervisor1', 'approver1');
    const number = await insertApplication(bench, { stage: 'inReview', approvalsNeeded: 2 });
    expect(await ask(number, 'approved', 'approver1', its)).toMatchObject({
      stage: 'secondApproval',
      approvers: ['approver1'],
      principals: ['supervisor1'],
    });
    const events = await bench.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
    expect(events).toMatchObject([
      { staffId: 'approver1', principalId: 'supervisor1', principalName: '代行される人' },
    ]);
    expect(await failureOf(ask(number, 'approved', 'supervisor1'))).toBe('ownApproval');
    const approverForSupervisor = { ...its, principalId: 'supervisor1' };
    expect(await failureOf(ask(number, 'returned', 'approver1', approverForSupervisor))).toBe('ownApproval');
    expect((await ask(number, 'approved', 'approver2')).stage).toBe('approved');
  });

  test('who approved is not represented in the same round', async () => {
    const its = await period('supervisor1', 'approver1');
    const number = await insertApplication(bench, { stage: 'inReview', approvalsNeeded: 2 });
    await ask(number, 'approved', 'supervisor1');
    expect(await failureOf(ask(number, 'approved', 'approver1', its))).toBe('principalApproved');
    expect((await ask(number, 'approved', 'approver1')).stage).toBe('approved');
  });

  test('a period that was ended between the press and its record, or whose principal is suspended, counts no more', async () => {
    const its = await period('supervisor1', 'approver1');
    const number = await insertApplication(bench, { stage: 'inReview' });
    await bench.db
      .update(standInPeriods)
      .set({ revokedAt: new Date(), revokedBy: 'supervisor1' })
      .where(eq(standInPeriods.periodId, its.standInPeriodId));
    expect(await failureOf(ask(number, 'approved', 'approver1', its))).toBe('notStandIn');
    const own = (await ask(number, 'approved', 'approver1')).approvers;
    expect(own).toEqual(['approver1']);
    const steps = await bench.db
      .select()
      .from(changeApplicationSteps)
      .where(eq(changeApplicationSteps.applicationNumber, number));
    expect(steps.filter(({ recordedAt }) => recordedAt)).toHaveLength(1);
  });
});
