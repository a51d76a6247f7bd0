import { type BankAccountSummary, bankAccountTypeText, purposeText } from '../domain/bank-account.ts';
import type { NoticeContent } from '../domain/notice.ts';
import { dateTime, type MailText, mailText } from './mail-text.ts';
import type { NoticeReader } from './notice.mail.ts';

type Content = Extract<NoticeContent, { kind: `bankAccount${string}` }>;

/** To the administrator: an account was registered, changed or deleted (manual 4-9 to 4-11). */
export function bankAccountNotice(reader: NoticeReader, content: Content): MailText {
  const { companyName, name, at, publicUrl } = reader;
  return mailText(
    reader,
    `口座情報${verb[content.kind]}のお知らせ`,
    `${companyName}\nWebユーザー（管理者） ${name} 様`,
    [
      `口座情報の${verb[content.kind]}のお申込みを受け付け、${dateTime(at)} に手続きが完了しました。${effect[content.kind]}`,
      ...described(content),
      `現在登録されている口座情報は、次のページでご確認いただけます。\n${publicUrl}/bank-accounts`,
      '安全のため、口座番号は下4桁のみを記載しています。',
      'お心当たりがない場合は、第三者がログインしている可能性があります。ただちにパスワードを変更し、口座情報を確認のうえ、お問い合わせ窓口へご連絡ください。',
    ],
  );
}

const verb: Record<Content['kind'], string> = {
  bankAccountRegistered: '登録',
  bankAccountChanged: '変更',
  bankAccountDeleted: '削除',
};

const effect: Record<Content['kind'], string> = {
  bankAccountRegistered: 'ただちにご利用いただけます。',
  bankAccountChanged: '変更した内容は、ただちに有効です。',
  bankAccountDeleted: 'この口座は、受取口座としてご利用いただけなくなりました。',
};

function described(content: Content): string[] {
  if (content.kind !== 'bankAccountChanged') return [accountLines(content.facts.account)];
  return [
    `■ 変更前\n${accountLines(content.facts.before)}`,
    `■ 変更後\n${accountLines(content.facts.account)}`,
  ];
}

const accountLines = ({ purpose, bankName, branchName, type, maskedNumber }: BankAccountSummary) =>
  [
    `利用区分：${purposeText[purpose]}`,
    `取引先金融機関：${bankName}`,
    `取引先支店：${branchName}`,
    `預金種目：${bankAccountTypeText[type]}`,
    `口座番号：${maskedNumber}`,
  ].join('\n');
