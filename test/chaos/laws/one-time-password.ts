import { ONE_TIME_PASSWORD_TRIES_AT_MOST } from '../../../domain/one-time-password.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { applicantOf } from '../companies.ts';
import type { Facts } from '../facts.ts';
import type { Act, Outcome } from '../history.ts';
import { doubled, exactlyOne, type Law, lost, seen, unaudited, workflowsOf } from './law.ts';

type ActOutcomes = [act: Act, outcomes?: readonly Outcome[]];
const everyOutcome: readonly Outcome[] = ['acknowledged', 'refused', 'unknown'];

/** One live code; used once; tries survive a new issue. */
export const oneTimePasswordLaw: Law = (facts) => {
  const issued = seen(facts, 'issue code', ['acknowledged', 'unknown']).map(({ about }) => about);
  return [...new Set(issued)].flatMap((about) => ofCompany(facts, about));
};

function ofCompany(facts: Facts, about: string) {
  const webUserId = applicantOf(about);
  const own = <Row extends { webUserId: string }>(rows: Row[]) =>
    rows.filter((row) => row.webUserId === webUserId);
  const acts = (...what: ActOutcomes) => seen(facts, ...what).filter((event) => event.about === about);
  const recorded = (code: string) =>
    own(facts.accessEvents).filter((event) => event.operation === code).length;
  const rows = own(facts.oneTimePasswords);
  const sessions = own(facts.webUserSessions);
  const opened = sessions.filter((session) => session.oneTimePasswordVerifiedAt !== null).length;
  const used = rows.filter(({ outcome }) => outcome === 'used').length;
  const tries = sessions.reduce((sum, session) => sum + session.oneTimePasswordTries, 0);
  const wrong = Math.min(acts('give wrong code').length, ONE_TIME_PASSWORD_TRIES_AT_MOST);
  const compared = Math.min(wrong + used, ONE_TIME_PASSWORD_TRIES_AT_MOST);
  const failures = recorded(operation.oneTimePasswordFailure);
  const given = acts('give code').length;
  const mayHaveFailed =
    acts('give wrong code', everyOutcome).length + acts('give code', ['refused', 'unknown']).length;
  const live = sessions.filter(
    ({ idHash }) => rows.filter((row) => row.sessionIdHash === idHash && row.endedAt === null).length > 1,
  );
  // A session that ends takes its codes and its tries along.
  if (sessions.length === 0) return [];
  return [
    ...(acts('issue code').length > 0 && rows.length === 0
      ? [lost(about, '発行 was acknowledged, and there is no code')]
      : []),
    ...rows.flatMap(({ oneTimePasswordId }) =>
      exactlyOne(
        about,
        'workflow of a code',
        workflowsOf(facts, `one-time-password/${oneTimePasswordId}`).length,
      ),
    ),
    ...(live.length > 0 ? [doubled(about, 'a session has two live codes')] : []),
    ...(opened !== used ? [doubled(about, `${used} codes were used for ${opened} open sessions`)] : []),
    ...(given > 0 && opened === 0 ? [lost(about, '認証 was acknowledged, and no session is open')] : []),
    ...(tries < compared
      ? [lost(about, `${wrong} wrong codes and ${used} right ones were compared, ${tries} counted`)]
      : []),
    ...(recorded(operation.oneTimePasswordIssue) < rows.length
      ? [unaudited(about, 'no record of 発行')]
      : []),
    ...(recorded(operation.oneTimePasswordVerify) !== used
      ? [unaudited(about, `${used} codes used, ${recorded(operation.oneTimePasswordVerify)} records`)]
      : []),
    ...(failures < wrong ? [unaudited(about, `${wrong} wrong codes, ${failures} records`)] : []),
    ...(failures > mayHaveFailed
      ? [doubled(about, `${failures} records of a failed 認証, of which ${mayHaveFailed} were tried`)]
      : []),
  ];
}
