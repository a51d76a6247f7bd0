import { isDeepStrictEqual } from 'node:util';
import { operation } from '../../../domain/operation-catalogue.ts';
import type { Facts } from '../facts.ts';
import type { Happened } from '../history.ts';
import { doubled, exactlyOne, type Law, lost, recordedOnce, seen, type Violation } from './law.ts';

type Application = Facts['changeApplications'][number];
type Step = Facts['changeApplicationSteps'][number];

/** Applied once, all fields or none, and told of by one mail; approvers different people; of those who decide at once exactly one wins. */
export const decisionLaw: Law = (facts) => [
  ...facts.changeApplications
    .filter(({ submittedAt }) => submittedAt)
    .flatMap((row) => ofApplication(facts, row)),
  ...['claim', 'approve', 'reject'].flatMap((act) =>
    seen(facts, act as 'claim').flatMap((event) => ofStaff(facts, event)),
  ),
  ...seen(facts, 'withdraw').flatMap((event) => ofWithdrawal(facts, event)),
];

function ofApplication(facts: Facts, row: Application): Violation[] {
  const { insuredCode: about, applicationNumber: number, stage } = row;
  const steps = facts.changeApplicationSteps.filter((step) => step.applicationNumber === number);
  const counting = (kind: Step['kind']) =>
    steps.filter((step) => step.kind === kind && step.recordedAt !== null && step.voidedAt === null);
  const approvers = counting('approved').map(({ actorId }) => actorId);
  const ends = [
    ...(approvers.length >= row.approvalsNeeded ? ['approved'] : []),
    ...counting('rejected').map(() => 'rejected'),
    ...counting('withdrawn').map(() => 'withdrawn'),
  ];
  const writings = counting('applied');
  const applied = writings.length;
  const mails = facts.mailLog.filter(
    ({ kind, reference, resendOf }) =>
      kind === 'changeApplicationCompleted' && reference === number && !resendOf,
  );
  return [
    ...(applied > 1 ? [doubled(about, `${number} was applied ${applied} times`)] : []),
    ...(stage === 'applied' && applied === 0 ? [lost(about, `${number} is applied, by no step`)] : []),
    ...(stage !== 'applied' && applied > 0 ? [doubled(about, `${number} was applied and is ${stage}`)] : []),
    ...(stage === 'approved' ? [lost(about, `${number} was approved and never applied`)] : []),
    ...(ends.length > 1 ? [doubled(about, `${number} was ${ends.join(' and ')}`)] : []),
    ...(new Set(approvers).size < approvers.length
      ? [doubled(about, `${number} was approved twice by the same person: ${approvers.join(', ')}`)]
      : []),
    ...(stage === 'applied' && approvers.length !== row.approvalsNeeded
      ? [
          lost(
            about,
            `${number} needs ${row.approvalsNeeded} approvals and was applied with ${approvers.length}`,
          ),
        ]
      : []),
    ...(stage === 'applied' ? exactlyOne(about, `Message-ID of 完了 of ${number}`, mails.length) : []),
    ...writings.flatMap((step) => ofWriting(row, step)),
    ...ofFields(facts, row),
  ];
}

/** The step says what was written over: what was there when it was applied for, since nobody else wrote. */
function ofWriting(
  { insuredCode: about, applicationNumber: number, changes }: Application,
  { stepId, changes: written }: Step,
): Violation[] {
  if (isDeepStrictEqual(written, changes)) return [];
  const isAgain = Object.values(written ?? {}).every(({ before, requested }) => before === requested);
  return [
    isAgain
      ? doubled(about, `反映 of ${number} (step ${stepId}) wrote over what it had written already`)
      : lost(about, `反映 of ${number} (step ${stepId}) is not what was applied for`),
  ];
}

/** The company had no other application: what is not applied has left no trace on it. */
function ofFields(
  facts: Facts,
  { insuredCode: about, applicationNumber: number, stage, changes }: Application,
) {
  const party = facts.insuredParties.find(({ insuredCode }) => insuredCode === about);
  const wanted = Object.entries(changes).map(([key, { before, requested }]) => {
    const now = party?.[key as keyof typeof party] ?? null;
    return now === (stage === 'applied' ? requested : before) ? undefined : key;
  });
  const others = wanted.filter((key) => key !== undefined);
  if (others.length === 0) return [];
  return [
    stage === 'applied'
      ? lost(about, `${number} is applied, but not its ${others.join(', ')}`)
      : doubled(about, `${number} is ${stage}, but its ${others.join(', ')} was written`),
  ];
}

function ofStaff(facts: Facts, { act, about, by, detail }: Happened): Violation[] {
  const step = facts.changeApplicationSteps.find(({ stepId }) => stepId === detail.stepId);
  if (!step?.recordedAt)
    return [lost(about, `${act} of ${detail.number} by ${by} was acknowledged, and does not count`)];
  const events = facts.staffEvents.filter(
    (event) => event.staffId === by && event.subject === detail.number && event.operation === step.kind,
  );
  return recordedOnce(about, `${act} of ${detail.number} by ${by}`, events.length);
}

function ofWithdrawal(facts: Facts, { about, detail }: Happened): Violation[] {
  const row = facts.changeApplications.find(({ applicationNumber }) => applicationNumber === detail.number);
  const events = facts.accessEvents.filter(
    (event) => event.operation === operation.insuredPartyChangeWithdraw && event.subject === detail.number,
  );
  return [
    ...(row?.stage === 'withdrawn'
      ? []
      : [lost(about, `取下げ of ${detail.number} was acknowledged, and it is ${row?.stage}`)]),
    ...exactlyOne(
      about,
      `step 取下げ of ${detail.number}`,
      facts.changeApplicationSteps.filter(
        (step) =>
          step.applicationNumber === detail.number && step.kind === 'withdrawn' && step.recordedAt !== null,
      ).length,
    ),
    ...recordedOnce(about, `取下げ of ${detail.number}`, events.length),
  ];
}
