import type { RegistrationStep } from '../../../db/schema/registrations.ts';
import { type RegistrationStepKind, registrationReasons } from '../../../domain/registration.ts';
import type { TimelineEntry } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { handOverText, noteOf } from '../assignment-text.ts';
import { forWhom } from '../capacity.ts';

/** Every step, who and when and why, in order. */
export const stepEntries = (steps: RegistrationStep[]): TimelineEntry[] =>
  steps.map((step) => ({
    at: step.recordedAt ?? step.askedAt,
    actor: actorOf(step),
    text: step.kind === 'handedOver' ? handOverText(step.handedToName) : texts[step.kind],
    detail: reasonOf(step) ?? noteOf(step),
    kind: marks[step.kind],
  }));

const actorOf = (step: RegistrationStep): string => {
  const { actorKind, actorId, actorName, actorDepartment } = step;
  return actorKind === 'staff'
    ? `${actorName}（${[actorDepartment, actorId].filter(Boolean).join('・')}）${forWhom(step)}`
    : `${actorName}（申込者）`;
};

const texts: Record<RegistrationStepKind, string> = {
  submitted: '申し込みました',
  claimed: '担当になりました',
  released: '担当を外れました',
  handedOver: '引き継ぎました',
  approved: '承認し、コードを発行しました',
  rejected: '却下しました',
  posted: '通知書を発送しました',
};

const marks: Record<RegistrationStepKind, 'done' | 'waiting' | 'rejected'> = {
  submitted: 'done',
  claimed: 'waiting',
  released: 'waiting',
  handedOver: 'waiting',
  approved: 'done',
  rejected: 'rejected',
  posted: 'done',
};

const reasonOf = ({ reasonCode, reasonText }: RegistrationStep): Html | undefined =>
  reasonCode || reasonText
    ? html`${reasonCode && html`<p><strong>${registrationReasons[reasonCode]}</strong></p>`}<p class="prose">${reasonText}</p>`
    : undefined;
