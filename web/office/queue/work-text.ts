import type { QueueFilter } from '../../../db/office-queue.ts';
import type { WorkStage, WorkType } from '../../../db/office-work.ts';
import type { WorkPlace } from '../../../db/office-work-rows.ts';
import { stageText } from '../../../domain/change-application.ts';
import { groupViewerStageText } from '../../../domain/group-viewer.ts';
import { registrationStageText } from '../../../domain/registration.ts';

const workFolder: Record<WorkType, string> = {
  change: 'change-applications',
  registration: 'registrations',
  groupViewer: 'group-viewers/requests',
};

/** Where a piece of work is worked on; `queue` is the list that one came from, in one line. */
export const workHref = ({ type, number }: WorkPlace, queue?: string): string =>
  `/office/${workFolder[type]}/${encodeURIComponent(number)}${queue ? `?${new URLSearchParams({ queue })}` : ''}`;

/** What people call it: nobody reads out the ID of a request. */
export const workName = ({ type, number }: WorkPlace): string =>
  type === 'groupViewer' ? '全社閲覧用IDの依頼' : number;

export const workTypeText: Record<WorkType, string> = {
  change: '情報変更',
  registration: '登録',
  groupViewer: '全社閲覧用ID',
};

const texts: Record<WorkStage, string> = {
  ...registrationStageText,
  ...stageText,
  entered: groupViewerStageText.entered,
};

/** A stage's name; what an approved case waits for depends on its sort. */
export function workStageText(stage: WorkStage, type: QueueFilter['type']): string {
  if (stage !== 'approved' || type === 'change') return texts[stage];
  return type === 'registration' ? '通知書発送待ち' : '承認済';
}
