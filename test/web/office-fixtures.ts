import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { and, eq, isNull } from 'drizzle-orm';
import { findInsuredParty, listSteps, nextApplicationNumber } from '../../db/change-applications.ts';
import type { Db } from '../../db/client.ts';
import {
  type Changes,
  changeApplicationSteps,
  changeApplications,
} from '../../db/schema/change-applications.ts';
import { insuredParties } from '../../db/schema/insured-parties.ts';
import { webUsers } from '../../db/schema/web-users.ts';
import { approvalsNeeded, ownRule } from '../../domain/approval-rule.ts';
import { after, type Command, refusalOf, type Stage } from '../../domain/change-application.ts';
import type { EntryDetails } from '../../domain/entry.ts';
import { progressOf } from '../../web/office/change-applications/take-step.ts';
import type { Temporal } from '../../web/temporal.ts';

let companies = 0;

/** A company of its own, because an insured party has one open application at most. */
export async function anotherCompany(db: Db, name: string): Promise<string> {
  companies += 1;
  const insuredCode = String(300_000_000 + companies);
  const model = await findInsuredParty(db, '201234567');
  if (!model) throw new Error('no demo data');
  await db.insert(insuredParties).values({ ...model, insuredCode, name });
  const [person] = await db.select().from(webUsers).where(eq(webUsers.webUserId, '201234567000'));
  if (!person) throw new Error('no demo data');
  await db.insert(webUsers).values({ ...person, webUserId: `${insuredCode}000`, insuredCode });
  return insuredCode;
}

/** Of an application that staff entered. */
const askedByTelephone: EntryDetails = {
  channel: 'phone',
  requestedBy: '財務部　水野',
  requestedOn: '2026-11-20',
  note: '',
};

interface Wanted {
  company?: string;
  changes?: Changes;
  stage?: Stage;
  submittedAt?: Date;
  dueAt?: Date;
  assigneeId?: string;
  enteredBy?: string;
}

const phoneChange: Changes = { phone: { before: '03-0123-4500', requested: '03-0123-9999' } };
export const nameChange: Changes = {
  name: { before: '株式会社試験', requested: '青凪ホールディングス株式会社' },
};

/** An application as the portal leaves it after 申込む. */
export async function submitted(db: Db, wanted: Wanted = {}): Promise<string> {
  const { company = '株式会社試験', changes = phoneChange, stage = 'received' } = wanted;
  const insuredCode = await anotherCompany(db, company);
  const applicationNumber = await nextApplicationNumber(db, new Date());
  const submittedAt = wanted.submittedAt ?? new Date();
  await db.insert(changeApplications).values({
    applicationNumber,
    insuredCode,
    applicantId: `${insuredCode}000`,
    stage,
    round: 1,
    changes,
    approvalsNeeded: approvalsNeeded('headOffice', Object.keys(changes), ownRule),
    receiptEmail: 'receipt@example.jp',
    submittedAt,
    dueAt: wanted.dueAt ?? new Date(Date.now() + 5 * 86_400_000),
    assigneeId: wanted.assigneeId ?? null,
    enteredBy: wanted.enteredBy ?? null,
    entry: wanted.enteredBy ? askedByTelephone : null,
  });
  await db.insert(changeApplicationSteps).values({
    applicationNumber,
    round: 1,
    kind: 'submitted',
    actorKind: 'webUser',
    actorId: `${insuredCode}000`,
    actorName: '日本　太郎',
    changes,
    recordedAt: submittedAt,
  });
  return applicationNumber;
}

export interface FakeWorkflows {
  temporal: Temporal;
  /** Commands that were let through, in order. */
  commands: Command[];
  /** While true, nobody answers. */
  down: boolean;
}

/** Stands for Temporal and the worker: decides by the domain's rules and records in the database, one after the other. */
export function fakeWorkflows(db: Db): FakeWorkflows {
  let last: Promise<unknown> = Promise.resolve();
  const seen = new Map<string, Promise<Stage>>();
  const fake: FakeWorkflows = { temporal: {} as Temporal, commands: [], down: false };

  async function carryOut(applicationNumber: string, command: Command): Promise<Stage> {
    const [application] = await db
      .select()
      .from(changeApplications)
      .where(eq(changeApplications.applicationNumber, applicationNumber));
    if (!application) throw new Error('no such application');
    const progress = progressOf(application, await listSteps(db, applicationNumber));
    const refusal = refusalOf(progress, command);
    if (refusal)
      throw new WorkflowUpdateFailedError(
        'refused',
        ApplicationFailure.nonRetryable('no', 'Refused', refusal),
      );
    fake.commands.push(command);
    const { stage, effectiveOn, assigneeId = null } = after(progress, command);
    await db.transaction(async (tx) => {
      await tx
        .update(changeApplications)
        .set({
          stage,
          effectiveOn: effectiveOn ?? null,
          assigneeId,
        })
        .where(eq(changeApplications.applicationNumber, applicationNumber));
      await tx
        .update(changeApplicationSteps)
        .set({ recordedAt: new Date() })
        .where(
          and(eq(changeApplicationSteps.stepId, command.stepId), isNull(changeApplicationSteps.recordedAt)),
        );
    });
    return stage;
  }

  const workflow = {
    async executeUpdateWithStart(
      _update: unknown,
      options: {
        updateId: string;
        args: [Command];
        startWorkflowOperation: { options: { args: [{ applicationNumber: string }] } };
      },
    ) {
      if (fake.down) throw new WorkflowUpdateRPCTimeoutOrCancelledError('nobody answers');
      const [{ applicationNumber }] = options.startWorkflowOperation.options.args;
      const earlier = seen.get(options.updateId);
      const turn = earlier ?? last.then(() => carryOut(applicationNumber, options.args[0]));
      last = turn.catch(() => {});
      seen.set(options.updateId, turn);
      return turn;
    },
  };
  fake.temporal = {
    client: { workflow, withDeadline: (_at: number, ask: () => Promise<unknown>) => ask() },
    isUp: async () => !fake.down,
    close: async () => {},
  } as unknown as Temporal;
  return fake;
}
