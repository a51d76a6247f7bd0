import { findApprovalRule } from '../../../db/approval-rules.ts';
import { nextApplicationNumber } from '../../../db/change-applications.ts';
import { type Db, violates } from '../../../db/client.ts';
import { takeStaffDraft } from '../../../db/drafts.ts';
import { asOfNow, recordStaffAct } from '../../../db/events.ts';
import { listClosingDays } from '../../../db/holidays.ts';
import { requestWorkflowStart } from '../../../db/outbox.ts';
import {
  type ChangeApplication,
  type Changes,
  changeApplicationSteps,
  changeApplications,
} from '../../../db/schema/change-applications.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import type { WebUser } from '../../../db/schema/web-users.ts';
import { approvalsNeeded } from '../../../domain/approval-rule.ts';
import { dueAfterBusinessDays } from '../../../domain/business-days.ts';
import { REVIEW_BUSINESS_DAYS } from '../../../domain/change-application.ts';
import type { EntryDetails } from '../../../domain/entry.ts';
import { changeApplicationStart } from '../../../workflows/change-application.ts';
import { changeApplicationInput } from '../../../workflows/change-application-input.ts';
import type { FormValues } from '../../answer.ts';
import type { Context } from '../../context.ts';

/** What the wizard keeps between its two pages. */
export interface Draft {
  /** As typed, for when one goes back. */
  input: FormValues;
  changes: Changes;
  entry: EntryDetails;
}

/** One draft a company: entries for two companies do not get mixed up. */
export const wizardOf = ({ insuredCode }: Pick<InsuredParty, 'insuredCode'>) => `entry/${insuredCode}`;

/**
 * 受け付ける: the draft becomes an application that waits for staff; application, step, record and the request to start its
 * workflow commit together. Pressed again, it finds the draft gone. Undefined where there is none (any more), or where
 * another application of the company is open.
 */
export async function enter(
  c: Context,
  party: InsuredParty,
  administrator: WebUser,
): Promise<string | undefined> {
  try {
    return await c.var.services.db.transaction(async (tx) => {
      const draft = await takeStaffDraft<Draft>(tx, c.var.session.idHash, wizardOf(party));
      if (!draft) return undefined;
      const application = await insertApplication(c, tx, { party, administrator, draft });
      await recordEntry(c, tx, application);
      await requestWorkflowStart(tx, changeApplicationStart(changeApplicationInput(application)));
      return application.applicationNumber;
    });
  } catch (error) {
    if (violates(error, 'one_open_application_per_insured_party')) return undefined;
    throw error;
  }
}

async function insertApplication(
  c: Context,
  tx: Db,
  { party, administrator, draft }: { party: InsuredParty; administrator: WebUser; draft: Draft },
): Promise<ChangeApplication> {
  const now = new Date();
  const rule = await findApprovalRule(tx);
  const [application] = await tx
    .insert(changeApplications)
    .values({
      applicationNumber: await nextApplicationNumber(tx, now),
      insuredCode: party.insuredCode,
      applicantId: administrator.webUserId,
      stage: 'received',
      round: 1,
      changes: draft.changes,
      approvalsNeeded: approvalsNeeded(party.kind, Object.keys(draft.changes), rule),
      approvalRuleVersion: rule.version,
      enteredBy: c.var.staff.staffId,
      entry: draft.entry,
      receiptEmail: administrator.email,
      submittedAt: now,
      dueAt: dueAfterBusinessDays(now, REVIEW_BUSINESS_DAYS, await listClosingDays(tx)),
    })
    .returning();
  if (!application) throw new Error('An insert returned no row');
  return application;
}

async function recordEntry(c: Context, tx: Db, application: ChangeApplication): Promise<void> {
  const { staff, address } = c.var;
  const { applicationNumber, changes, submittedAt } = application;
  await tx.insert(changeApplicationSteps).values({
    applicationNumber,
    round: 1,
    kind: 'submitted',
    actorKind: 'staff',
    actorId: staff.staffId,
    ...asOfNow(staff),
    changes,
    address,
    recordedAt: submittedAt,
  });
  await recordStaffAct(tx, staff, 'applicationEntered', { address, subject: applicationNumber });
}
