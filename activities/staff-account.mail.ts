import type { StaffNoticeContent, StaffNoticeFacts } from '../domain/notice.ts';
import { dateTime, type MailText, mailText } from './mail-text.ts';
import type { NoticeReader } from './notice.mail.ts';

type Kind = keyof StaffNoticeFacts;

/** To a member of staff: what was done to their account, by themselves or by a supervisor (ASVS V6.3.7). */
export function staffAccountNotice(reader: NoticeReader, content: StaffNoticeContent): MailText {
  return mailText(reader, subject[content.kind], `${reader.name} 様`, [
    ...said(content),
    `日時：${dateTime(reader.at)}`,
    isOwn(content.kind) ? NOT_YOU : ASK,
  ]);
}

const subject: Record<Kind, string> = {
  staffAccountChanged: '職員アカウントの登録内容変更のお知らせ',
  staffSuspended: '職員アカウント利用停止のお知らせ',
  staffResumed: '職員アカウント利用再開のお知らせ',
  staffSessionsEnded: '職員アカウントのログアウトのお知らせ',
  staffPasswordChanged: 'パスワード変更のお知らせ（職員）',
  secondFactorSet: '二要素認証設定のお知らせ',
  secondFactorRemoved: '二要素認証利用停止のお知らせ',
  secondFactorReset: '二要素認証リセットのお知らせ',
  recoveryCodesMade: 'リカバリーコード発行のお知らせ',
  recoveryCodeUsed: 'リカバリーコードによるログインのお知らせ',
};

const isOwn = (kind: Kind): boolean => own.includes(kind);
const own: readonly Kind[] = [
  'staffPasswordChanged',
  'secondFactorSet',
  'secondFactorRemoved',
  'recoveryCodesMade',
  'recoveryCodeUsed',
];

const NOT_YOU =
  'お心当たりがない場合は、第三者があなたの職員IDを使用しているおそれがあります。ただちに、職員アカウントを管理する統括者にご連絡ください。';
const ASK = 'ご不明な点は、職員アカウントを管理する統括者にお問い合わせください。';

function said(content: StaffNoticeContent): string[] {
  switch (content.kind) {
    case 'staffAccountChanged':
      return [
        `${content.facts.by}が、あなたの職員アカウントの登録内容を変更しました。`,
        content.facts.changes
          .map(({ label, before, after }) => `${label}：${before || '（なし）'} → ${after || '（なし）'}`)
          .join('\n'),
      ];
    case 'staffSuspended':
      return [
        `${content.facts.by}が、あなたの職員アカウントの利用を停止しました。利用が再開されるまで、ログインできません。`,
      ];
    case 'staffResumed':
      return [
        `${content.facts.by}が、あなたの職員アカウントの利用を再開しました。これまでの職員IDとパスワードでログインできます。`,
      ];
    case 'staffSessionsEnded':
      return [
        `${content.facts.by}が、あなたの職員アカウントをすべての端末からログアウトさせました。ふたたびログインすると、業務を続けられます。`,
      ];
    case 'staffPasswordChanged':
      return ['あなたの職員アカウントのパスワードが変更されました。ほかの端末はログアウトされました。'];
    case 'secondFactorSet':
      return [
        'あなたの職員アカウントに、二要素認証（認証アプリ）が設定されました。次回のログインから、パスワードに続けて確認コードを入力してください。',
      ];
    case 'secondFactorRemoved':
      return ['あなたの職員アカウントの二要素認証が解除されました。'];
    case 'secondFactorReset':
      return [
        `${content.facts.by}が、あなたの職員アカウントの二要素認証をリセットし、すべての端末からログアウトさせました。次回のログインで、認証アプリを設定し直してください。これまでのリカバリーコードは使用できません。`,
        `理由：\n${content.facts.reason}`,
      ];
    case 'recoveryCodesMade':
      return [
        'あなたの職員アカウントの新しいリカバリーコードが発行されました。これまでのリカバリーコードは使用できません。',
      ];
    case 'recoveryCodeUsed':
      return [
        'リカバリーコードを使用して、あなたの職員アカウントでログインがありました。',
        `接続元IPアドレス：${content.facts.address || '不明'}\n残りのリカバリーコード：${content.facts.left}件`,
        content.facts.left <= 3
          ? '残りが少なくなっています。「自分のアカウント」の「二要素認証」から、新しいリカバリーコードを発行してください。'
          : '',
      ].filter(Boolean);
  }
}
