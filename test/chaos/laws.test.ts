import { expect, test } from 'vitest';
import { operation } from '../../domain/operation-catalogue.ts';
import { passwordMailWorkflowId } from '../../workflows/password-mail.ts';
import { administratorOf, applicantOf } from './companies.ts';
import type { Facts } from './facts.ts';
import type { Act, Happened, Outcome } from './history.ts';
import { mailedPasswordLaw } from './laws/mailed-password.ts';
import { oneTimePasswordLaw } from './laws/one-time-password.ts';

const COMPANY = '310000001';
const HOUR = 3_600_000;
const now = new Date('2026-11-26T03:00:00Z');

const happened = (act: Act, outcome: Outcome = 'acknowledged') =>
  ({ act, outcome, about: COMPANY, by: administratorOf(COMPANY), detail: {} }) as unknown as Happened;
const recorded = (code: string, webUserId: string) =>
  ({ insuredCode: COMPANY, webUserId, operation: code }) as Facts['accessEvents'][number];
const said = (found: { wrong: string; says: string }[]) =>
  found.map(({ wrong, says }) => `${wrong}: ${says}`);

/** A reset whose password nobody used; its mail as the mail log has it. */
const unusedReset = (givenUpAt?: Date) =>
  ({
    history: [happened('reset password')],
    passwordMails: [
      { passwordMailId: 'a-mail', webUserId: applicantOf(COMPANY), kind: 'reset', requestedAt: now },
    ],
    accessEvents: [recorded(operation.applicantPasswordReset, administratorOf(COMPANY))],
    workflows: [{ workflowId: passwordMailWorkflowId('a-mail') }],
    mailLog: givenUpAt ? [{ reference: 'a-mail', givenUpAt }] : [],
  }) as unknown as Facts;

test('a mailed password that never came is lost, unless the log says that its day was over', () => {
  const later = (hours: number) => new Date(now.getTime() + hours * HOUR);
  const isLost = ['lost: no mailed password worked'];
  expect(said(mailedPasswordLaw(unusedReset()))).toEqual(isLost);
  expect(said(mailedPasswordLaw(unusedReset(later(23))))).toEqual(isLost);
  expect(said(mailedPasswordLaw(unusedReset(later(25))))).toEqual([]);
});

/** A wrong code, then the right one, with what was kept of them. */
const twoCodes = (tries: number, failures: number) => {
  const webUserId = applicantOf(COMPANY);
  const { oneTimePasswordIssue, oneTimePasswordVerify, oneTimePasswordFailure } = operation;
  const failed = Array.from({ length: failures }, () => recorded(oneTimePasswordFailure, webUserId));
  return {
    history: [happened('issue code'), happened('give wrong code'), happened('give code')],
    webUserSessions: [
      { idHash: 'a', webUserId, oneTimePasswordVerifiedAt: now, oneTimePasswordTries: tries },
    ],
    oneTimePasswords: [
      { oneTimePasswordId: 'o', webUserId, sessionIdHash: 'a', outcome: 'used', endedAt: now },
    ],
    accessEvents: [
      recorded(oneTimePasswordIssue, webUserId),
      recorded(oneTimePasswordVerify, webUserId),
      ...failed,
    ],
    workflows: [{ workflowId: 'one-time-password/o' }],
  } as unknown as Facts;
};

test('a wrong code is counted beside the right one, and recorded as often as it was tried', () => {
  expect(said(oneTimePasswordLaw(twoCodes(2, 1)))).toEqual([]);
  expect(said(oneTimePasswordLaw(twoCodes(1, 1)))).toEqual([
    'lost: 1 wrong codes and 1 right ones were compared, 1 counted',
  ]);
  expect(said(oneTimePasswordLaw(twoCodes(2, 0)))).toEqual(['unaudited: 1 wrong codes, 0 records']);
  expect(said(oneTimePasswordLaw(twoCodes(2, 2)))).toEqual([
    'doubled: 2 records of a failed 認証, of which 1 were tried',
  ]);
});
