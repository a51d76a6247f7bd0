import type { GroupViewerRequestRow } from '../../../db/group-viewers.ts';
import type { GroupViewerRequestStep } from '../../../db/schema/group-viewer-requests.ts';
import { groupViewerRequestText } from '../../../domain/group-viewer.ts';
import type { TimelineEntry } from '../../components.ts';
import { html } from '../../html.ts';
import { assignmentText, handOverText, noteOf } from '../assignment-text.ts';
import { forWhom } from '../capacity.ts';

/** What became of a request, in order: entered, whose work it was, and how it was decided. */
export function requestEntries(
  { request, entererName, deciderName }: GroupViewerRequestRow,
  steps: GroupViewerRequestStep[],
): TimelineEntry[] {
  const entered: TimelineEntry = {
    at: request.enteredAt,
    actor: `${entererName}（${request.enteredBy}）`,
    text: `${groupViewerRequestText[request.kind]}を依頼しました`,
    kind: 'done',
  };
  return [entered, ...steps.map(stepEntry), ...decision(request, deciderName)];
}

const stepEntry = (step: GroupViewerRequestStep): TimelineEntry => ({
  at: step.recordedAt,
  actor: `${step.actorName}（${[step.actorDepartment, step.actorId].filter(Boolean).join('・')}）`,
  text: step.kind === 'handedOver' ? handOverText(step.handedToName) : assignmentText[step.kind],
  detail: noteOf(step),
  kind: 'waiting',
});

function decision(request: GroupViewerRequestRow['request'], deciderName: string | null): TimelineEntry[] {
  if (!request.decidedAt) return [];
  const granted = request.stage === 'granted';
  return [
    {
      at: request.decidedAt,
      actor: `${deciderName}（${request.decidedBy}）${forWhom(request)}`,
      text: granted ? '承認しました' : '却下しました',
      detail: request.reasonText ? html`<p class="prose">${request.reasonText}</p>` : undefined,
      kind: granted ? 'done' : 'rejected',
    },
  ];
}
