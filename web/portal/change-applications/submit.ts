import { and, eq } from 'drizzle-orm';
import { findApprovalRule } from '../../../db/approval-rules.ts';
import { nextApplicationNumber } from '../../../db/change-applications.ts';
import { type Db, violates } from '../../../db/client.ts';
import { asOfNow, recordAccess } from '../../../db/events.ts';
import { listClosingDays } from '../../../db/holidays.ts';
import { requestWorkflowSignal, requestWorkflowStart } from '../../../db/outbox.ts';
import {
  type ChangeApplication,
  type Changes,
  changeApplicationSteps,
  changeApplications,
} from '../../../db/schema/change-applications.ts';
import { together } from '../../../db/together.ts';
import { approvalsNeeded } from '../../../domain/approval-rule.ts';
import { type ClosingDays, dueAfterBusinessDays } from '../../../domain/business-days.ts';
import { REVIEW_BUSINESS_DAYS } from '../../../domain/change-application.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import {
  changeApplicationResubmission,
  changeApplicationStart,
} from '../../../workflows/change-application.ts';
import { changeApplicationInput } from '../../../workflows/change-application-input.ts';
import type { Context } from '../../context.ts';
import { inLivingSession } from '../../sessions.ts';

/**
 * Saves what step 1 was told (manual 4-8 ④): the first time this gives the application its number; a returned
 * application keeps its own, and what staff saw of it, until it is submitted again.
 * Returns undefined where another application is open meanwhile, or this one is no longer the applicant's to change.
 */
export async function saveChanges(
  c: Context,
  changes: Changes,
  application?: ChangeApplication,
): Promise<string | undefined> {
  const { db } = c.var.services;
  try {
    return await db.transaction(async (tx) => {
      await inLivingSession(c, tx);
      const number = application
        ? await rewriteChanges(tx, application, changes, await approvalsOf(c, tx, changes))
        : await insertDraft(c, tx, changes);
      if (number)
        await recordAccess(tx, c.var.user, operation.insuredPartyChangeSave, {
          address: c.var.address,
          subject: number,
        });
      return number;
    });
  } catch (error) {
    if (violates(error, 'one_open_application_per_insured_party')) return undefined;
    throw error;
  }
}

/** By the rule in force; what it is at 申込む holds for the application for good. */
async function approvalsOf(c: Context, tx: Db, changes: Changes): Promise<Approvals> {
  const rule = await findApprovalRule(tx);
  return {
    approvalsNeeded: approvalsNeeded(c.var.company.kind, Object.keys(changes), rule),
    approvalRuleVersion: rule.version,
  };
}
type Approvals = Pick<ChangeApplication, 'approvalsNeeded' | 'approvalRuleVersion'>;

async function insertDraft(c: Context, tx: Db, changes: Changes): Promise<string> {
  const applicationNumber = await nextApplicationNumber(tx, new Date());
  await tx.insert(changeApplications).values({
    applicationNumber,
    insuredCode: c.var.user.insuredCode,
    applicantId: c.var.user.webUserId,
    changes,
    ...(await approvalsOf(c, tx, changes)),
  });
  return applicationNumber;
}

async function rewriteChanges(
  tx: Db,
  { applicationNumber, stage }: ChangeApplication,
  changes: Changes,
  approvals: Approvals,
): Promise<string | undefined> {
  const [saved] = await tx
    .update(changeApplications)
    .set(stage === 'draft' ? { changes, ...approvals } : { correction: changes })
    .where(
      and(eq(changeApplications.applicationNumber, applicationNumber), eq(changeApplications.stage, stage)),
    )
    .returning({ number: changeApplications.applicationNumber });
  return saved?.number;
}

/**
 * 申込む: the application, its step, the access event and the request to start its workflow commit together. Pressed
 * again, it finds the application submitted and changes nothing. Returns whether this press did it.
 */
export async function submit(c: Context, application: ChangeApplication): Promise<boolean> {
  return c.var.services.db.transaction(async (tx) => {
    const changes = application.correction ?? application.changes;
    const [, approvals, closingDays] = await together(
      () => inLivingSession(c, tx),
      () => approvalsOf(c, tx, changes),
      () => listClosingDays(tx),
    );
    const submitted = await moveToReceived(c, tx, application, { changes, approvals, closingDays });
    if (!submitted) return false;
    await together(
      () => recordSubmission(c, tx, submitted),
      () => tellWorkflow(tx, submitted),
    );
    return true;
  });
}

async function moveToReceived(
  c: Context,
  tx: Db,
  application: ChangeApplication,
  { changes, approvals, closingDays }: { changes: Changes; approvals: Approvals; closingDays: ClosingDays },
) {
  const now = new Date();
  const [submitted] = await tx
    .update(changeApplications)
    .set({
      stage: 'received',
      round: application.round + 1,
      changes,
      correction: null,
      ...approvals,
      applicantId: c.var.user.webUserId,
      receiptEmail: c.var.user.email,
      submittedAt: now,
      dueAt: dueAfterBusinessDays(now, REVIEW_BUSINESS_DAYS, closingDays),
      assigneeId: null,
      effectiveOn: null,
      updatedAt: now,
    })
    .where(
      and(
        eq(changeApplications.applicationNumber, application.applicationNumber),
        eq(changeApplications.stage, application.stage === 'returned' ? 'returned' : 'draft'),
        eq(changeApplications.round, application.round),
      ),
    )
    .returning();
  return submitted;
}

/** The step of its timeline, and the access event. */
async function recordSubmission(
  c: Context,
  tx: Db,
  { applicationNumber, round, changes, submittedAt }: ChangeApplication,
): Promise<void> {
  const { user, address } = c.var;
  const again = round > 1;
  const done = again ? operation.insuredPartyChangeResubmit : operation.insuredPartyChangeApply;
  await together(
    () =>
      tx.insert(changeApplicationSteps).values({
        applicationNumber,
        round,
        kind: again ? 'resubmitted' : 'submitted',
        actorKind: 'webUser',
        actorId: user.webUserId,
        ...asOfNow(user),
        changes,
        address,
        recordedAt: submittedAt,
      }),
    () => recordAccess(tx, user, done, { address, subject: applicationNumber }),
  );
}

async function tellWorkflow(tx: Db, application: ChangeApplication): Promise<void> {
  const input = changeApplicationInput(application);
  return application.round === 1
    ? requestWorkflowStart(tx, changeApplicationStart(input))
    : requestWorkflowSignal(tx, changeApplicationResubmission(input));
}

/** Throws a draft away; its number is never given again. */
export async function discard(c: Context, { applicationNumber }: ChangeApplication): Promise<void> {
  await c.var.services.db.transaction(async (tx) => {
    const discarded = await tx
      .update(changeApplications)
      .set({ stage: 'discarded', closedAt: new Date() })
      .where(
        and(
          eq(changeApplications.applicationNumber, applicationNumber),
          eq(changeApplications.stage, 'draft'),
        ),
      )
      .returning();
    if (discarded.length > 0)
      await recordAccess(tx, c.var.user, operation.insuredPartyChangeDiscard, {
        address: c.var.address,
        subject: applicationNumber,
      });
  });
}
