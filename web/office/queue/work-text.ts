import type { QueueRow, WorkStage, WorkType } from '../../../db/office-queue.ts';
import { stageText } from '../../../domain/change-application.ts';
import { groupViewerStageText } from '../../../domain/group-viewer.ts';
import { registrationStageText } from '../../../domain/registration.ts';

export const workTypeText: Record<WorkType, string> = {
  change: '情報変更',
  registration: '登録',
  groupViewer: '全社閲覧用ID',
};

/** A stage's name among all kinds of work. */
export const workStageText: Record<WorkStage, string> = {
  ...registrationStageText,
  ...groupViewerStageText,
  ...stageText,
};

/** A stage's name for one sort of work: an approved registration waits for its letter. */
export const stageTextOf = ({ type, stage }: Pick<QueueRow, 'type' | 'stage'>): string =>
  type === 'registration' && stage === 'approved' ? '通知書発送待ち' : workStageText[stage];
