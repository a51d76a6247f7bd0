import { defineSearchAttributeKey } from '@temporalio/common';

/** By these an operator finds a case in Temporal's UI; a cluster must know them before the first workflow starts. */
export const searchAttributes = {
  applicationNumber: defineSearchAttributeKey('ApplicationNumber', 'KEYWORD'),
  insuredCode: defineSearchAttributeKey('InsuredCode', 'KEYWORD'),
  stage: defineSearchAttributeKey('Stage', 'KEYWORD'),
  dueAt: defineSearchAttributeKey('DueAt', 'DATETIME'),
} as const;
