import { type RegistrationReason, registrationReasons } from '../domain/registration.ts';
import { TEMPORARY_PASSWORD_VALID_HOURS } from '../domain/temporary-password.ts';
import { dateTime, day, type MailText, mailText, type Sender } from './mail-text.ts';

export type RegistrationMailKind = 'receipt' | 'rejected' | 'posted';

export interface RegistrationMailFacts extends Sender {
  registrationNumber: string;
  submittedAt: Date;
  dueAt: Date;
  /** Of a rejection. */
  reason: { code: RegistrationReason | null; text: string | null } | undefined;
}

/**
 * Subject and text of a mail about a registration. It repeats nothing that was typed into the public form: whoever
 * types somebody else's address there must not be able to write to them.
 */
export function registrationMail(kind: RegistrationMailKind, facts: RegistrationMailFacts): MailText {
  const { subject, paragraphs } = bodies[kind](facts);
  return mailText(
    facts,
    `${subject}（${facts.registrationNumber}）`,
    'Webサービスの登録をお申し込みの方へ',
    paragraphs,
  );
}

type Body = (facts: RegistrationMailFacts) => { subject: string; paragraphs: (string | undefined)[] };

const bodies: Record<RegistrationMailKind, Body> = {
  receipt: (facts) => ({
    subject: '保険利用者・Webユーザー登録 受付のお知らせ',
    paragraphs: [
      '保険利用者・Webユーザー登録のお申込みを受け付けました。',
      particulars(facts),
      `担当者が内容を確認し、審査の結果は${day(facts.dueAt)}ごろまでにお知らせする予定です。登録が承認されますと、WebユーザーIDと初回ログイン用のパスワードを記載した通知書を郵送します。`,
      'お客様にしていただく手続きはありません。お問い合わせの際は、上記の受付番号をお知らせください。',
      'お心当たりがない場合は、どなたかが誤ってこのメールアドレスを入力した可能性があります。このメールは破棄してください。',
    ],
  }),
  rejected: (facts) => ({
    subject: '保険利用者・Webユーザー登録 審査結果のお知らせ',
    paragraphs: [
      '保険利用者・Webユーザー登録のお申込みは、審査の結果、お受けできませんでした。',
      particulars(facts),
      reasonOf(facts),
      `必要な場合は、内容をご確認のうえ、あらためてお申し込みください。\n${facts.publicUrl}/registration`,
    ],
  }),
  posted: (facts) => ({
    subject: '保険利用者・Webユーザー登録 完了と通知書発送のお知らせ',
    paragraphs: [
      '保険利用者・Webユーザー登録が完了し、通知書を郵送しました。',
      particulars(facts),
      '通知書には、WebユーザーIDと初回ログイン用のパスワードを記載しています。届きましたら、記載の手順に沿ってログインし、ご自身のパスワードを設定してください。',
      `初回ログイン用のパスワードの有効期限は、通知書の作成から${TEMPORARY_PASSWORD_VALID_HOURS.letter / 24}日間です（通知書に記載しています）。1週間を過ぎても届かない場合は、上記の受付番号を添えて${facts.institutionName}へお問い合わせください。`,
      `Webサービスのログイン画面\n${facts.publicUrl}/login`,
    ],
  }),
};

const particulars = ({ registrationNumber, submittedAt }: RegistrationMailFacts) =>
  `受付番号：${registrationNumber}\n受付日時：${dateTime(submittedAt)}`;

const reasonOf = ({ reason }: RegistrationMailFacts) =>
  reason?.code
    ? [`理由：${registrationReasons[reason.code]}`, ...(reason.text ? [reason.text] : [])].join('\n')
    : undefined;
