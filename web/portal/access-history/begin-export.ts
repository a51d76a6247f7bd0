import { historyExtent } from '../../../db/access-history.ts';
import { countRunningExports, EXPORTS_AT_ONCE, insertExport } from '../../../db/access-history-exports.ts';
import { recordAccess } from '../../../db/events.ts';
import { admitRequest } from '../../../db/request-limits.ts';
import type { AccessHistoryExport } from '../../../db/schema/access-history-exports.ts';
import { accessHistoryFileSize } from '../../../domain/access-history.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { ACCESS_HISTORY_EXPORTS } from '../../../domain/request-limit.ts';
import type { Context } from '../../context.ts';
import type { ExportChoice } from './export-form.ts';

/** Why no download begins. */
export type ExportRefusal = 'nothing' | 'atOnce' | 'tooMany' | 'serverBusy';

/**
 * The row of an export and the event that records it, or why there is none. Those of one company take turns at the count
 * of its requests, so that two at once see each other.
 */
export function beginExport(
  c: Context,
  choice: ExportChoice,
  now: Date,
): Promise<AccessHistoryExport | ExportRefusal> {
  const { user, address, services } = c.var;
  return services.db.transaction(async (tx) => {
    if (!(await admitRequest(tx, `access-history:${user.insuredCode}`, ACCESS_HISTORY_EXPORTS, now)))
      return 'tooMany';
    if ((await countRunningExports(tx, user.insuredCode, now)) >= EXPORTS_AT_ONCE) return 'atOnce';
    const extent = await historyExtent(tx, choice);
    if (extent.events === 0) return 'nothing';
    await recordAccess(tx, user, operation.accessHistoryExport, { address });
    return insertExport(tx, choice, {
      by: user.webUserId,
      expectedEvents: extent.events,
      expectedBytes: accessHistoryFileSize(extent, choice.encoding),
      now,
    });
  });
}
