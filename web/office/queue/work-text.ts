import type { QueueFilter, WorkStage, WorkType } from '../../../db/office-queue.ts';
import { stageText } from '../../../domain/change-application.ts';
import { groupViewerStageText } from '../../../domain/group-viewer.ts';
import { registrationStageText } from '../../../domain/registration.ts';

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
