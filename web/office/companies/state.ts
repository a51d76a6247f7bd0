import type { CompanyUser } from '../../../db/companies.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import { type ApplicantState, applicantState, applicantStateText } from '../../../domain/applicant.ts';
import type { TemporaryPasswordKind } from '../../../domain/temporary-password.ts';
import { type BadgeKind, badge, banner, time } from '../../components.ts';
import { formatDate, formatDateTime } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { tabPath } from './paths.ts';

export const companyBadge = ({ suspendedAt }: { suspendedAt: Date | null }): Html =>
  suspendedAt ? badge('danger', '利用停止中') : badge('success', '利用中');

/** Said wherever somebody works on what belongs to the company, so that nobody does so without knowing. */
export const suspendedNotice = ({
  insuredCode,
  suspendedAt,
}: Pick<InsuredParty, 'insuredCode' | 'suspendedAt'>): Html | null | '' =>
  suspendedAt &&
  banner(
    'warning',
    'この保険利用者は利用停止中です',
    html`<p>${time(suspendedAt)}から停止しています。すべてのWebユーザーがログインできません。<a href="${tabPath(insuredCode, 'measures')}">理由と経緯を見る</a></p>`,
  );

const badges: Record<ApplicantState, BadgeKind> = {
  active: 'success',
  passwordNotChosen: 'waiting',
  suspended: 'danger',
  expired: 'warning',
  disabled: 'danger',
};

type WithState = Parameters<typeof applicantState>[0];

/** Whether a user can log in, and if not, why not; a company's suspension is told beside the company. */
export function userBadge(user: WithState & Pick<Partial<CompanyUser>, 'validUntil' | 'suspendedBy'>): Html {
  const state = applicantState(user, new Date());
  const by = state === 'suspended' && user.suspendedBy === 'administrator' ? '（管理者による）' : '';
  return html`<span>${badge(badges[state], `${applicantStateText[state]}${by}`)}${
    user.validUntil && html`<small class="reading">最終利用日 ${formatDate(user.validUntil)}</small>`
  }</span>`;
}

const temporaryText: Record<TemporaryPasswordKind, string> = {
  letter: '通知書の初期パスワード',
  initial: '初期パスワード',
  reset: 'リセット後の仮パスワード',
  reissue: '再発行の仮パスワード',
  staffInitial: '職員の初期パスワード',
  staffReset: '職員の仮パスワード',
};

/** What a user can log in with, as far as it concerns others: never the password itself. */
export function passwordText(user: CompanyUser, now: Date): string {
  const { passwordHash, passwordChangedAt, temporaryKind, temporaryExpiresAt } = user;
  const chosen = passwordHash
    ? `設定済み${passwordChangedAt ? `（${formatDateTime(passwordChangedAt)} 変更）` : ''}`
    : '未設定';
  if (!temporaryKind || !temporaryExpiresAt) return chosen;
  const expired =
    temporaryExpiresAt <= now ? '有効期限切れ' : `${formatDateTime(temporaryExpiresAt)}まで有効`;
  return `${chosen}　${temporaryText[temporaryKind]}（${expired}）`;
}
