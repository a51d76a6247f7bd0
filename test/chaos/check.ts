import type { Facts } from './facts.ts';
import type { Happened } from './history.ts';
import { applicantLaw } from './laws/applicant.ts';
import { applicationLaw } from './laws/application.ts';
import { bankAccountLaw } from './laws/bank-account.ts';
import { decisionLaw } from './laws/decision.ts';
import { emailChangeLaw, emailLinkLaw } from './laws/email-change.ts';
import { exportLaw } from './laws/export.ts';
import { ipRestrictionLaw } from './laws/ip-restriction.ts';
import type { Law, Violation } from './laws/law.ts';
import { loginLaw } from './laws/login.ts';
import { mailLaw } from './laws/mail.ts';
import { mailedPasswordLaw } from './laws/mailed-password.ts';
import { oneTimePasswordLaw } from './laws/one-time-password.ts';
import { replayLaw } from './laws/replay.ts';

/** One a row of the matrix, and its name. */
export const laws: Record<string, Law> = {
  'login, session': loginLaw,
  'one-time password': oneTimePasswordLaw,
  'e-mail change': emailChangeLaw,
  '24-hour link': emailLinkLaw,
  'reissue and reset': mailedPasswordLaw,
  'new applicant': applicantLaw,
  'change application': applicationLaw,
  'bank account': bankAccountLaw,
  'staff decision and applying': decisionLaw,
  mails: mailLaw,
  'IP restriction': ipRestrictionLaw,
  'CSV export': exportLaw,
  'workflows can be gone on with': replayLaw,
};

export interface Finding extends Violation {
  law: string;
  /** The smallest part of the history that shows it. */
  history: readonly Happened[];
}

/** Holds the facts against every law. Of what is found, each comes with the smallest history that shows it. */
export const check = (facts: Facts, by: Record<string, Law> = laws): Finding[] =>
  Object.entries(by).flatMap(([law, holds]) =>
    holds(facts).map((violation) => ({
      law,
      ...violation,
      history: smallestHistory(facts, violation, holds),
    })),
  );

/**
 * The events about the company alone, and of these only those without which the violation is not seen. Where it needs
 * none, since it stands in Postgres or Temporal by itself, what was acknowledged first.
 */
export function smallestHistory(facts: Facts, { about, says }: Violation, law: Law): Happened[] {
  const shows = (history: readonly Happened[]) =>
    law({ ...facts, history }).some((found) => found.about === about && found.says === says);
  const own = facts.history.filter((event) => event.about === about);
  if (shows([]) || !shows(own)) return own.filter(({ outcome }) => outcome === 'acknowledged').slice(0, 12);
  return own.reduce<Happened[]>((kept, event) => {
    const without = kept.filter((other) => other !== event);
    return shows(without) ? without : kept;
  }, own);
}
