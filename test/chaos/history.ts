import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FaultKind, StepName } from './plan.ts';

/** What somebody did, by what they pressed; what they can read of it is in the answer. */
export type Act =
  | 'login'
  | 'wrong login'
  | 'issue code'
  | 'give code'
  | 'give wrong code'
  | 'change address'
  | 'confirm address'
  | 'cancel address'
  | 'reissue password'
  | 'reset password'
  | 'use mailed password'
  | 'register applicant'
  | 'save draft'
  | 'submit'
  | 'withdraw'
  | 'register account'
  | 'claim'
  | 'approve'
  | 'reject'
  | 'restrict addresses'
  | 'download';

/** `unknown`: no answer, or one that says nothing about it; it may have been done or not. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

export interface Happened {
  /** Counts from 1, in the order of the answers. */
  number: number;
  /** Instant, ISO 8601, by the unmoved clock. */
  at: string;
  round: number;
  step: StepName;
  fault: FaultKind;
  act: Act;
  /** Insured code of the company concerned. */
  about: string;
  /** Who did it: a web user ID or a staff ID. */
  by: string;
  outcome: Outcome;
  /** Of the answer; 0 where there was none. */
  status: number;
  /** What was asked for or read: a number, a code, an address. */
  detail: Record<string, string | number | boolean | string[]>;
}

export interface History {
  readonly events: readonly Happened[];
  add(event: Omit<Happened, 'number' | 'at'>): void;
}

/** Keeps what was seen, and writes each event to `file` as it happens, one JSON line each. */
export function startHistory(file: string): History {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  const events: Happened[] = [];
  return {
    events,
    add(event) {
      const happened = { number: events.length + 1, at: new Date().toISOString(), ...event };
      events.push(happened);
      appendFileSync(file, `${JSON.stringify(happened)}\n`);
    },
  };
}
