import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cancelEmailChange,
  confirmEmailChange,
  emailChangeProgress,
  resendVerification,
  superseded,
} from '../../workflows/email-verification.ts';
import { fakeWorld, refusalOfUpdate, startEnvironment, startVerification, withWorker } from './bench.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment?.teardown());

type Verification = Awaited<ReturnType<typeof startVerification>>;
const confirm = (verification: Verification, generation: number) =>
  verification.executeUpdate(confirmEmailChange, { args: [{ generation }] });
const resend = (verification: Verification) => verification.executeUpdate(resendVerification);

test('an address that nobody confirms within 24 hours stays as it was', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const verification = await startVerification(environment, queue);
    const begun = await environment.currentTimeMs();
    expect(await verification.result()).toBe('expired');
    expect((Number(world.expiredAt) - begun) / 3_600_000).toBeCloseTo(24, 1);
  });
  expect(world.mails.sort()).toEqual(['link 1', 'notice']);
});

test('a link confirmed after 23 hours and 59 minutes makes the address current', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const verification = await startVerification(environment, queue);
    await environment.sleep((23 * 60 + 59) * 60_000);
    expect(await confirm(verification, 1)).toBe('changed');
    expect(await verification.result()).toBe('changed');
  });
  expect(world.mails.sort()).toEqual(['changed', 'link 1', 'notice']);
});

test('a resend kills the earlier link and begins the 24 hours anew', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const verification = await startVerification(environment, queue);
    await environment.sleep('23 hours');
    expect(await resend(verification)).toBe('pending');
    expect(await refusalOfUpdate(confirm(verification, 1))).toBe('supersededLink');
    await environment.sleep('23 hours');
    expect(await confirm(verification, 2)).toBe('changed');
    await verification.result();
  });
  expect(world.mails.sort()).toEqual(['changed', 'link 1', 'link 2', 'notice']);
});

test('a resent link that nobody opens dies 24 hours after the resend', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const verification = await startVerification(environment, queue);
    const begun = await environment.currentTimeMs();
    await environment.sleep('10 hours');
    await resend(verification);
    expect(await verification.result()).toBe('expired');
    expect((Number(world.expiredAt) - begun) / 3_600_000).toBeCloseTo(34, 1);
  });
});

test('a mailbox is not flooded: after ten resends no more', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const verification = await startVerification(environment, queue);
    for (let count = 0; count < 10; count += 1) await resend(verification);
    expect(await refusalOfUpdate(resend(verification))).toBe('tooManyResends');
    await verification.executeUpdate(cancelEmailChange, { args: [{ by: 'administrator' }] });
    expect(await verification.result()).toBe('cancelled');
  });
});

test('cancelled from the old address, the link is dead', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const verification = await startVerification(environment, queue);
    expect(await verification.executeUpdate(cancelEmailChange, { args: [{ by: 'oldAddress' }] })).toBe(
      'cancelled',
    );
    expect(await verification.result()).toBe('cancelled');
  });
  expect(world.mails).not.toContain('changed');
});

test('a newer change ends the older one as cancelled', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const verification = await startVerification(environment, queue);
    world.emailChange = { stage: 'cancelled', generation: 1 };
    await verification.signal(superseded);
    expect(await verification.result()).toBe('cancelled');
  });
});

test('of a confirmation and a cancellation at once exactly one wins', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const verification = await startVerification(environment, queue);
    const outcomes = await Promise.allSettled([
      confirm(verification, 1),
      verification.executeUpdate(cancelEmailChange, { args: [{ by: 'oldAddress' }] }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await verification.result()).toBe(world.emailChange.stage);
  });
});

test('what the database shows as ended cannot be confirmed, and the workflow ends with it', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const verification = await startVerification(environment, queue);
    expect((await verification.query(emailChangeProgress)).stage).toBe('pending');
    world.emailChange = { stage: 'cancelled', generation: 1 };
    expect(await refusalOfUpdate(confirm(verification, 1))).toBe('ended');
    expect(await verification.result()).toBe('cancelled');
  });
  expect(world.expiredAt).toBeUndefined();
});
