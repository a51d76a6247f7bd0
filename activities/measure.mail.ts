import type { MeasureFacts, MeasureNoticeFacts } from '../domain/measure.ts';
import type { NoticeContent } from '../domain/notice.ts';
import { dateTime, type MailText, mailText } from './mail-text.ts';
import type { NoticeReader } from './notice.mail.ts';

type Measure = keyof MeasureNoticeFacts;

/** What staff did to a company or one of its users, and why. */
export function measureNotice(
  reader: NoticeReader,
  { kind, facts }: Extract<NoticeContent, { kind: Measure }>,
): MailText {
  const { subject, done, meaning, next } = texts[kind];
  return mailText(reader, subject, addressee(reader, facts), [
    `${dateTime(reader.at)}に、${reader.institutionName}で${done(whose(facts))}。`,
    meaning,
    `■ 理由\n${facts.reason}`,
    next(reader),
  ]);
}

function addressee({ companyName, name }: NoticeReader, { reader }: MeasureFacts): string {
  if (reader.as === 'contact') return `${companyName}\nご担当者 ${reader.name} 様`;
  return reader.as === 'user'
    ? `${companyName}\n${name} 様`
    : `${companyName}\nWebユーザー（管理者） ${name} 様`;
}

const whose = ({ user }: MeasureFacts) =>
  user ? `WebユーザーID ${user.webUserId}（${user.name} 様）` : '貴社';

interface Text {
  subject: string;
  done: (whose: string) => string;
  meaning: string;
  next: (reader: NoticeReader) => string;
}

const ASK = 'ご不明な点やお心当たりのない点がありましたら、お問い合わせ窓口へご連絡ください。';
const login = ({ publicUrl }: NoticeReader) => `${publicUrl}/login`;

const texts: Record<Measure, Text> = {
  companySuspended: {
    subject: 'Webサービスの利用停止のお知らせ',
    done: (whose) => `${whose}のWebサービスの利用を停止しました`,
    meaning:
      '利用を再開するまで、貴社のすべてのWebユーザーはログインできません。ログイン中の方は、ログアウトされています。登録情報は残ります。手続き中の申込みは取り下げられず、審査を続けます。',
    next: () => ASK,
  },
  companyResumed: {
    subject: 'Webサービスの利用再開のお知らせ',
    done: (whose) => `${whose}のWebサービスの利用を再開しました`,
    meaning:
      '停止前のWebユーザーIDとパスワードで、再びログインできます。個別に停止されているWebユーザーIDは、停止されたままです。',
    next: (reader) => `${login(reader)}\n${ASK}`,
  },
  userSuspended: {
    subject: 'WebユーザーIDの利用停止のお知らせ',
    done: (whose) => `${whose}の利用を停止しました`,
    meaning:
      '利用を再開するまで、このIDではログインできません。ログイン中の場合は、ログアウトされています。登録情報とパスワードは残ります。',
    next: () => ASK,
  },
  userResumed: {
    subject: 'WebユーザーIDの利用再開のお知らせ',
    done: (whose) => `${whose}の利用を再開しました`,
    meaning: '停止前のパスワードで、再びログインできます。',
    next: (reader) => `${login(reader)}\n${ASK}`,
  },
  userEnabled: {
    subject: 'ログイン失敗による無効の解除のお知らせ',
    done: (whose) => `${whose}の、ログインの失敗が続いたことによる無効を解除しました`,
    meaning:
      'これまでのパスワードで、再びログインできます。ログインに失敗した覚えがない場合は、第三者がログインを試みた可能性があります。ログイン後、パスワードを変更してください。',
    next: (reader) => `${login(reader)}\n${ASK}`,
  },
  userSessionsEnded: {
    subject: 'ログイン中の端末の終了のお知らせ',
    done: (whose) => `${whose}でログイン中のすべての端末をログアウトしました`,
    meaning: 'IDとパスワードはそのままです。続けて利用する場合は、もう一度ログインしてください。',
    next: (reader) => `${login(reader)}\n${ASK}`,
  },
  letterOrdered: {
    subject: '通知書の再発送のお知らせ',
    done: (whose) => `${whose}の初回ログイン用パスワードの通知書を、作り直すことにしました`,
    meaning:
      '新しい通知書は郵送します。新しい通知書の作成後は、以前の通知書のパスワードではログインできません。以前の通知書がお手元にある場合は、裁断してください。',
    next: () => ASK,
  },
};
