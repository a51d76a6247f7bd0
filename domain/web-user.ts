/** Web users (Webユーザー): administrator and applicants of an insured party, and their rights (manual chapter 3, 1). */

export type WebUserKind = 'administrator' | 'applicant' | 'groupViewer';
/** 入力・申込権限. */
export type ApplicationRight = 'apply' | 'inputOnly' | 'none';
/** 情報データ参照権限: contracts already concluded. */
export type ContractDataRight = 'all' | 'selectedAgreements' | 'none';
/** 申込データ参照権限: applications of the last two years. */
export type ApplicationDataRight = 'all' | 'own' | 'none';

export interface WebUserRights {
  applicationRight: ApplicationRight;
  contractDataRight: ContractDataRight;
  applicationDataRight: ApplicationDataRight;
}

export const webUserKindText: Record<WebUserKind, string> = {
  administrator: 'Webユーザー（管理者）',
  applicant: 'Webユーザー（申込者）',
  groupViewer: '全社閲覧用ID',
};

/** Short enough for a column, and for the head of a page. */
export const webUserKindShort: Record<WebUserKind, string> = {
  administrator: '管理者',
  applicant: '申込者',
  groupViewer: '全社閲覧',
};

export const applicationRightText: Record<ApplicationRight, string> = {
  apply: '入力・申込権限',
  inputOnly: '入力権限のみ',
  none: '権限なし',
};

export const contractDataRightText: Record<ContractDataRight, string> = {
  all: '参照制限なし',
  selectedAgreements: '対象特約のみ参照可能',
  none: '情報データ参照不可',
};

export const applicationDataRightText: Record<ApplicationDataRight, string> = {
  all: '参照制限なし',
  own: 'ログインユーザーによる申込みのみ参照可能',
  none: '申込データ参照不可',
};

/** なお、Webユーザー（管理者）自身には最も大きい権限が設定されています (manual chapter 3, 1). */
export const administratorRights: WebUserRights = {
  applicationRight: 'apply',
  contractDataRight: 'all',
  applicationDataRight: 'all',
};

/** Sees everything of its companies, submits nothing (manual 1: 各種保険契約を一元的に照会したい場合). */
export const groupViewerRights: WebUserRights = {
  applicationRight: 'none',
  contractDataRight: 'all',
  applicationDataRight: 'all',
};

export interface WebUserIdParts {
  insuredCode: string;
  /** 0 for the administrator, 1–99 for applicants, 901–999 for group viewers. */
  sequence: number;
  kind: WebUserKind;
}

/** Takes a web user ID apart: insured code (9 digits) and 000, 001–099 or 901–999. Undefined for anything else. */
export function parseWebUserId(raw: string): WebUserIdParts | undefined {
  const match = /^([0-9]{9})([0-9]{3})$/.exec(raw.normalize('NFKC').trim());
  if (!match?.[1] || !match[2]) return undefined;
  const sequence = Number(match[2]);
  const kind = kindOfSequence(sequence);
  return kind && { insuredCode: match[1], sequence, kind };
}

function kindOfSequence(sequence: number): WebUserKind | undefined {
  if (sequence === 0) return 'administrator';
  if (sequence >= 1 && sequence <= APPLICANTS_AT_MOST) return 'applicant';
  return sequence > LAST_BEFORE_GROUP_VIEWERS && sequence <= LAST_GROUP_VIEWER ? 'groupViewer' : undefined;
}

/** 申込者用IDは最大99件まで追加可能. */
export const APPLICANTS_AT_MOST = 99;

/** Group viewers are counted apart, so that their IDs take none from the company's applicants. */
const LAST_BEFORE_GROUP_VIEWERS = 900;
export const LAST_GROUP_VIEWER = 999;

/** Throws for a sequence that no user can have: the caller has checked. */
export function webUserIdOf(insuredCode: string, sequence: number): string {
  if (!/^[0-9]{9}$/.test(insuredCode)) throw new RangeError('an insured code has 9 digits');
  if (!Number.isInteger(sequence) || !kindOfSequence(sequence))
    throw new RangeError('a web user has a sequence from 0 to 99 or 901 to 999');
  return insuredCode + String(sequence).padStart(3, '0');
}

/** Only the administrator has the menu 管理項目 and what lies behind it. */
export const isAdministrator = (user: { kind: WebUserKind }) => user.kind === 'administrator';
/** 全社閲覧用ID: sees several companies of a group, changes nothing of them (manual 1). */
export const isGroupViewer = (user: { kind: WebUserKind }) => user.kind === 'groupViewer';
/** Every user has a page, own details, a password and sessions (manual 3). */
export const hasOwnAccount = () => true;
/** 保険利用者情報照会 (manual 3-5) is for everyone. */
export const canSeeInsuredParty = () => true;
export const canChangeInsuredParty = isAdministrator;
/** 口座情報照会 (manual 3-4) is for everyone. */
export const canSeeBankAccounts = () => true;
export const canChangeBankAccounts = isAdministrator;
/** What becomes of a change of the insured party; applicants have no part in it. */
export const canSeeChangeApplications = (user: { kind: WebUserKind }) =>
  isAdministrator(user) || isGroupViewer(user);
export const canSwitchCompany = isGroupViewer;
export const canManageUsers = isAdministrator;
/** アクセス履歴出力 (manual 4-12); their own everyone sees. */
export const canSeeAccessHistory = isAdministrator;
export const canExportAccessHistory = isAdministrator;
/** May fill in forms of the linked services. */
export const canInput = (user: WebUserRights) => user.applicationRight !== 'none';
/** May also submit them. */
export const canApply = (user: WebUserRights) => user.applicationRight === 'apply';
/** 「対象特約のみ参照可能」 only for those who use 企業総合保険 (manual chapter 3, 1 ※3). */
export const canLimitToAgreements = (insuredParty: { usesComprehensiveInsurance: boolean }) =>
  insuredParty.usesComprehensiveInsurance;
