import type { Db } from '../../../db/client.ts';
import { requestWorkflowStart } from '../../../db/outbox.ts';
import { insertPasswordMail } from '../../../db/password-mails.ts';
import { staffMember } from '../../../db/person.ts';
import type { Staff } from '../../../db/schema/staff.ts';
import { removeSecondFactor } from '../../../db/second-factors.ts';
import { endSessionsOf } from '../../../db/sessions.ts';
import {
  forgetStaffPasswords,
  holdStaffAccount,
  holdSupervisors,
  insertStaffAccount,
  recordAccountAct,
  setStaffSuspended,
  updateStaffAccount,
} from '../../../db/staff-accounts.ts';
import type { NoticeContent, StaffNoticeFacts } from '../../../domain/notice.ts';
import {
  changesOf,
  refusalOfReset,
  refusalOfRole,
  refusalOfSuspension,
  type StaffAccountDetails,
  type StaffAccountRefusal,
} from '../../../domain/staff-account.ts';
import type { StaffOperation } from '../../../domain/staff-operation.ts';
import { passwordMailStart } from '../../../workflows/password-mail.ts';
import type { Context } from '../../context.ts';
import { requestNotice } from '../../notices.ts';
import { notePasswordGiven } from '../../recent-password.ts';

/** What a supervisor does to an account after one question, by the end of its path. */
export const acts = [
  'suspension',
  'resumption',
  'session-ends',
  'password-reset',
  'second-factor-reset',
] as const;
export type Act = (typeof acts)[number];

/** `notThere`: nothing to do, since it was done already. */
export type Outcome = 'done' | 'notThere' | StaffAccountRefusal;

interface Given {
  passwordGiven: boolean;
  /** Of the reset of a second factor. */
  reason?: string;
}

/** 登録: the account, its record and the request to mail its temporary password commit together. False where the ID is taken. */
export const add = (
  c: Context,
  { staffId, ...details }: StaffAccountDetails & { staffId: string },
  { passwordGiven }: Given,
): Promise<boolean> =>
  c.var.services.db.transaction(async (tx) => {
    if (!(await insertStaffAccount(tx, staffId, details))) return false;
    if (passwordGiven) await notePasswordGiven(tx, c);
    await mailPassword(tx, staffId, 'staffInitial');
    await recordAccountAct(tx, actorOf(c), { staffId, operation: 'staffAdded' });
    return true;
  });

/**
 * 変更 of the details, unless somebody else was quicker (`notThere`). A new address is told to both: whoever takes an account
 * over by it cannot do so unnoticed (ASVS V6.3.7).
 */
export const change = (
  c: Context,
  seen: { staffId: string; version: number },
  details: StaffAccountDetails,
  { passwordGiven }: Given,
): Promise<Outcome> =>
  withAccount(c, seen.staffId, async (tx, account, circumstances) => {
    const refusal = refusalOfRole(account, details.role, circumstances);
    if (refusal) return refusal;
    if (!(await updateStaffAccount(tx, seen, details))) return 'notThere';
    if (passwordGiven) await notePasswordGiven(tx, c);
    const changes = changesOf(account, details);
    if (changes.length === 0) return 'done';
    const operation = account.role === details.role ? 'staffChanged' : 'staffRoleChanged';
    await recordAccountAct(tx, actorOf(c), { staffId: seen.staffId, operation, changes });
    const content = { kind: 'staffAccountChanged' as const, facts: { changes, by: c.var.staff.name } };
    for (const email of new Set([account.email, details.email]))
      await tell(tx, { ...account, email }, content);
    return 'done';
  });

/** One of the acts on an account, with its record and the mail to its owner. */
export const act = (c: Context, name: Act, staffId: string, given: Given): Promise<Outcome> =>
  withAccount(c, staffId, async (tx, account, circumstances) => {
    const { operation, refuse, perform } = performances[name];
    const refusal = refuse(account, circumstances);
    if (refusal) return refusal;
    const content = await perform(tx, account, { by: c.var.staff.name, reason: given.reason ?? '' });
    if (!content) return 'notThere';
    if (given.passwordGiven) await notePasswordGiven(tx, c);
    await recordAccountAct(tx, actorOf(c), { staffId, operation, reasonText: given.reason ?? '' });
    if (content !== 'toldByPasswordMail') await tell(tx, account, content);
    return 'done';
  });

type Circumstances = Parameters<typeof refusalOfReset>[1];

interface Performance {
  operation: StaffOperation;
  refuse: (account: Staff, circumstances: Circumstances) => StaffAccountRefusal | undefined;
  /** Answers what its owner is told, or nothing where there was nothing to do. */
  perform: (
    tx: Db,
    account: Staff,
    facts: { by: string; reason: string },
  ) => Promise<NoticeContent<keyof StaffNoticeFacts> | 'toldByPasswordMail' | undefined>;
}

const performances: Record<Act, Performance> = {
  suspension: {
    operation: 'staffSuspended',
    refuse: refusalOfSuspension,
    async perform(tx, { staffId }, { by }) {
      if (!(await setStaffSuspended(tx, staffId, new Date()))) return undefined;
      await endSessionsOf(tx, staffMember(staffId));
      return { kind: 'staffSuspended', facts: { by } };
    },
  },
  resumption: {
    operation: 'staffResumed',
    refuse: refusalOfReset,
    async perform(tx, { staffId }, { by }) {
      if (!(await setStaffSuspended(tx, staffId, null))) return undefined;
      return { kind: 'staffResumed', facts: { by } };
    },
  },
  'session-ends': {
    operation: 'staffSessionsEnded',
    refuse: refusalOfReset,
    async perform(tx, { staffId }, { by }) {
      if ((await endSessionsOf(tx, staffMember(staffId))) === 0) return undefined;
      return { kind: 'staffSessionsEnded', facts: { by } };
    },
  },
  'password-reset': {
    operation: 'staffPasswordReset',
    refuse: refusalOfReset,
    async perform(tx, { staffId }) {
      await forgetStaffPasswords(tx, staffId);
      await endSessionsOf(tx, staffMember(staffId));
      await mailPassword(tx, staffId, 'staffReset');
      return 'toldByPasswordMail';
    },
  },
  'second-factor-reset': {
    operation: 'staffSecondFactorReset',
    refuse: refusalOfReset,
    async perform(tx, { staffId }, facts) {
      if (!(await removeSecondFactor(tx, staffId))) return undefined;
      await endSessionsOf(tx, staffMember(staffId));
      return { kind: 'secondFactorReset', facts };
    },
  },
};

/** Runs `doIt` while nobody else changes this account or who the supervisors are. */
const withAccount = (
  c: Context,
  staffId: string,
  doIt: (tx: Db, account: Staff, circumstances: Circumstances) => Promise<Outcome>,
): Promise<Outcome> =>
  c.var.services.db.transaction(async (tx) => {
    const supervisors = await holdSupervisors(tx);
    const account = await holdStaffAccount(tx, staffId);
    return account ? doIt(tx, account, { actorId: c.var.staff.staffId, supervisors }) : 'notThere';
  });

const actorOf = ({ var: { staff, address } }: Context) => ({ actor: staff, address });

async function mailPassword(tx: Db, staffId: string, kind: 'staffInitial' | 'staffReset'): Promise<void> {
  const { passwordMailId } = await insertPasswordMail(tx, staffMember(staffId), kind, new Date());
  await requestWorkflowStart(tx, passwordMailStart({ passwordMailId, kind }));
}

const tell = (tx: Db, { staffId, email }: Staff, content: NoticeContent<keyof StaffNoticeFacts>) =>
  requestNotice(tx, { ...content, reference: staffId, recipient: { staffId, email } });
