/** 一括承認: many approvals with one press, each judged and recorded by itself as any other. */
import { type Progress, type Refusal, refusalOf } from './change-application.ts';
import { movedFields, type RequestedChanges } from './moved-fields.ts';

/** Applications that are approved with one press at most. */
export const BULK_AT_MOST = 50;
/** How many of them are decided at once: pages of others must not wait for them. */
export const BULK_AT_ONCE = 5;

/** Why an application is not approved together with others. A moved record is decided field by field, on its own page. */
export type BulkObstacle = Refusal | 'needsFieldDecisions';

export function obstacleToBulk(
  progress: Progress,
  { changes, record }: { changes: RequestedChanges; record: object },
  staffId: string,
): BulkObstacle | undefined {
  const refusal = refusalOf(progress, { kind: 'approved', stepId: '', actorId: staffId });
  if (refusal) return refusal;
  return movedFields(record, changes).length > 0 ? 'needsFieldDecisions' : undefined;
}

/** What became of one of them; nothing yet where the press was interrupted. */
export type BulkOutcome = 'approved' | 'firstApproval' | BulkObstacle | 'changedMeanwhile';
