import type { Db } from '../../../db/client.ts';
import type { CompanyOverview, CompanyUser } from '../../../db/companies.ts';
import { enableAgain } from '../../../db/credentials.ts';
import { liftIpRestriction } from '../../../db/ip-restrictions.ts';
import { orderLetterAgain } from '../../../db/letters.ts';
import { webUser } from '../../../db/person.ts';
import { endSessionsOf } from '../../../db/sessions.ts';
import {
  holdActiveUser,
  resumeCompany,
  resumeUser,
  suspendCompany,
  suspendUser,
} from '../../../db/suspensions.ts';
import type { CompanyMeasure, UserMeasure } from '../../../domain/measure.ts';
import type { StaffRight } from '../../access.ts';
import type { Done } from '../record-list.ts';

/** What a measure is about: a company, and of a user's the user. */
export interface Target {
  overview: CompanyOverview;
  user?: CompanyUser | undefined;
}
export type UserTarget = Target & { user: CompanyUser };

/** A measure that staff take with a reason: whoever holds `right` asks GET for the question, and POST acts. */
export interface Act<About extends Target = Target> {
  measure: CompanyMeasure | UserMeasure;
  right: StaffRight;
  /** What its page says afterwards. */
  done: Done;
  /** The act itself; false where there is nothing (any more) to do. */
  carryOut: (tx: Db, target: About, asked: Carried) => Promise<boolean>;
}

/** When, by whom and why. */
interface Carried {
  now: Date;
  staffId: string;
  reasonText: string;
}

/** What can be done to a company, by the end of its path. */
export const companyActs = {
  suspension: {
    measure: 'companySuspended',
    done: 'suspended',
    right: 'companies:suspend',
    carryOut: async (tx, { overview }, { now }) =>
      (await suspendCompany(tx, overview.company.insuredCode, now)) !== undefined,
  },
  resumption: {
    measure: 'companyResumed',
    done: 'resumed',
    right: 'companies:suspend',
    carryOut: (tx, { overview }) => resumeCompany(tx, overview.company.insuredCode),
  },
  'ip-restriction-lift': {
    measure: 'ipRestrictionLifted',
    done: 'lifted',
    right: 'ipRestrictions:lift',
    carryOut: (tx, { overview }, { now }) => liftIpRestriction(tx, overview.company.insuredCode, now),
  },
} as const satisfies Record<string, Act & { measure: CompanyMeasure }>;

/** What can be done to a user. */
export const userActs = {
  suspension: {
    measure: 'userSuspended',
    done: 'suspended',
    right: 'users:suspend',
    carryOut: (tx, { user }, { now }) => suspendUser(tx, user.webUserId, 'staff', now),
  },
  resumption: {
    measure: 'userResumed',
    done: 'resumed',
    right: 'users:suspend',
    carryOut: (tx, { user }, { now }) => resumeUser(tx, user.webUserId, 'staff', now),
  },
  enablement: {
    measure: 'userEnabled',
    done: 'enabled',
    right: 'users:suspend',
    carryOut: (tx, { user }) => enableAgain(tx, user.webUserId),
  },
  'session-end': {
    measure: 'userSessionsEnded',
    done: 'sessionsEnded',
    right: 'users:suspend',
    carryOut: async (tx, { user }) => (await endSessionsOf(tx, webUser(user.webUserId))) > 0,
  },
  letter: {
    measure: 'letterOrdered',
    done: 'letterOrdered',
    right: 'letters:print',
    carryOut: async (tx, { user }, { now, staffId, reasonText }) =>
      (await holdActiveUser(tx, user.webUserId)) &&
      orderLetterAgain(tx, user.webUserId, { orderedAt: now, orderedBy: staffId, orderReason: reasonText }),
  },
} as const satisfies Record<string, Act<UserTarget> & { measure: UserMeasure }>;
export type UserAct = keyof typeof userActs;
