import { operation } from '../../../domain/operation-catalogue.ts';
import { REISSUE_VALID_HOURS } from '../../../domain/temporary-password.ts';
import { passwordMailWorkflowId } from '../../../workflows/password-mail.ts';
import { administratorOf, applicantOf } from '../companies.ts';
import type { Facts } from '../facts.ts';
import {
  distinct,
  doubled,
  exactlyOne,
  type Law,
  lost,
  seen,
  unaudited,
  type Violation,
  workflowsOf,
} from './law.ts';

/**
 * A mailed password works at most once, one of them at all; a lost mail never locks an administrator out. None has to work
 * where the clock was moved a day ahead before its mail was taken, for this round or another: that it never left must then be
 * in the mail log, with an instant a day after it was asked for.
 */
export const mailedPasswordLaw: Law = (facts) => [
  ...distinct(seen(facts, 'reissue password').map(({ about }) => about)).flatMap((about) =>
    ofRequest(facts, about, administratorOf(about), 'reissue', operation.passwordReissueRequest),
  ),
  ...distinct(seen(facts, 'reset password').map(({ about }) => about)).flatMap((about) =>
    ofRequest(facts, about, applicantOf(about), 'reset', operation.applicantPasswordReset),
  ),
];

function ofRequest(
  facts: Facts,
  about: string,
  webUserId: string,
  kind: 'reissue' | 'reset',
  code: string,
): Violation[] {
  const own = <Event extends { about: string }>(events: Event[]) =>
    events.filter((event) => event.about === about);
  const rows = facts.passwordMails.filter((row) => row.webUserId === webUserId && row.kind === kind);
  const records = facts.accessEvents.filter(
    (event) => event.insuredCode === about && event.operation === code,
  );
  const used = own(seen(facts, 'use mailed password')).map(({ detail }) => String(detail.password));
  const mayBe = own(seen(facts, 'use mailed password', ['unknown'])).length;
  const logins = own(seen(facts, 'login', ['acknowledged', 'refused'])).filter(
    ({ by }) => by === administratorOf(about),
  );
  return [
    ...(rows.length === 0 ? [lost(about, `a ${kind} was acknowledged, and there is none`)] : []),
    ...(records.length < rows.length
      ? [unaudited(about, `${rows.length} × ${kind}, ${records.length} records`)]
      : []),
    ...rows.flatMap(({ passwordMailId }) =>
      exactlyOne(
        about,
        `workflow of the ${kind}`,
        workflowsOf(facts, passwordMailWorkflowId(passwordMailId)).length,
      ),
    ),
    ...(new Set(used).size < used.length ? [doubled(about, 'a mailed password worked twice')] : []),
    ...(new Set(used).size > 1 ? [doubled(about, `${used.length} mailed passwords worked`)] : []),
    ...(rows.length > 0 && used.length === 0 && mayBe === 0 && !rows.some((row) => cameTooLate(facts, row))
      ? [lost(about, 'no mailed password worked')]
      : []),
    ...(logins.some(({ outcome }) => outcome === 'refused')
      ? [lost(about, 'the administrator was locked out')]
      : []),
  ];
}

const DAY = REISSUE_VALID_HOURS * 3_600_000;

const cameTooLate = (facts: Facts, { passwordMailId, requestedAt }: Facts['passwordMails'][number]) =>
  facts.mailLog.some(
    ({ reference, givenUpAt }) =>
      reference === passwordMailId && givenUpAt !== null && givenUpAt.getTime() - requestedAt.getTime() > DAY,
  );
