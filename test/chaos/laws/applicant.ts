import { operation } from '../../../domain/operation-catalogue.ts';
import { passwordMailWorkflowId } from '../../../workflows/password-mail.ts';
import type { Facts } from '../facts.ts';
import {
  distinct,
  doubled,
  exactlyOne,
  type Law,
  lost,
  recordedOnce,
  seen,
  type Violation,
  workflowsOf,
} from './law.ts';

/** At most 99 applicants, each with a number of their own, a record, a password. */
export const applicantLaw: Law = (facts) =>
  distinct(
    seen(facts, 'register applicant', ['acknowledged', 'unknown', 'refused']).map(({ about }) => about),
  ).flatMap((about) => ofCompany(facts, about));

function ofCompany(facts: Facts, about: string): Violation[] {
  const applicants = facts.webUsers.filter((user) => user.insuredCode === about && user.kind === 'applicant');
  const added = applicants.filter(({ email }) => email === `applicant${about}@customers.example`);
  const highest = Math.max(...applicants.map(({ webUserId }) => Number(webUserId.slice(9))));
  const counted = facts.insuredParties.find((row) => row.insuredCode === about)?.lastApplicantSequence ?? 0;
  const names = distinct(
    seen(facts, 'register applicant')
      .filter((event) => event.about === about)
      .map(({ detail }) => String(detail.name)),
  );
  return [
    ...(highest > 99 ? [doubled(about, `an applicant has the number ${highest}`)] : []),
    ...(added.length > 0 && highest !== counted
      ? [lost(about, `the highest number is ${highest}, ${counted} counts as given out`)]
      : []),
    ...names.flatMap((name) =>
      exactlyOne(about, `applicant ${name}`, added.filter((user) => user.name === name).length),
    ),
    ...added.flatMap(({ webUserId, name }) => {
      const records = facts.accessEvents.filter(
        (event) => event.operation === operation.applicantRegister && event.subject === webUserId,
      );
      const mails = facts.passwordMails.filter((row) => row.webUserId === webUserId);
      return [
        ...(added.filter((user) => user.name === name).length > 1
          ? [doubled(about, `${name} was registered twice`)]
          : []),
        ...recordedOnce(about, `新規登録 of ${webUserId}`, records.length),
        ...exactlyOne(about, `password of ${webUserId}`, mails.length),
        ...mails.flatMap(({ passwordMailId }) =>
          exactlyOne(
            about,
            `workflow of the password of ${webUserId}`,
            workflowsOf(facts, passwordMailWorkflowId(passwordMailId)).length,
          ),
        ),
      ];
    }),
  ];
}
