import type { Applicant } from '../../../db/applicants.ts';
import { type ApplicantState, applicantState, applicantStateText } from '../../../domain/applicant.ts';
import { type BadgeKind, badge } from '../../components.ts';
import type { Html } from '../../html.ts';

const badges: Record<ApplicantState, BadgeKind> = {
  active: 'success',
  passwordNotChosen: 'waiting',
  suspended: 'neutral',
  expired: 'warning',
  disabled: 'danger',
};

export const stateBadge = (applicant: Applicant): Html => {
  const state = applicantState(applicant, new Date());
  return badge(badges[state], applicantStateText[state]);
};
