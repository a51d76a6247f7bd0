import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { recordStaffView } from '../db/events.ts';
import type { Staff } from '../db/schema/staff.ts';
import type { WebUser } from '../db/schema/web-users.ts';
import {
  canApprove,
  canChangeSettings,
  canDecide,
  canDecideOnApprovalRules,
  canDecideOnGroupViewers,
  canDecideOnRegistrations,
  canEnterApplications,
  canEnterGroupViewers,
  canKeepQueueViews,
  canKeepReasonTemplates,
  canLiftIpRestrictions,
  canManageStaffAccounts,
  canNameStandIn,
  canPrintLetters,
  canProposeApprovalRules,
  canReject,
  canResendMails,
  canReturn,
  canSearchCompanies,
  canSeeAccountNumbers,
  canSeeApplications,
  canSeeCompanies,
  canSeeFigures,
  canSeeGroupViewers,
  canSeeIpRestrictions,
  canSeeLetters,
  canSeeMails,
  canSeeReasonTemplates,
  canSeeSettings,
  canSeeStaffAccounts,
  canSeeStaffEvents,
  canSeeStandIns,
  canSuspendCompanies,
  canSuspendUsers,
  canWorkOnApplications,
  hasOwnStaffAccount,
} from '../domain/staff.ts';
import {
  canChangeBankAccounts,
  canChangeInsuredParty,
  canExportAccessHistory,
  canManageUsers,
  canSeeAccessHistory,
  canSeeBankAccounts,
  canSeeChangeApplications,
  canSeeInsuredParty,
  canSwitchCompany,
  hasOwnAccount,
  isAdministrator,
} from '../domain/web-user.ts';
import { isPartial, redirectTo } from './answer.ts';
import type { AppEnv, Context } from './context.ts';

/** What a web user may do, by name; the predicates stand in domain/web-user.ts. */
const userRights = {
  ownAccount: hasOwnAccount,
  'accessHistory:see': canSeeAccessHistory,
  'accessHistory:export': canExportAccessHistory,
  'administrator:change': isAdministrator,
  'bankAccounts:see': canSeeBankAccounts,
  'bankAccounts:change': canChangeBankAccounts,
  'changeApplications:see': canSeeChangeApplications,
  'companies:switch': canSwitchCompany,
  'insuredParty:see': canSeeInsuredParty,
  'insuredParty:change': canChangeInsuredParty,
  'users:manage': canManageUsers,
} satisfies Record<string, (user: WebUser) => boolean>;
export type UserRight = keyof typeof userRights;

/** What staff may do, by name; the predicates stand in domain/staff.ts. */
const staffRights = {
  ownAccount: hasOwnStaffAccount,
  'staffAccounts:see': canSeeStaffAccounts,
  'staffAccounts:manage': canManageStaffAccounts,
  'applications:see': canSeeApplications,
  'applications:work': canWorkOnApplications,
  'applications:enter': canEnterApplications,
  'applications:decide': canDecide,
  'applications:return': canReturn,
  'applications:approve': canApprove,
  'applications:reject': canReject,
  'approvalRules:decide': canDecideOnApprovalRules,
  'approvalRules:propose': canProposeApprovalRules,
  'accountNumbers:show': canSeeAccountNumbers,
  'companies:see': canSeeCompanies,
  'companies:search': canSearchCompanies,
  'companies:suspend': canSuspendCompanies,
  'audit:see': canSeeStaffEvents,
  'figures:see': canSeeFigures,
  'groupViewers:see': canSeeGroupViewers,
  'groupViewers:enter': canEnterGroupViewers,
  'groupViewers:decide': canDecideOnGroupViewers,
  'ipRestrictions:see': canSeeIpRestrictions,
  'ipRestrictions:lift': canLiftIpRestrictions,
  'letters:see': canSeeLetters,
  'letters:print': canPrintLetters,
  'mails:see': canSeeMails,
  'mails:resend': canResendMails,
  'queueViews:keep': canKeepQueueViews,
  'reasonTemplates:see': canSeeReasonTemplates,
  'reasonTemplates:keep': canKeepReasonTemplates,
  'registrations:decide': canDecideOnRegistrations,
  'settings:see': canSeeSettings,
  'settings:change': canChangeSettings,
  'standIns:see': canSeeStandIns,
  'standIns:name': canNameStandIn,
  'users:suspend': canSuspendUsers,
} satisfies Record<string, (staff: Pick<Staff, 'role'>) => boolean>;
export type StaffRight = keyof typeof staffRights;

export const mayUser = (user: WebUser, right: UserRight): boolean => userRights[right](user);
export const mayStaff = (staff: Pick<Staff, 'role'>, right: StaffRight): boolean => staffRights[right](staff);

/** Everything behind it is for logged-in customers: others are led to the login page. */
export const requireUser: MiddlewareHandler<AppEnv> = async (c, next) =>
  c.var.user ? next() : toLogin(c, '/login');

/** Everything behind it is for logged-in staff. */
export const requireStaff: MiddlewareHandler<AppEnv> = async (c, next) =>
  c.var.staff ? next() : toLogin(c, '/office/login');

/** Refused until the session gives a one-time password; the page that says so is web/errors.ts's. */
export class OneTimePasswordDue extends HTTPException {
  constructor() {
    super(403, { message: 'needs a one-time password' });
  }
}

/** Whom a route answers. Every route has to say it; web/declared-access.ts sees to that. */
export type Access =
  | { to: 'everyone' }
  | { to: 'user'; right: UserRight; withoutOneTimePassword?: true }
  | { to: 'staff'; right: StaffRight }
  | { to: 'machine' };

const declarations = new WeakMap<object, Access>();

/** What `handler` declares, where it is one of the three below. */
export const accessDeclaredBy = (handler: object): Access | undefined => declarations.get(handler);

/** Answers without a session too: the login, links from mails, assets. */
export const forEveryone: MiddlewareHandler = declare({ to: 'everyone' }, (_c, next) => next());

/**
 * Answers web users with this right; others get 403, visitors without a session the login page. Where the company demands
 * a one-time password, a session that has not given one is refused, unless the route says that it answers without
 * (manual 5-3): what says nothing is protected. A session that must choose a password gets no further than that anyway.
 */
export const requireUserRight = (
  right: UserRight,
  exemption: { withoutOneTimePassword?: true } = {},
): MiddlewareHandler<AppEnv> =>
  declare({ to: 'user', right, ...exemption }, async (c, next) => {
    if (!c.var.user) return toLogin(c, '/login');
    const { oneTimePasswordDue, mustChoosePassword } = c.var.session;
    if (oneTimePasswordDue && !mustChoosePassword && !exemption.withoutOneTimePassword)
      throw new OneTimePasswordDue();
    if (!mayUser(c.var.user, right)) throw new HTTPException(403, { message: `needs ${right}` });
    await next();
  });

/** Answers staff with this right; others get 403, which is on record for the auditor; visitors without a session the login page. */
export const requireStaffRight = (right: StaffRight): MiddlewareHandler<AppEnv> =>
  declare({ to: 'staff', right }, async (c, next) => {
    if (!c.var.staff) return toLogin(c, '/office/login');
    if (!mayStaff(c.var.staff, right)) {
      await recordStaffView(c.var.services.db, c.var.staff, 'accessRefused', {
        address: c.var.address,
        subject: right,
      });
      throw new HTTPException(403, { message: `needs ${right}` });
    }
    await next();
  });

/** Answers other systems, which `check` lets through or not: a proxy that asks about a visitor, a service with its key. */
export const requireMachine = (check: MiddlewareHandler<AppEnv>) => declare({ to: 'machine' }, check);

/** The declaration is the check itself: none can be declared that is not also made. */
function declare<Check extends MiddlewareHandler<AppEnv>>(access: Access, check: Check): Check {
  declarations.set(check, access);
  return check;
}

/** A page asked for in vain leads to the login; what was sent is answered with 401, so that no one believes it arrived. */
function toLogin(c: Context, path: string): Response | Promise<Response> {
  const login = c.var.sessionEnded ? `${path}?ended` : path;
  if (isPartial(c)) return redirectTo(c, login);
  if (c.req.method === 'GET') return c.redirect(login, 303);
  throw new HTTPException(401, { message: 'no session' });
}
