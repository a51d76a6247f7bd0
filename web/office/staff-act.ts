import type { Db } from '../../db/client.ts';
import { recordStaffAct, recordStaffView } from '../../db/events.ts';
import type { StaffOperation, StaffView } from '../../domain/staff-operation.ts';
import type { Context } from '../context.ts';

/**
 * An act of the member of staff who asks, and its record, in one transaction. `doIt` answers whether it was done: where it
 * was not, nothing is recorded.
 */
export const staffAct = (
  c: Context,
  operation: StaffOperation,
  subject: string,
  doIt: (tx: Db, staffId: string) => Promise<boolean>,
): Promise<boolean> =>
  c.var.services.db.transaction(async (tx) => {
    const { staff, address } = c.var;
    if (!(await doIt(tx, staff.staffId))) return false;
    await recordStaffAct(tx, staff, operation, { address, subject });
    return true;
  });

/** That the member of staff who asks looked at something; once for some minutes. */
export const recordView = (c: Context, operation: StaffView, subject: string): Promise<void> =>
  recordStaffView(c.var.services.db, c.var.staff, operation, { address: c.var.address, subject });
