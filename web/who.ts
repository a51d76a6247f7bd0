import { type Person, staffMember as staffPerson, webUser } from '../db/person.ts';
import type { Staff } from '../db/schema/staff.ts';
import { staffRoleText } from '../domain/staff.ts';
import { webUserKindShort } from '../domain/web-user.ts';
import type { Context } from './context.ts';
import type { PortalUser, StaffMember } from './layout.ts';

/** Who the page's head says I am, and for which company. */
export const portalUser = ({ var: { user, company } }: Context): PortalUser => ({
  name: user.name,
  title: user.title,
  companyName: company.name,
  insuredCode: user.insuredCode,
  webUserId: user.webUserId,
  roleLabel: webUserKindShort[user.kind],
});

export const staffMember = (staff: Staff): StaffMember => ({
  name: staff.name,
  roleLabel: staffRoleText[staff.role],
  department: staff.department,
});

/** Who asks. */
export const personOf = ({ var: { user, staff } }: Context): Person =>
  staff ? staffPerson(staff.staffId) : webUser(user.webUserId);
