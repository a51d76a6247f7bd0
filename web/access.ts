import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Staff } from '../db/schema/staff.ts';
import type { WebUser } from '../db/schema/web-users.ts';
import {
  canApprove,
  canReject,
  canReturn,
  canSeeApplications,
  canWorkOnApplications,
} from '../domain/staff.ts';
import { canChangeInsuredParty, isAdministrator } from '../domain/web-user.ts';
import { isPartial, redirectTo } from './answer.ts';
import type { AppEnv, Context } from './context.ts';

/** What a web user may do, by name; the predicates stand in domain/web-user.ts. */
const userRights = {
  'administrator:change': isAdministrator,
  'insuredParty:change': canChangeInsuredParty,
} satisfies Record<string, (user: WebUser) => boolean>;
export type UserRight = keyof typeof userRights;

/** What staff may do, by name; the predicates stand in domain/staff.ts. */
const staffRights = {
  'applications:see': canSeeApplications,
  'applications:work': canWorkOnApplications,
  'applications:return': canReturn,
  'applications:approve': canApprove,
  'applications:reject': canReject,
} satisfies Record<string, (staff: Staff) => boolean>;
export type StaffRight = keyof typeof staffRights;

export const mayUser = (user: WebUser, right: UserRight): boolean => userRights[right](user);
export const mayStaff = (staff: Staff, right: StaffRight): boolean => staffRights[right](staff);

/** Everything behind it is for logged-in customers: others are led to the login page. */
export const requireUser: MiddlewareHandler<AppEnv> = async (c, next) =>
  c.var.user ? next() : toLogin(c, '/login');

/** Everything behind it is for logged-in staff. */
export const requireStaff: MiddlewareHandler<AppEnv> = async (c, next) =>
  c.var.staff ? next() : toLogin(c, '/office/login');

export const requireUserRight =
  (right: UserRight): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    if (!mayUser(c.var.user, right)) throw new HTTPException(403, { message: `needs ${right}` });
    await next();
  };

export const requireStaffRight =
  (right: StaffRight): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    if (!mayStaff(c.var.staff, right)) throw new HTTPException(403, { message: `needs ${right}` });
    await next();
  };

/** A page asked for in vain leads to the login; what was sent is answered with 401, so that no one believes it arrived. */
function toLogin(c: Context, path: string): Response | Promise<Response> {
  if (isPartial(c)) return redirectTo(c, path);
  if (c.req.method === 'GET') return c.redirect(path, 303);
  throw new HTTPException(401, { message: 'no session' });
}
