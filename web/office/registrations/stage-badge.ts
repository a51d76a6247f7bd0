import type { RegistrationStage } from '../../../domain/registration.ts';

export const registrationBadges: Record<
  RegistrationStage,
  'neutral' | 'info' | 'waiting' | 'success' | 'warning' | 'danger'
> = {
  received: 'info',
  inReview: 'waiting',
  approved: 'info',
  registered: 'success',
  rejected: 'danger',
};
