import { type Entry, enabledText, type IpRestriction } from '../domain/ip-restriction.ts';
import type { NoticeFacts } from '../domain/notice.ts';
import { dateTime, type MailText, mailText } from './mail-text.ts';
import type { NoticeReader } from './notice.mail.ts';

/** To the administrator, on any change of setting, memo or address (manual 6-3 ⑦). */
export const ipRestrictionChangedNotice = (
  reader: NoticeReader,
  { before, after, changedBy }: NoticeFacts['ipRestrictionChanged'],
): MailText =>
  mailText(reader, 'IPアドレス制限の設定変更のお知らせ', addressee(reader), [
    `${dateTime(reader.at)}に、貴社のIPアドレス制限の設定が変更されました（変更した方：${changedBy} 様）。`,
    `IPアドレス制限：${setting(before, after)}`,
    ...(after.enabled ? changesOf(before, after) : [REMEMBERED]),
    after.enabled
      ? '次回のログイン時から、利用可能なIPアドレス以外からはログインできません。Webユーザー（管理者）だけでなく、すべてのWebユーザー（申込者）が対象です。'
      : '次回のログイン時から、IPアドレスによる制限はありません。',
    `設定は、ログイン後の「Webユーザー（管理者）情報変更」で確認できます。\n${reader.publicUrl}/administrator`,
    'お心当たりがない場合は、第三者がログインしている可能性があります。ただちにパスワードを変更し、設定を確認のうえ、お問い合わせ窓口へご連絡ください。',
  ]);

/** To the administrator, after staff have switched it off. */
export const ipRestrictionLiftedNotice = (
  reader: NoticeReader,
  { reason }: NoticeFacts['ipRestrictionLifted'],
): MailText =>
  mailText(reader, 'IPアドレス制限の解除のお知らせ', addressee(reader), [
    `${dateTime(reader.at)}に、貴社のIPアドレス制限を${reader.institutionName}で解除しました。現在は、どのIPアドレスからもログインできます。`,
    `■ 解除の理由\n${reason}`,
    REMEMBERED,
    `引き続き制限する場合は、ログイン後の「Webユーザー（管理者）情報変更」で、利用可能なIPアドレスをご確認のうえ、もう一度「設定する」に変更してください。\n${reader.publicUrl}/administrator`,
    '解除を依頼されたお心当たりがない場合は、ただちにお問い合わせ窓口へご連絡ください。',
  ]);

const addressee = ({ companyName, name }: NoticeReader) => `${companyName}\nWebユーザー（管理者） ${name} 様`;

const REMEMBERED =
  '登録されていたIPアドレスとメモは残っています。もう一度「設定する」に変更すると、再表示されます。';

const setting = (before: IpRestriction, after: IpRestriction) =>
  before.enabled === after.enabled
    ? `${enabledText(after.enabled)}（変更なし）`
    : `${enabledText(before.enabled)} → ${enabledText(after.enabled)}`;

/** The list as it is now, and what is not in it any more. */
function changesOf(before: IpRestriction, after: IpRestriction): string[] {
  const isIn = ({ value }: Entry, { entries }: IpRestriction) =>
    entries.some((entry) => entry.value === value);
  const removed = before.entries.filter((entry) => !isIn(entry, after));
  return [
    `■ 利用可能なグローバルIPアドレス（${after.entries.length}件）\n${after.entries.map(line).join('\n')}`,
    ...(removed.length > 0
      ? [`■ 削除されたIPアドレス（${removed.length}件）\n${removed.map(line).join('\n')}`]
      : []),
  ];
}

const line = ({ value, memo }: Entry) => (memo ? `  ${value}（${memo}）` : `  ${value}`);
