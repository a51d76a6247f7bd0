import { formatCalendarDate } from '../domain/calendar-date.ts';
import type { StandInNoticeContent } from '../domain/notice.ts';
import { dateTime, type MailText, mailText } from './mail-text.ts';
import type { NoticeReader } from './notice.mail.ts';

/** To the member of staff who is away, and to the one who decides for them: both names, the days, and what it means. */
export function standInNotice(reader: NoticeReader, { kind, facts }: StandInNoticeContent): MailText {
  const { principalName, standInName, by } = facts;
  const named = kind === 'standInNamed';
  return mailText(
    reader,
    named ? '代行者設定のお知らせ（職員）' : '代行取消しのお知らせ（職員）',
    `${reader.name} 様`,
    [
      named
        ? `${by}が、${principalName}の代行者に${standInName}を設定しました。`
        : `${by}が、${standInName}による${principalName}の代行を取り消しました。`,
      [
        `不在になる職員：${principalName}`,
        `代行者：${standInName}`,
        `期間：${formatCalendarDate(facts.fromDate)}〜${formatCalendarDate(facts.untilDate)}`,
        `${named ? '設定' : '取消し'}日時：${dateTime(reader.at)}`,
      ].join('\n'),
      named
        ? `期間中、${standInName}は自身の権限の範囲で、${principalName}の代行として決裁できます。決裁の記録には両方の名前が残ります。同じ申込みを、本人と代行者の両方が承認することはできません。期間が終わると、代行は自動で終了します。`
        : 'この代行による決裁は、今後できません。すでに行われた決裁は、そのまま有効です。',
      `代行の一覧は、審査事務の「管理」の「代行者」で確認できます。\n${reader.publicUrl}/office/stand-ins`,
    ],
  );
}
