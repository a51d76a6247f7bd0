import { dateTime, type MailText, mailText, type Sender } from './mail-text.ts';

interface Person {
  webUserId: string;
  name: string;
}

export interface PasswordMailFacts extends Sender {
  kind: 'reissue' | 'initial' | 'reset';
  companyName: string;
  /** Whose password it is. */
  user: Person;
  /** To whom the mail goes; at a reissue the same person. */
  administrator: Person;
  password: string;
  expiresAt: Date;
}

/** To the administrator: a temporary password, their own (manual 4-3) or an applicant's (4-4 ⑤, 4-7 ③). */
export function passwordMailText(facts: PasswordMailFacts): MailText {
  const { companyName, administrator, kind } = facts;
  const addressee = `${companyName}\nWebユーザー（管理者） ${administrator.name} 様`;
  return mailText(facts, subject[kind], addressee, [...opening[kind](facts), given(facts), ...closing[kind]]);
}

const subject = {
  reissue: 'パスワード再発行のお知らせ',
  initial: 'Webユーザー（申込者）初期パスワードのお知らせ',
  reset: 'Webユーザー（申込者）パスワードリセットのお知らせ',
};

const opening: Record<PasswordMailFacts['kind'], (facts: PasswordMailFacts) => string[]> = {
  reissue: () => [
    'Webユーザー（管理者）のパスワード再発行のお申込みを受け付け、仮パスワードを発行しました。',
  ],
  initial: ({ user }) => [
    `Webユーザー（申込者）として ${user.name} 様を登録し、初期パスワードを発行しました。`,
    'WebユーザーIDと初期パスワードを、ご本人だけに伝わる方法でお知らせください。',
  ],
  reset: ({ user }) => [
    `Webユーザー（申込者） ${user.name} 様のパスワードをリセットし、仮パスワードを発行しました。これまでのパスワードは使用できません。`,
    'WebユーザーIDと仮パスワードを、ご本人だけに伝わる方法でお知らせください。',
  ],
};

/** On lines of their own, so that they can be copied; full-width colons are no part of a password. */
const given = ({ publicUrl, kind, user, password, expiresAt }: PasswordMailFacts) =>
  [
    `WebユーザーID：\n  ${user.webUserId}`,
    `${kind === 'initial' ? '初期パスワード' : '仮パスワード'}：\n  ${password}`,
    `有効期限：${dateTime(expiresAt)}`,
    `ログイン：${publicUrl}/login`,
  ].join('\n');

const ONCE =
  '使用できるのは1回だけです。ログインすると新しいパスワードを設定する画面が表示されますので、続けて設定してください。設定を終えるまで、ほかの画面は使用できません。';
const LAST_COUNTS =
  '同じ内容のメールが複数届いた場合は、最後に送信されたメールに記載されているものだけが有効です。';

const closing: Record<PasswordMailFacts['kind'], string[]> = {
  reissue: [
    ONCE,
    '新しいパスワードを設定するまで、これまでのパスワードも引き続き使用できます。',
    LAST_COUNTS,
    'お心当たりがない場合は、このメールを破棄してください。これまでのパスワードで引き続きご利用いただけます。このようなメールが繰り返し届く場合は、お問い合わせ窓口へご連絡ください。',
  ],
  initial: [
    ONCE,
    LAST_COUNTS,
    '有効期限を過ぎた場合は、「Webユーザー（申込者）情報照会・追加・変更」からパスワードをリセットしてください。',
    'お心当たりがない場合は、ただちにログインして登録内容を確認し、お問い合わせ窓口へご連絡ください。',
  ],
  reset: [
    ONCE,
    LAST_COUNTS,
    '有効期限を過ぎた場合は、もう一度リセットしてください。',
    'お心当たりがない場合は、ただちにログインして登録内容を確認し、お問い合わせ窓口へご連絡ください。',
  ],
};
