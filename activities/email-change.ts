import { ApplicationFailure } from '@temporalio/common';
import { eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { recordAccess } from '../db/events.ts';
import { type EmailChange, emailChanges, webUsers } from '../db/schema/index.ts';
import { holdActiveUser } from '../db/suspensions.ts';
import {
  afterEmailChange,
  type EmailChangeCommand,
  type EmailChangeProgress,
  refusalOfEmailChange,
} from '../domain/email-change.ts';
import { type OperationCode, operation } from '../domain/operation-catalogue.ts';
import type { ActivityDependencies } from './index.ts';
import { refused } from './refused.ts';

interface Reference {
  emailChangeId: string;
}

/** The database steps of `emailVerification`. Each returns where the change now stands. */
export const emailChangeActivities = ({ db, now }: Pick<ActivityDependencies, 'db' | 'now'>) => ({
  /** Where the change stands, as the database has it. Reads only. */
  emailChangeProgressOf: ({ emailChangeId }: Reference): Promise<EmailChangeProgress> =>
    db.transaction(async (tx) => progressOf(await lock(tx, emailChangeId))),

  /**
   * Makes the new address the current one. Safe to repeat: a change that is done stays done. Fails with type `Refused`
   * where it has ended otherwise, the link is not the newest, the 24 hours are over, or who wants it is suspended.
   */
  changeAddress: (request: Reference & { generation: number }): Promise<EmailChangeProgress> =>
    db.transaction(async (tx) => {
      const change = await lock(tx, request.emailChangeId);
      if (change.stage === 'changed' && change.generation === request.generation) return progressOf(change);
      const next = nextOrRefused(change, { kind: 'confirm', generation: request.generation });
      if (change.expiresAt <= now()) throw refused('ended');
      if (!(await holdActiveUser(tx, change.webUserId))) throw refused('suspended');
      await tx
        .update(webUsers)
        .set({ email: change.newEmail, updatedAt: now() })
        .where(eq(webUsers.webUserId, change.webUserId));
      await save(tx, change, { stage: next.stage, endedAt: now() });
      await recordAct(tx, change, operation.emailChangeConfirm);
      return next;
    }),

  /** Ends the change, the address stays. Safe to repeat: one that is cancelled stays so, another end is `Refused`. */
  cancelAddressChange: (
    request: Reference & { by: 'administrator' | 'oldAddress' },
  ): Promise<EmailChangeProgress> =>
    db.transaction(async (tx) => {
      const change = await lock(tx, request.emailChangeId);
      if (change.stage === 'cancelled' && change.cancelledBy === request.by) return progressOf(change);
      const next = nextOrRefused(change, { kind: 'cancel' });
      await save(tx, change, { stage: next.stage, cancelledBy: request.by, endedAt: now() });
      await recordAct(tx, change, cancelOperation[request.by]);
      return next;
    }),

  /**
   * Kills the link that was mailed and begins its time anew; the next mail brings a new one. Safe to repeat: the
   * generation that it leads to is given.
   */
  renewVerification: (
    request: Reference & { generation: number; expiresAt: string },
  ): Promise<EmailChangeProgress> =>
    db.transaction(async (tx) => {
      const change = await lock(tx, request.emailChangeId);
      if (change.generation >= request.generation) return progressOf(change);
      const next = nextOrRefused(change, { kind: 'resend' });
      const expiresAt = new Date(request.expiresAt);
      await save(tx, change, { generation: next.generation, expiresAt, confirmTokenHash: null });
      await recordAct(tx, change, operation.emailChangeResend);
      return next;
    }),

  /** Ends a change that nobody confirmed in time. Safe to repeat: whatever came first stays. */
  expireEmailChange: ({ emailChangeId }: Reference): Promise<EmailChangeProgress> =>
    db.transaction(async (tx) => {
      const change = await lock(tx, emailChangeId);
      if (change.stage === 'pending') await save(tx, change, { stage: 'expired', endedAt: now() });
      return progressOf(await lock(tx, emailChangeId));
    }),
});

const cancelOperation = {
  administrator: operation.emailChangeCancel,
  oldAddress: operation.emailChangeCancelFromOldAddress,
} as const;

async function lock(tx: Db, emailChangeId: string): Promise<EmailChange> {
  const [change] = await tx
    .select()
    .from(emailChanges)
    .where(eq(emailChanges.emailChangeId, emailChangeId))
    .for('update');
  if (change) return change;
  throw ApplicationFailure.nonRetryable(`There is no e-mail change ${emailChangeId}`, 'NotFound');
}

const progressOf = ({ stage, generation }: EmailChange): EmailChangeProgress => ({ stage, generation });

function nextOrRefused(change: EmailChange, command: EmailChangeCommand): EmailChangeProgress {
  const refusal = refusalOfEmailChange(progressOf(change), command);
  if (refusal) throw refused(refusal);
  return afterEmailChange(progressOf(change), command);
}

const save = (tx: Db, { emailChangeId }: EmailChange, values: Partial<EmailChange>) =>
  tx.update(emailChanges).set(values).where(eq(emailChanges.emailChangeId, emailChangeId));

/** The address is the one that the web noted just before it asked. */
async function recordAct(tx: Db, change: EmailChange, code: OperationCode) {
  const [user] = await tx.select().from(webUsers).where(eq(webUsers.webUserId, change.webUserId));
  const { lastRequestAddress: address, emailChangeId: subject } = change;
  if (user) await recordAccess(tx, user, code, { address, subject });
}
