import { operation } from '../../../domain/operation-catalogue.ts';
import { changeApplicationWorkflowId } from '../../../workflows/change-application.ts';
import type { Facts } from '../facts.ts';
import {
  distinct,
  doubled,
  exactlyOne,
  type Law,
  lost,
  recordedOnce,
  seen,
  unaudited,
  type Violation,
  workflowsOf,
} from './law.ts';

/** One number a submission, and page = Postgres = workflow. */
export const applicationLaw: Law = (facts) => [
  ...seen(facts, 'save draft').flatMap(({ about, detail }) => ofDraft(facts, about, String(detail.number))),
  ...numbersOf(facts, 'submit').flatMap(([about, number]) =>
    facts.changeApplications.some((row) => row.applicationNumber === number && row.submittedAt)
      ? []
      : [lost(about, `申込む of ${number} was acknowledged, and it is not submitted`)],
  ),
  ...facts.changeApplications
    .filter(({ submittedAt }) => submittedAt !== null)
    .flatMap((row) => ofSubmission(facts, row)),
];

const numbersOf = (facts: Facts, act: Parameters<typeof seen>[1]) =>
  distinct(seen(facts, act).map(({ about, detail }) => `${about} ${detail.number}`)).map(
    (both) => both.split(' ') as [string, string],
  );

function ofDraft(facts: Facts, about: string, number: string): Violation[] {
  const row = facts.changeApplications.find(({ applicationNumber }) => applicationNumber === number);
  if (!row) return [lost(about, `the draft ${number} was acknowledged, and is not there`)];
  const recorded = facts.accessEvents.some(
    ({ operation: code, subject }) => code === operation.insuredPartyChangeSave && subject === number,
  );
  return [
    ...(row.insuredCode === about ? [] : [doubled(about, `the number ${number} was given to two`)]),
    ...(recorded ? [] : [unaudited(about, `no record of saving ${number}`)]),
  ];
}

function ofSubmission(facts: Facts, row: Facts['changeApplications'][number]): Violation[] {
  const { insuredCode: about, applicationNumber: number } = row;
  const steps = facts.changeApplicationSteps.filter(
    (step) => step.applicationNumber === number && step.kind === 'submitted',
  );
  const events = facts.accessEvents.filter(
    ({ operation: code, subject }) => code === operation.insuredPartyChangeApply && subject === number,
  );
  const workflows = workflowsOf(facts, changeApplicationWorkflowId(number));
  const ended = workflows.find(({ status }) => status !== 'RUNNING');
  return [
    ...exactlyOne(about, `step 申込む of ${number}`, steps.length),
    ...recordedOnce(about, `申込む of ${number}`, events.length),
    ...exactlyOne(about, `workflow of ${number}`, workflows.length),
    ...(ended && ended.result !== row.stage
      ? [lost(about, `${number} is ${row.stage} in Postgres and ${ended.result} in Temporal`)]
      : []),
  ];
}
