import { type CalendarDate, formatCalendarDate } from '../domain/calendar-date.ts';
import {
  type DecisionReason,
  decisionReasons,
  RETURNED_EXPIRES_AFTER_DAYS,
} from '../domain/change-application.ts';
import { type EntryDetails, entryChannelText } from '../domain/entry.ts';
import { dateTime, day, type MailText, mailText, type Sender } from './mail-text.ts';

export type ApplicationMailKind =
  | 'receipt'
  | 'returned'
  | 'reminder'
  | 'lastReminder'
  | 'approved'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'completed';

export interface ApplicationMailFacts extends Sender {
  applicationNumber: string;
  companyName: string;
  submittedAt: Date | null;
  dueAt: Date | null;
  effectiveOn: string | null;
  closedAt: Date | null;
  /** Of a returned application: the last day for its correction. */
  correctBy?: CalendarDate | undefined;
  /** Of a return or a rejection. */
  reason: { code: DecisionReason | null; text: string | null } | undefined;
  /** Of one that staff entered for the customer: how and when it was asked for. */
  entry: Pick<EntryDetails, 'channel' | 'requestedOn'> | null;
  /** Labels of the fields that stayed as they are on record, although a change was applied for. */
  kept: string[];
}

/** Subject and text of a mail about a 保険利用者情報変更. It names no changed value: a mail may be read by others. */
export function applicationMail(kind: ApplicationMailKind, facts: ApplicationMailFacts): MailText {
  const { subject, paragraphs } = bodies[kind](facts);
  return mailText(
    facts,
    `${subject}（${facts.applicationNumber}）`,
    `${facts.companyName}\nWebユーザー（管理者） 様`,
    paragraphs,
  );
}

type Body = (facts: ApplicationMailFacts) => { subject: string; paragraphs: (string | undefined)[] };

const bodies: Record<ApplicationMailKind, Body> = {
  receipt: (facts) => ({
    subject: '保険利用者情報変更 申込受付のお知らせ',
    paragraphs: [
      '保険利用者情報変更のお申込みを受け付けました。',
      particulars(facts),
      enteredFor(facts),
      facts.dueAt ? `審査の結果は、${day(facts.dueAt)}ごろまでにお知らせする予定です。` : undefined,
      `お客様にしていただく手続きはありません。審査の状況の確認と、承認前の取下げは、ログイン後の「保険利用者情報変更の申込状況」から行えます。\n${facts.publicUrl}`,
      'お心当たりがない場合は、ただちにWebサービスにログインして内容をご確認ください。',
    ],
  }),
  returned: (facts) => ({
    subject: '保険利用者情報変更 差戻しのお知らせ',
    paragraphs: [
      '保険利用者情報変更のお申込みについて、内容の訂正が必要なため差戻しました。',
      particulars(facts),
      reasonOf(facts),
      howToCorrect(facts),
      `${correctBy(facts)}に再度のお申込みがない場合、このお申込みは期限切れとなります。`,
    ],
  }),
  reminder: (facts) => ({
    subject: '保険利用者情報変更 訂正のお願い',
    paragraphs: [
      '差戻しをお知らせした保険利用者情報変更のお申込みについて、まだ再度のお申込みをいただいていません。',
      particulars(facts),
      reasonOf(facts),
      howToCorrect(facts),
      `${correctBy(facts)}に再度のお申込みがない場合、このお申込みは期限切れとなり、登録内容は変更されません。変更が不要になった場合は、同じ画面から取り下げることができます。`,
    ],
  }),
  lastReminder: (facts) => ({
    subject: '【期限間近】保険利用者情報変更 訂正のお願い',
    paragraphs: [
      '差戻しをお知らせした保険利用者情報変更のお申込みは、まもなく期限切れとなります。',
      particulars(facts),
      reasonOf(facts),
      howToCorrect(facts),
      `${correctBy(facts)}に再度のお申込みがない場合、このお申込みは期限切れとなり、登録内容は変更されません。`,
    ],
  }),
  approved: (facts) => ({
    subject: '保険利用者情報変更 承認のお知らせ',
    paragraphs: [
      '保険利用者情報変更のお申込みが承認されました。',
      [
        particulars(facts),
        ...(facts.effectiveOn ? [`適用日：${formatCalendarDate(facts.effectiveOn)}`] : []),
      ].join('\n'),
      `適用日に登録内容へ反映し、手続きが完了しましたら、あらためてお知らせします。それまでは現在の登録内容のままです。お客様にしていただく手続きはありません。\n${facts.publicUrl}/change-applications/${facts.applicationNumber}`,
    ],
  }),
  rejected: (facts) => ({
    subject: '保険利用者情報変更 審査結果のお知らせ',
    paragraphs: [
      '保険利用者情報変更のお申込みは、審査の結果、お受けできませんでした。登録内容は変更されていません。',
      particulars(facts),
      reasonOf(facts),
      `必要な場合は、内容をご確認のうえ、あらためてお申し込みください。\n${facts.publicUrl}`,
    ],
  }),
  withdrawn: (facts) => ({
    subject: '保険利用者情報変更 取下げのお知らせ',
    paragraphs: [
      '保険利用者情報変更のお申込みの取下げを受け付けました。登録内容は変更されていません。',
      particulars(facts),
      'お心当たりがない場合は、ただちにWebサービスにログインして内容をご確認ください。',
    ],
  }),
  expired: (facts) => ({
    subject: '保険利用者情報変更 期限切れのお知らせ',
    paragraphs: [
      `差戻しから${RETURNED_EXPIRES_AFTER_DAYS}日以内に再度のお申込みがなかったため、保険利用者情報変更のお申込みは期限切れとなりました。登録内容は変更されていません。`,
      particulars(facts),
      `変更が必要な場合は、あらためてお申し込みください。\n${facts.publicUrl}`,
    ],
  }),
  completed: (facts) => ({
    subject: '保険利用者情報変更 手続完了のお知らせ',
    paragraphs: [
      '保険利用者情報変更の手続きが完了しました。',
      [particulars(facts), ...appliedOn(facts)].join('\n'),
      keptAsTheyAre(facts),
      `変更後の内容は、ログイン後の「保険利用者情報照会・変更」で確認できます。お客様にしていただく手続きはありません。\n${facts.publicUrl}`,
      'お心当たりがない場合は、ただちにお問い合わせ窓口へご連絡ください。',
    ],
  }),
};

const particulars = ({ applicationNumber, submittedAt }: ApplicationMailFacts) =>
  [
    `Web申込番号：${applicationNumber}`,
    ...(submittedAt ? [`Web申込日時：${dateTime(submittedAt)}`] : []),
  ].join('\n');

const howToCorrect = ({ publicUrl, applicationNumber }: ApplicationMailFacts) =>
  `ログイン後の「保険利用者情報変更の申込状況」から内容を訂正し、再度お申し込みください。Web申込番号は変わりません。\n${publicUrl}/change-applications/${applicationNumber}`;

const correctBy = (facts: ApplicationMailFacts) =>
  facts.correctBy
    ? `${formatCalendarDate(facts.correctBy)}まで`
    : `差戻しから${RETURNED_EXPIRES_AFTER_DAYS}日以内`;

const appliedOn = ({ closedAt }: ApplicationMailFacts) =>
  closedAt ? [`反映日時：${dateTime(closedAt)}`] : [];

const enteredFor = ({ entry }: ApplicationMailFacts) =>
  entry
    ? `このお申込みは、お申出（${formatCalendarDate(entry.requestedOn)}、${entryChannelText[entry.channel]}）により、職員が入力したものです。内容に相違がないことをご確認ください。`
    : undefined;

const keptAsTheyAre = ({ kept }: ApplicationMailFacts) =>
  kept.length > 0
    ? [
        '次の項目は、お申込みの後、審査の間に登録情報が変わっていたため、お申込みの内容を反映せず、変わった後の登録内容のままとしました。',
        ...kept.map((label) => `・${label}`),
        '内容は、ログイン後の「保険利用者情報変更の申込状況」で確認できます。変更が必要な場合は、あらためてお申し込みください。',
      ].join('\n')
    : undefined;

const reasonOf = ({ reason }: ApplicationMailFacts) =>
  reason?.code
    ? [`理由：${decisionReasons[reason.code]}`, ...(reason.text ? [reason.text] : [])].join('\n')
    : undefined;
