/**
 * 全社閲覧用ID (manual 1): one ID that sees several insured codes of one corporation. What is asked for by one member of
 * staff is decided by another.
 */

import { type AssignmentCommand, type AssignmentRefusal, refusalOfAssignment } from './assignment.ts';

/** A new ID, or other companies for one that is already there. */
export type GroupViewerRequestKind = 'issue' | 'companies';
export type GroupViewerRequestStage = 'entered' | 'granted' | 'refused';
export type GroupViewerDecision = 'granted' | 'refused';

export const groupViewerRequestText: Record<GroupViewerRequestKind, string> = {
  issue: '新規発行',
  companies: '対象の変更',
};

export const groupViewerStageText: Record<GroupViewerRequestStage, string> = {
  entered: '決裁待ち',
  granted: '承認済み',
  refused: '却下',
};

/** An ID over a single insured code would be an applicant's: 複数の「保険利用者コード」をご利用の法人. */
export const COMPANIES_AT_LEAST = 2;
/** Generous, and few enough for one page. */
export const COMPANIES_AT_MOST = 50;

/** Why a request cannot change hands as asked, or undefined. */
export const refusalOfGroupViewerAssignment = (
  { stage, assigneeId }: { stage: GroupViewerRequestStage; assigneeId: string | null },
  command: AssignmentCommand,
): AssignmentRefusal | 'closed' | undefined =>
  stage === 'entered' ? refusalOfAssignment(assigneeId, command) : 'closed';

export type GroupViewerRefusal = 'closed' | 'ownRequest' | 'principalsRequest';

/** Why this person cannot decide this request; undefined where they can. Nobody decides what they entered, nor does anybody for them. */
export function refusalOfGroupViewerDecision(
  request: { stage: GroupViewerRequestStage; enteredBy: string },
  { staffId, principalId }: { staffId: string; principalId?: string | null },
): GroupViewerRefusal | undefined {
  if (request.stage !== 'entered') return 'closed';
  if (request.enteredBy === staffId) return 'ownRequest';
  return request.enteredBy === principalId ? 'principalsRequest' : undefined;
}

export type CompaniesProblem = 'tooFew' | 'tooMany' | 'homeMissing';

/** What is wrong with a choice of companies. The home is the one whose code begins the ID; it always belongs to them. */
export function problemOfCompanies(companies: readonly string[], home: string): CompaniesProblem | undefined {
  if (companies.length < COMPANIES_AT_LEAST) return 'tooFew';
  if (companies.length > COMPANIES_AT_MOST) return 'tooMany';
  return companies.includes(home) ? undefined : 'homeMissing';
}
