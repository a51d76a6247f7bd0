import { operation } from '../../../domain/operation-catalogue.ts';
import { emailVerificationWorkflowId } from '../../../workflows/email-verification.ts';
import type { Facts } from '../facts.ts';
import {
  doubled,
  exactlyOne,
  type Law,
  lost,
  recordedOnce,
  seen,
  type Violation,
  workflowsOf,
} from './law.ts';

type Change = Facts['emailChanges'][number];

/** The row is there ⇔ exactly one workflow. */
export const emailChangeLaw: Law = (facts) => [
  ...seen(facts, 'change address').flatMap(({ about, detail }) => {
    const rows = facts.emailChanges.filter(({ newEmail }) => newEmail === detail.email);
    return rows.length > 0
      ? []
      : [lost(about, `the change to ${detail.email} was acknowledged, and is not there`)];
  }),
  ...facts.emailChanges.flatMap((row) => {
    const workflows = workflowsOf(facts, emailVerificationWorkflowId(row.emailChangeId));
    return [
      ...exactlyOne(aboutOf(row), 'workflow of the e-mail change', workflows.length),
      ...recordedOnce(aboutOf(row), 'the e-mail change', eventsOf(facts, row, operation.emailChangeRequest)),
    ];
  }),
];

/** Exactly one of changed, cancelled and expired, in Postgres, on the user and in Temporal. */
export const emailLinkLaw: Law = (facts) => facts.emailChanges.flatMap((row) => ofChange(facts, row));

function ofChange(facts: Facts, row: Change): Violation[] {
  const about = aboutOf(row);
  const done = (act: 'confirm address' | 'cancel address') =>
    seen(facts, act).some((event) => event.about === about);
  const user = facts.webUsers.find(({ webUserId }) => webUserId === row.webUserId);
  const isChanged = user?.email === row.newEmail;
  const [workflow] = workflowsOf(facts, emailVerificationWorkflowId(row.emailChangeId));
  const ended = workflow && workflow.status !== 'RUNNING' ? workflow.result : undefined;
  return [
    ...(done('confirm address') && done('cancel address')
      ? [doubled(about, 'the change was both confirmed and cancelled')]
      : []),
    ...(done('confirm address') && row.stage !== 'changed'
      ? [lost(about, `変更を確定する was acknowledged, and it is ${row.stage}`)]
      : []),
    ...(done('cancel address') && row.stage !== 'cancelled'
      ? [lost(about, `取消 was acknowledged, and it is ${row.stage}`)]
      : []),
    ...(isChanged !== (row.stage === 'changed')
      ? [doubled(about, `the change is ${row.stage}, the address ${isChanged ? 'the new' : 'the old'} one`)]
      : []),
    ...(ended !== undefined && ended !== row.stage
      ? [lost(about, `the change is ${row.stage} in Postgres and ${ended} in Temporal`)]
      : []),
    ...(row.stage === 'changed'
      ? recordedOnce(about, 'the confirmed address', eventsOf(facts, row, operation.emailChangeConfirm))
      : []),
    ...(row.stage === 'cancelled'
      ? recordedOnce(about, 'the cancelled change', eventsOf(facts, row, operation.emailChangeCancel))
      : []),
  ];
}

const aboutOf = ({ webUserId }: Change) => webUserId.slice(0, 9);

const eventsOf = (facts: Facts, { emailChangeId }: Change, code: string) =>
  facts.accessEvents.filter((event) => event.operation === code && event.subject === emailChangeId).length;
