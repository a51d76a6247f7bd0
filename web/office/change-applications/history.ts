import type { listMails } from '../../../db/office-applications.ts';
import type { ChangeApplicationStep } from '../../../db/schema/change-applications.ts';
import type { MailKind } from '../../../db/schema/mail-log.ts';
import { decisionReasons, type StepKind } from '../../../domain/change-application.ts';
import { badge, dataTable, type TimelineEntry } from '../../components.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { handOverText, noteOf } from '../assignment-text.ts';
import { forWhom } from '../capacity.ts';
import { choicesDetail } from './choices-text.ts';
import { effectiveDateText } from './effective-date.ts';

/** Every step, who and when and why, in order. */
export const stepEntries = (steps: ChangeApplicationStep[]): TimelineEntry[] =>
  steps.map((step) => ({
    at: step.recordedAt ?? step.askedAt,
    actor: actorOf(step),
    text: textOf(step),
    detail: reasonOf(step) ?? noteOf(step) ?? choicesDetail(step, steps),
    kind: marks[step.kind],
  }));

function actorOf(step: ChangeApplicationStep): string {
  const { actorKind, actorId, actorName, actorDepartment } = step;
  if (actorKind === 'system') return 'システム';
  return `${actorName}（${[actorDepartment, actorId].filter(Boolean).join('・')}）${forWhom(step)}`;
}

const texts: Record<StepKind, string> = {
  submitted: '申し込みました',
  claimed: '担当になりました',
  released: '担当を外れました',
  handedOver: '引き継ぎました',
  approved: '承認しました',
  returned: '差し戻しました',
  rejected: '却下しました',
  resubmitted: '修正して再申込みしました',
  withdrawn: '取り下げました',
  applied: '登録情報に反映しました',
  reopened: '承認後に登録情報が変わったため、反映せずに審査へ戻しました',
  expired: '期限切れになりました',
};

const textOf = ({ kind, actorKind, effectiveOn, round, handedToName }: ChangeApplicationStep): string => {
  if (kind === 'submitted' && actorKind === 'staff') return '保険利用者に代わって入力しました';
  if (kind === 'handedOver') return handOverText(handedToName);
  if (kind === 'resubmitted') return `${texts.resubmitted}（${round}回目）`;
  return kind === 'approved' && effectiveOn
    ? `${texts.approved}（適用日 ${effectiveDateText(effectiveOn)}）`
    : texts[kind];
};

const reasonOf = ({ reasonCode, reasonText }: ChangeApplicationStep): Html | undefined =>
  reasonCode || reasonText
    ? html`${reasonCode && html`<p><strong>${decisionReasons[reasonCode]}</strong></p>`}<p class="prose">${reasonText}</p>`
    : undefined;

const marks: Record<StepKind, 'done' | 'waiting' | 'returned' | 'rejected'> = {
  submitted: 'done',
  claimed: 'waiting',
  released: 'waiting',
  handedOver: 'waiting',
  approved: 'done',
  returned: 'returned',
  rejected: 'rejected',
  resubmitted: 'done',
  withdrawn: 'rejected',
  applied: 'done',
  reopened: 'waiting',
  expired: 'rejected',
};

type Mail = Awaited<ReturnType<typeof listMails>>[number];

export const mailKindText: Record<MailKind, string> = {
  changeApplicationReceipt: '受付',
  changeApplicationReturned: '差戻し',
  changeApplicationRejected: '却下',
  changeApplicationWithdrawn: '取下げ',
  changeApplicationExpired: '期限切れ',
  changeApplicationCompleted: '完了',
  changeApplicationApproved: '承認（適用日待ち）',
  changeApplicationReminded: '修正のお願い（30日）',
  changeApplicationLastReminded: '修正のお願い（期限間近）',
  dueAlerts: '職員への期限のお知らせ',
  emailVerification: 'メールアドレスの確認',
  emailChangeNotice: 'メールアドレス変更の連絡',
  emailChanged: 'メールアドレス変更の完了',
  registrationReceipt: '受付',
  registrationRejected: '却下',
  registrationPosted: '登録完了・通知書発送',
  oneTimePassword: 'ワンタイムパスワード',
  passwordReissued: 'パスワード再発行',
  applicantPasswordIssued: '申込者の初期パスワード',
  applicantPasswordReset: '申込者のパスワードリセット',
  bankAccountRegistered: '口座情報の登録',
  bankAccountChanged: '口座情報の変更',
  bankAccountDeleted: '口座情報の削除',
  ipRestrictionChanged: 'IPアドレス制限の変更',
  ipRestrictionLifted: 'IPアドレス制限の解除',
  staffPasswordIssued: '職員の仮パスワード',
  staffPasswordReset: '職員のパスワードリセット',
  staffAccountChanged: '職員アカウントの変更',
  staffSuspended: '職員アカウントの停止',
  staffResumed: '職員アカウントの再開',
  staffSessionsEnded: '職員のログアウト',
  staffPasswordChanged: '職員のパスワード変更',
  secondFactorSet: '二要素認証の設定',
  secondFactorRemoved: '二要素認証の利用停止',
  secondFactorReset: '二要素認証のリセット',
  recoveryCodesMade: 'リカバリーコードの発行',
  recoveryCodeUsed: 'リカバリーコードの使用',
  standInNamed: '代行者の設定',
  standInRevoked: '代行の取消し',
  companySuspended: '利用停止（保険利用者）',
  companyResumed: '利用再開（保険利用者）',
  userSuspended: '利用停止（Webユーザー）',
  userResumed: '利用再開（Webユーザー）',
  userEnabled: 'ログイン失敗による無効の解除',
  userSessionsEnded: 'ログイン中の端末の終了',
  letterOrdered: '通知書の再発送',
};

export const mailsTable = (mails: Mail[]): Html =>
  dataTable({
    caption: '送信したメール',
    captionHidden: true,
    columns: [
      { header: '種類', cell: ({ kind }) => mailKindText[kind], width: 'narrow', primary: true },
      { header: '宛先', cell: ({ recipient }) => recipient, width: 'narrow' },
      { header: '件名', cell: ({ subject }) => subject },
      { header: '送信日時', cell: deliveryCell, width: 'narrow' },
    ],
    rows: mails,
    empty: { title: 'メールはまだありません', body: '受付や結果のお知らせを送ると、ここに表示されます。' },
  });

const deliveryCell = ({ sentAt, attempts, lastError }: Mail): Html => {
  if (sentAt) return html`<span class="number">${time(sentAt)}</span>`;
  return attempts > 0 && lastError
    ? html`${badge('warning', `再送待ち（${attempts}回失敗）`)}`
    : html`${badge('waiting', '送信中')}`;
};
