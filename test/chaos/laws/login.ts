import { operation } from '../../../domain/operation-catalogue.ts';
import { type Law, lost, seen, unaudited } from './law.ts';

/** Failures that are counted before an ID has to wait, which are then refused uncounted. */
const COUNTED_AT_LEAST = 4;

/** No session without its access event, no acknowledged login without one; the failed count never falls by a fault. */
export const loginLaw: Law = (facts) => {
  const logins = facts.accessEvents.filter((event) => event.operation === operation.login);
  const recorded = (webUserId: string) => logins.filter((event) => event.webUserId === webUserId).length;
  const sessions = Object.entries(Object.groupBy(facts.webUserSessions, ({ webUserId }) => webUserId));
  const acknowledged = Object.entries(Object.groupBy(seen(facts, 'login'), ({ by }) => by));
  const failures = Object.entries(Object.groupBy(seen(facts, 'wrong login'), ({ by }) => by));
  return [
    ...[...sessions, ...acknowledged].flatMap(([webUserId, all = []]) =>
      all.length > recorded(webUserId)
        ? [
            unaudited(
              webUserId.slice(0, 9),
              `${all.length} logins or sessions of ${webUserId}, but ${recorded(webUserId)} records`,
            ),
          ]
        : [],
    ),
    ...failures.flatMap(([webUserId, all = []]) => {
      const counted = facts.loginThrottles.find(({ key }) => key === `webUser:${webUserId}`)?.failures ?? 0;
      const must = Math.min(all.length, COUNTED_AT_LEAST);
      const records = facts.accessEvents.filter(
        (event) => event.webUserId === webUserId && event.operation === operation.loginFailure,
      ).length;
      const what = `${all.length} failed logins of ${webUserId}`;
      return [
        ...(counted < must ? [lost(webUserId.slice(0, 9), `${what}, ${counted} counted`)] : []),
        ...(records < must ? [unaudited(webUserId.slice(0, 9), `${what}, ${records} records`)] : []),
      ];
    }),
  ];
};
