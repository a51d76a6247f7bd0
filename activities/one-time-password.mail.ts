import { ONE_TIME_PASSWORD_VALID_MINUTES } from '../domain/one-time-password.ts';
import { dateTime, type MailText, mailText, type Sender } from './mail-text.ts';

export interface OneTimePasswordMailFacts extends Sender {
  companyName: string;
  /** Who asked, and to whom the mail goes. */
  user: { webUserId: string; name: string };
  /** Six digits. */
  code: string;
  expiresAt: Date;
}

/** To the user who pressed 「ワンタイムパスワードの発行」 (manual 5-3 ②). The subject does not tell the code: it shows on locked screens. */
export function oneTimePasswordMailText(facts: OneTimePasswordMailFacts): MailText {
  const { companyName, user, code, expiresAt } = facts;
  return mailText(facts, 'ワンタイムパスワードのお知らせ', `${companyName}\n${user.name} 様`, [
    'ワンタイムパスワードを発行しました。「ワンタイムパスワード入力」画面に入力し、「認証」ボタンをクリックしてください。',
    [`ワンタイムパスワード：\n  ${code}`, `有効期限：${dateTime(expiresAt)}`].join('\n'),
    `有効なのは発行後${ONE_TIME_PASSWORD_VALID_MINUTES}分間で、発行したときと同じブラウザーで1回だけ使用できます。メールが複数届いた場合は、最後に送信されたものだけが有効です。`,
    '有効期限を過ぎた場合は、ユーザーページの「ワンタイムパスワードの発行」ボタンをもう一度クリックしてください。',
    `お心当たりがない場合は、ほかの人がWebユーザーID ${user.webUserId} とパスワードでログインしています。ワンタイムパスワードを誰にも知らせず、ただちにパスワードを変更して、お問い合わせ窓口へご連絡ください。`,
  ]);
}
