import type { OperationCode } from '../domain/operation-catalogue.ts';
import type { StaffOperation } from '../domain/staff-operation.ts';
import type { Db } from './client.ts';
import { accessEvents, staffEvents } from './schema/index.ts';
import type { Staff } from './schema/staff.ts';
import type { WebUser } from './schema/web-users.ts';

/** The person who acts, as the rows about the act keep them: name, department and title as of now. */
export const asOfNow = (person: { name: string; department: string; title: string }) => ({
  actorName: person.name,
  actorDepartment: person.department,
  actorTitle: person.title,
});

/** Records what a web user did (manual 4-12). Call it in the transaction of the act itself. */
export async function recordAccess(
  tx: Db,
  user: Pick<WebUser, 'webUserId' | 'insuredCode' | 'name' | 'department' | 'title'>,
  operation: OperationCode,
  { address, subject }: { address: string; subject?: string },
): Promise<void> {
  await tx.insert(accessEvents).values({
    insuredCode: user.insuredCode,
    webUserId: user.webUserId,
    operation,
    ...asOfNow(user),
    address,
    subject: subject ?? null,
  });
}

/** Records what a member of staff did. Call it in the transaction of the act itself. */
export async function recordStaffAct(
  tx: Db,
  staff: Pick<Staff, 'staffId' | 'name' | 'department' | 'title'>,
  operation: StaffOperation,
  { address, subject }: { address: string; subject?: string },
): Promise<void> {
  await tx.insert(staffEvents).values({
    staffId: staff.staffId,
    operation,
    ...asOfNow(staff),
    address,
    subject: subject ?? null,
  });
}
