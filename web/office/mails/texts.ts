import { carriesSecret, resendPolicy, type SecretMailKind } from '../../../db/mail-kinds.ts';
import type { MailState } from '../../../db/mail-search.ts';
import type { MailKind } from '../../../db/schema/mail-log.ts';
import { type BadgeKind, badge } from '../../components.ts';
import type { Html } from '../../html.ts';
import { mailKindText } from '../change-applications/history.ts';

export const HOME = '/office/mails';
export const pathOf = ({ mailId }: { mailId: string }) => `${HOME}/${mailId}`;

/** What a mail is about, among mails of every sort. */
export function kindText(kind: MailKind): string {
  if (kind.startsWith('changeApplication')) return `情報変更　${mailKindText[kind]}`;
  return kind.startsWith('registration') ? `登録　${mailKindText[kind]}` : mailKindText[kind];
}

export const mailStateText: Record<MailState, string> = {
  sent: '送信済み',
  waiting: '送信待ち',
  failed: '送信できず',
  superseded: '送り直し済み',
};

const stateKinds: Record<MailState, BadgeKind> = {
  sent: 'success',
  waiting: 'waiting',
  failed: 'danger',
  superseded: 'neutral',
};
export const stateBadge = (state: MailState): Html => badge(stateKinds[state], mailStateText[state]);

/** What becomes of a mail in this state by itself. */
export const stateSentence: Record<MailState, string> = {
  sent: 'メールサーバーが受け付けました。',
  waiting: 'メールサーバーが受け付けるまで、自動で送信を繰り返しています。',
  failed: '送信をやめました。これ以上、自動では送信されません。',
  superseded: 'この回は送信できず、新しい内容で送り直しました。',
};

/** How one gets what a mail with a secret carried, which exists nowhere any more. */
const insteadOf: Record<SecretMailKind, string> = {
  emailVerification:
    'Webユーザー（管理者）が「Webユーザー（管理者）情報変更」の画面で「再送」を押すと、新しい確認用リンクが送信されます。',
  emailChangeNotice:
    '変更の取消しは、Webユーザー（管理者）が「Webユーザー（管理者）情報変更」の画面で行えます。',
  passwordReissued:
    'Webユーザー（管理者）がログイン画面の「こちら」から、もう一度パスワードの再発行を申し込みます。',
  applicantPasswordIssued:
    'Webユーザー（管理者）が、Webユーザー（申込者）の一覧で「パスワードリセット」を行います。',
  applicantPasswordReset:
    'Webユーザー（管理者）が、Webユーザー（申込者）の一覧でもう一度「パスワードリセット」を行います。',
  staffPasswordIssued: '統括者が、職員アカウントの画面でパスワードをリセットします。',
  staffPasswordReset: '統括者が、職員アカウントの画面でもう一度パスワードをリセットします。',
  oneTimePassword: 'ご本人が、もう一度「ワンタイムパスワードの発行」を押します。',
};

/** Why a mail is not sent once more, and what to do instead; undefined for those that are. */
export function noResendText(kind: MailKind): { title: string; body: string } | undefined {
  if (carriesSecret(kind))
    return {
      title: 'このメールは再送できません',
      body: `パスワードやリンクなど、一度しか使えない内容を含むためです。${insteadOf[kind]}`,
    };
  return resendPolicy(kind) === 'momentary'
    ? {
        title: 'このメールは再送しません',
        body: '送信した時点の状況をお知らせするメールのためです。現在の状況は、申込みの画面で確認できます。',
      }
    : undefined;
}
