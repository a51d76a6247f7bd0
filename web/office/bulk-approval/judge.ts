import type { Approvable } from '../../../db/bulk-approvals.ts';
import type { Staff } from '../../../db/schema/staff.ts';
import { type BulkObstacle, obstacleToBulk } from '../../../domain/bulk-approval.ts';
import { problemText } from '../change-applications/refusal-text.ts';
import { progressOf } from '../change-applications/take-step.ts';

/** An application, and why this person cannot approve it together with others. */
export interface Judged extends Approvable {
  obstacle: BulkObstacle | undefined;
}

export const judge = ({ staffId }: Pick<Staff, 'staffId'>, approvable: Approvable): Judged => {
  const { application, party, steps } = approvable;
  const compared = { changes: application.changes, record: party };
  return { ...approvable, obstacle: obstacleToBulk(progressOf(application, steps), compared, staffId) };
};

/** One line, beside the application. */
export const obstacleText = (obstacle: BulkObstacle): string =>
  obstacle === 'needsFieldDecisions'
    ? '申込みの後に登録情報が変わっています。申込みの画面で、項目ごとに選んでください'
    : problemText[obstacle].title;
