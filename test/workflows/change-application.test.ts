import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, dateInTokyo, startOfDayInTokyo } from '../../domain/calendar-date.ts';
import { received } from '../../domain/change-application.ts';
import { currentProgress, decide, resubmitted } from '../../workflows/change-application.ts';
import { recordHistory } from '../histories/record.ts';
import { ask, fakeWorld, refusalOfUpdate, startApplication, startEnvironment, withWorker } from './bench.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment?.teardown());

test('one approval applies the change, and the administrator gets receipt and completion', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    expect(await ask(application, world, 'claimed', 'clerk1')).toBe('inReview');
    expect(await ask(application, world, 'approved', 'approver1')).toBe('approved');
    expect(await application.result()).toBe('applied');
  });
  expect(world.mails).toEqual(['receipt 1', 'completed 1']);
});

test('where two approvals are needed, two different approvers give them', async () => {
  const world = fakeWorld({ approvalsNeeded: 2 });
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue, { approvalsNeeded: 2 });
    await ask(application, world, 'claimed', 'clerk1');
    expect(await ask(application, world, 'approved', 'approver1')).toBe('secondApproval');
    expect(await refusalOfUpdate(ask(application, world, 'approved', 'approver1'))).toBe('ownApproval');
    expect((await application.query(currentProgress)).stage).toBe('secondApproval');
    expect(world.appliedAt).toBeUndefined();
    expect(await ask(application, world, 'approved', 'approver2')).toBe('approved');
    expect(await application.result()).toBe('applied');
  });
});

test('nobody decides before somebody has claimed, and only one claims', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    expect(await refusalOfUpdate(ask(application, world, 'approved', 'approver1'))).toBe('notClaimed');
    await ask(application, world, 'claimed', 'clerk1');
    expect(await refusalOfUpdate(ask(application, world, 'claimed', 'clerk2'))).toBe('alreadyClaimed');
    await ask(application, world, 'rejected', 'approver1');
    expect(await application.result()).toBe('rejected');
  });
  expect(world.mails).toEqual(['receipt 1', 'rejected 1']);
});

test('it is given back, claimed by another and handed over, and whoever has it is known throughout', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    expect(await refusalOfUpdate(ask(application, world, 'released', 'clerk2'))).toBe('notYours');
    expect(await ask(application, world, 'released', 'clerk1')).toBe('received');
    await ask(application, world, 'claimed', 'clerk2');
    const both = ['clerk1', 'approver1'].map((handedTo) =>
      ask(application, world, 'handedOver', 'clerk2', { handedTo }),
    );
    expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    const { assigneeId } = await application.query(currentProgress);
    expect(['clerk1', 'approver1']).toContain(assigneeId);
    const further = { handedTo: 'clerk2', oversees: true };
    expect(await ask(application, world, 'handedOver', 'supervisor1', further)).toBe('inReview');
    expect((await application.query(currentProgress)).assigneeId).toBe('clerk2');
    await ask(application, world, 'approved', 'approver1');
    expect(await application.result()).toBe('applied');
  });
});

test('a returned application that is corrected and submitted again is examined anew and applied', async () => {
  const world = fakeWorld({ approvalsNeeded: 2 });
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue, { approvalsNeeded: 2 });
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'approved', 'approver1');
    expect(await ask(application, world, 'returned', 'approver2')).toBe('returned');
    expect(await refusalOfUpdate(ask(application, world, 'approved', 'approver1'))).toBe('returned');
    world.application = received(2, 2);
    await application.signal(resubmitted, { round: 2, approvalsNeeded: 2 });
    await application.signal(resubmitted, { round: 2, approvalsNeeded: 2 });
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'approved', 'approver1');
    await ask(application, world, 'approved', 'approver2');
    expect(await application.result()).toBe('applied');
  });
  expect(world.mails).toEqual(['receipt 1', 'returned 1', 'receipt 2', 'completed 2']);
});

test('a returned application is reminded of after 30 and 53 days, and expires when the 60th day ends in Tokyo', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'returned', 'clerk1');
    const returnedOn = dateInTokyo(new Date(await environment.currentTimeMs()));
    const skipTo = async (day: number, clock: string) => {
      const moment = Date.parse(`${addDays(returnedOn, day)}T${clock}+09:00`);
      await environment.sleep(moment - (await environment.currentTimeMs()));
    };
    await skipTo(30, '08:59:00');
    expect(world.mails).toEqual(['receipt 1', 'returned 1']);
    await skipTo(30, '09:01:00');
    expect(world.mails.slice(2)).toEqual(['reminder 1']);
    await skipTo(53, '08:59:00');
    expect(world.mails.slice(3)).toEqual([]);
    await skipTo(53, '09:01:00');
    expect(world.mails.slice(3)).toEqual(['lastReminder 1']);
    await skipTo(60, '23:59:00');
    expect((await application.query(currentProgress)).stage).toBe('returned');
    expect(await application.result()).toBe('expired');
    await recordHistory('change-application-reminded-and-expired', await application.fetchHistory());
  });
  expect(world.mails.slice(4)).toEqual(['expired 1']);
});

test('what has been corrected is not reminded of, and its next return counts its days anew', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'returned', 'clerk1');
    await environment.sleep('40 days');
    world.application = received(2, 1);
    await application.signal(resubmitted, { round: 2, approvalsNeeded: 1 });
    await environment.sleep('20 days');
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'returned', 'clerk1');
    await environment.sleep('29 days');
    expect(world.mails).toEqual(['receipt 1', 'returned 1', 'reminder 1', 'receipt 2', 'returned 2']);
    await environment.sleep('2 days');
    await ask(application, world, 'withdrawn', '201234567000');
    expect(await application.result()).toBe('withdrawn');
  });
  expect(world.mails.slice(5)).toEqual(['reminder 2', 'withdrawn 2']);
});

test('a correction that the database took before the 60 days ended wins over the expiry', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'returned', 'clerk1');
    world.application = received(2, 1);
    await environment.sleep('61 days');
    expect(await application.query(currentProgress)).toMatchObject({ stage: 'received', round: 2 });
    await ask(application, world, 'withdrawn', '201234567000');
    expect(await application.result()).toBe('withdrawn');
  });
});

test('of an approval and a withdrawal at once exactly one wins', async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    const world = fakeWorld();
    await withWorker(environment, world, async (queue) => {
      const application = await startApplication(environment, queue);
      await ask(application, world, 'claimed', 'clerk1');
      const both = [
        () => ask(application, world, 'approved', 'approver1'),
        () => ask(application, world, 'withdrawn', '201234567000'),
      ];
      const outcomes = await Promise.allSettled((turn % 2 ? both : both.reverse()).map((act) => act()));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const lost = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(await refusalOfUpdate(Promise.reject(lost?.reason))).toMatch(/closed|alreadyDecided/);
      const end = await application.result();
      expect(world.mails).toEqual(['receipt 1', end === 'applied' ? 'completed 1' : 'withdrawn 1']);
    });
    expect(world.recorded).toHaveLength(2);
  }
});

test('the database has the last word: what it refuses did not happen, and the workflow follows it', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    world.application = { ...world.application, stage: 'withdrawn' };
    expect(await refusalOfUpdate(ask(application, world, 'approved', 'approver1'))).toBe('closed');
    expect(await application.result()).toBe('withdrawn');
  });
  expect(world.appliedAt).toBeUndefined();
});

test('a change with an effective date is applied when that day begins in Tokyo', async () => {
  const world = fakeWorld();
  const effectiveOn = addDays(dateInTokyo(new Date(await environment.currentTimeMs())), 10);
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'approved', 'approver1', { effectiveOn });
    expect(await refusalOfUpdate(ask(application, world, 'withdrawn', '201234567000'))).toBe(
      'alreadyDecided',
    );
    await application.result();
    await recordHistory('change-application-approved-for-a-day', await application.fetchHistory());
  });
  expect(world.mails).toEqual(['receipt 1', 'approved 1 1', 'completed 1']);
  const late = Number(world.appliedAt) - startOfDayInTokyo(effectiveOn).getTime();
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(5_000);
});

test('where the record moved after the last approval, nothing is applied and two approvers decide anew', async () => {
  const world = fakeWorld({ approvalsNeeded: 2 });
  world.reopenedUntil = '2027-01-07T08:00:00.000Z';
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue, { approvalsNeeded: 2 });
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'approved', 'approver1');
    await ask(application, world, 'approved', 'approver2');
    await expect.poll(async () => (await application.query(currentProgress)).stage).toBe('inReview');
    expect(world.appliedAt).toBeUndefined();
    const { searchAttributes } = await application.describe();
    expect(searchAttributes.DueAt).toEqual([new Date('2027-01-07T08:00:00.000Z')]);
    expect(await ask(application, world, 'approved', 'approver1')).toBe('secondApproval');
    expect(await ask(application, world, 'approved', 'approver2')).toBe('approved');
    expect(await application.result()).toBe('applied');
  });
  expect(world.mails).toEqual(['receipt 1', 'completed 1']);
});

test('reopened on its effective date, an application can still be withdrawn', async () => {
  const world = fakeWorld();
  world.reopenedUntil = '2027-01-07T08:00:00.000Z';
  const effectiveOn = addDays(dateInTokyo(new Date(await environment.currentTimeMs())), 3);
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'approved', 'approver1', { effectiveOn });
    await environment.sleep('5 days');
    expect(await application.query(currentProgress)).toMatchObject({ stage: 'inReview', approvers: [] });
    await ask(application, world, 'withdrawn', '201234567000');
    expect(await application.result()).toBe('withdrawn');
  });
  expect(world.appliedAt).toBeUndefined();
  expect(world.mails).toEqual(['receipt 1', 'approved 1 1', 'withdrawn 1']);
});

test('reopened and approved for another day, it is told of anew; for a day that has come, at once applied', async () => {
  const world = fakeWorld();
  world.reopenedUntil = '2027-01-07T08:00:00.000Z';
  const today = dateInTokyo(new Date(await environment.currentTimeMs()));
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'approved', 'approver1', { effectiveOn: addDays(today, 3) });
    await environment.sleep('5 days');
    await ask(application, world, 'approved', 'approver2', { effectiveOn: addDays(today, 30) });
    await environment.sleep('1 day');
    expect(world.appliedAt).toBeUndefined();
    expect(await application.result()).toBe('applied');
  });
  expect(world.mails).toEqual(['receipt 1', 'approved 1 1', 'approved 1 2', 'completed 1']);
  const past = fakeWorld();
  await withWorker(environment, past, async (queue) => {
    const application = await startApplication(environment, queue);
    await ask(application, past, 'claimed', 'clerk1');
    await ask(application, past, 'approved', 'approver1', { effectiveOn: today });
    expect(await application.result()).toBe('applied');
  });
  expect(past.mails).toEqual(['receipt 1', 'completed 1']);
});

test('a stand-in counts as two people: neither of them approves again', async () => {
  const world = fakeWorld({ approvalsNeeded: 2 });
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue, { approvalsNeeded: 2 });
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'approved', 'approver1', { principalId: 'supervisor1' });
    const refusalOf = (actorId: string, principalId?: string) =>
      refusalOfUpdate(ask(application, world, 'approved', actorId, principalId ? { principalId } : {}));
    expect(await refusalOf('supervisor1')).toBe('ownApproval');
    expect(await refusalOf('approver1')).toBe('ownApproval');
    expect(await refusalOf('approver2', 'approver1')).toBe('principalApproved');
    expect(await ask(application, world, 'approved', 'approver2')).toBe('approved');
    await application.result();
  });
});

test('the same decision sent twice acts once', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    const command = { kind: 'claimed', actorId: 'clerk1', stepId: crypto.randomUUID() } as const;
    world.commands.set(command.stepId, command);
    const send = () => application.executeUpdate(decide, { args: [command], updateId: command.stepId });
    expect(await Promise.all([send(), send()])).toEqual(['inReview', 'inReview']);
    expect(await send()).toBe('inReview');
    await ask(application, world, 'withdrawn', '201234567000');
    await application.result();
  });
  expect(world.recorded).toHaveLength(2);
});

test('a mail server that is away delays no decision', async () => {
  const world = fakeWorld();
  const { sendApplicationMail } = world.activities;
  let away = true;
  world.activities.sendApplicationMail = async (mail) => {
    if (away) throw new Error('away');
    await sendApplicationMail(mail);
  };
  await withWorker(environment, world, async (queue) => {
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'approved', 'approver1');
    await expect.poll(() => world.appliedAt).toBeDefined();
    expect(world.mails).toEqual([]);
    away = false;
    await application.result();
  });
  expect(world.mails).toEqual(['receipt 1', 'completed 1']);
});
