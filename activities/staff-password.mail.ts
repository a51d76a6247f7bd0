import { dateTime, type MailText, mailText, type Sender } from './mail-text.ts';

export interface StaffPasswordMailFacts extends Sender {
  kind: 'staffInitial' | 'staffReset';
  /** Whose password it is, and who reads the mail. */
  staff: { staffId: string; name: string };
  password: string;
  expiresAt: Date;
}

/** To a member of staff: a temporary password for the back office. */
export function staffPasswordMailText(facts: StaffPasswordMailFacts): MailText {
  const { kind, staff } = facts;
  return mailText(facts, subject[kind], `${staff.name} 様`, [
    opening[kind],
    given(facts),
    '使用できるのは1回だけです。ログインすると、これからお使いになるパスワードを設定する画面が表示されます。役割によっては、続けて二要素認証の設定が必要です。認証アプリ（Google Authenticator、Microsoft Authenticatorなど）を使えるスマートフォンをご用意ください。',
    '同じ内容のメールが複数届いた場合は、最後に送信されたメールに記載されているものだけが有効です。有効期限を過ぎた場合や、お心当たりがない場合は、職員アカウントを管理する統括者にご連絡ください。',
  ]);
}

const subject: Record<StaffPasswordMailFacts['kind'], string> = {
  staffInitial: '職員アカウント登録のお知らせ（仮パスワード）',
  staffReset: '職員アカウントのパスワードリセットのお知らせ',
};

const opening: Record<StaffPasswordMailFacts['kind'], string> = {
  staffInitial: '審査事務の職員アカウントが登録されました。次の職員IDと仮パスワードでログインしてください。',
  staffReset:
    '職員アカウントのパスワードが統括者によってリセットされました。これまでのパスワードは使用できません。次の仮パスワードでログインしてください。',
};

/** On lines of their own, so that they can be copied; full-width colons are no part of a password. */
const given = ({ publicUrl, staff, password, expiresAt }: StaffPasswordMailFacts) =>
  [
    `職員ID：\n  ${staff.staffId}`,
    `仮パスワード：\n  ${password}`,
    `有効期限：${dateTime(expiresAt)}`,
    `ログイン：${publicUrl}/office/login`,
  ].join('\n');
