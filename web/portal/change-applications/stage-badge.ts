import type { Stage } from '../../../domain/change-application.ts';

type BadgeKind = 'neutral' | 'info' | 'waiting' | 'success' | 'warning' | 'danger';

export const stageBadges: Record<Stage, BadgeKind> = {
  draft: 'neutral',
  received: 'info',
  inReview: 'waiting',
  secondApproval: 'waiting',
  approved: 'info',
  returned: 'warning',
  applied: 'success',
  rejected: 'danger',
  withdrawn: 'neutral',
  expired: 'neutral',
  discarded: 'neutral',
};
