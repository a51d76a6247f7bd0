import type { CompanyMeasure, UserMeasure } from '../../../domain/measure.ts';
import { type Html, html } from '../../html.ts';
import type { Target, UserTarget } from './acts.ts';

/** How a measure is asked about. */
export interface Wording<About extends Target = Target> {
  title: string;
  /** What will happen, one sentence each. */
  consequences: (target: About) => (string | false)[];
  confirm: string;
  kind: 'primary' | 'danger';
  /** Why it cannot be done now; undefined where it can. */
  obstacle: (target: About) => string | Html | undefined;
}

export const companyWordings: Record<Exclude<CompanyMeasure, 'accountNumberShown'>, Wording> = {
  companySuspended: {
    title: '保険利用者の利用を停止する',
    consequences: ({ overview: { users, sessions, viewers, openApplications } }) => [
      `この保険利用者のすべてのWebユーザー（${users}人）がログインできなくなります。ログイン画面には、ほかの失敗と同じメッセージだけが表示されます。`,
      `ログイン中の端末（${sessions}件）は、直ちにログアウトされます。連携サービスも利用できなくなります。`,
      viewers > 0 && `ほかの保険利用者の全社閲覧用ID（${viewers}件）から、この保険利用者が見えなくなります。`,
      openApplications > 0 &&
        `手続き中の申込み（${openApplications}件）はそのまま残り、停止中であることが表示されます。`,
      '登録情報、パスワード、個別の利用停止は変わりません。停止はいつでも解除できます。',
    ],
    confirm: '利用を停止する',
    kind: 'danger',
    obstacle: ({ overview: { company } }) =>
      company.suspendedAt ? 'すでに利用停止中です。ほかの職員が先に停止した可能性があります。' : undefined,
  },
  companyResumed: {
    title: '保険利用者の利用を再開する',
    consequences: () => [
      'Webユーザーは、停止前のIDとパスワードで再びログインできるようになります。',
      '個別に利用停止されているWebユーザーは、停止されたままです。',
    ],
    confirm: '利用を再開する',
    kind: 'primary',
    obstacle: ({ overview: { company } }) =>
      company.suspendedAt ? undefined : '利用停止されていません。ほかの職員が先に再開した可能性があります。',
  },
  ipRestrictionLifted: {
    title: 'IPアドレス制限を解除する',
    consequences: () => [
      'どのIPアドレスからもログインできるようになります。',
      '登録されたIPアドレスとメモは残り、Webユーザー（管理者）がもう一度設定できます。',
    ],
    confirm: '制限を解除する',
    kind: 'danger',
    obstacle: ({ overview: { restricted } }) => (restricted ? undefined : 'すでに解除されています。'),
  },
};

export const userWordings: Record<UserMeasure, Wording<UserTarget>> = {
  userSuspended: {
    title: 'Webユーザーの利用を停止する',
    consequences: ({ user }) => [
      'このIDではログインできなくなります。ログイン画面には、ほかの失敗と同じメッセージだけが表示されます。',
      user.sessions > 0 && `ログイン中の端末（${user.sessions}件）は、直ちにログアウトされます。`,
      user.suspendedBy === 'administrator' &&
        'すでにWebユーザー（管理者）が停止しています。停止を引き継ぐと、Webユーザー（管理者）は再開できなくなります。',
      '登録情報とパスワードは残ります。停止はいつでも解除できます。',
    ],
    confirm: '利用を停止する',
    kind: 'danger',
    obstacle: ({ user }) =>
      user.suspendedBy === 'staff'
        ? 'すでに利用停止中です。ほかの職員が先に停止した可能性があります。'
        : undefined,
  },
  userResumed: {
    title: 'Webユーザーの利用を再開する',
    consequences: () => ['停止前のパスワードと権限のまま、再びログインできるようになります。'],
    confirm: '利用を再開する',
    kind: 'primary',
    obstacle: ({ user }) => {
      if (user.suspendedBy === 'administrator')
        return '自社のWebユーザー（管理者）が停止しています。再開は、Webユーザー（管理者）が行います。';
      return user.suspendedAt
        ? undefined
        : '利用停止されていません。ほかの職員が先に再開した可能性があります。';
    },
  },
  userEnabled: {
    title: 'ログイン失敗による無効を解除する',
    consequences: () => [
      'これまでのパスワードで、再びログインできるようになります。',
      'ご本人がログインに失敗したことを、確認してから解除してください。心当たりがない場合は、第三者がログインを試みた可能性があります。',
    ],
    confirm: '無効を解除する',
    kind: 'primary',
    obstacle: ({ user }) => (user.disabledAt ? undefined : '無効になっていません。'),
  },
  userSessionsEnded: {
    title: 'ログイン中の端末をログアウトする',
    consequences: ({ user }) => [
      `ログイン中の端末（${user.sessions}件）は、直ちにログアウトされます。入力中で保存していない内容は失われます。`,
      'IDとパスワードはそのままで、続けてログインできます。ログインさせないときは、利用を停止してください。',
    ],
    confirm: 'すべてログアウトする',
    kind: 'danger',
    obstacle: ({ user }) => (user.sessions > 0 ? undefined : 'ログイン中の端末はありません。'),
  },
  letterOrdered: {
    title: '通知書を作り直す',
    consequences: () => [
      '新しい通知書が発送待ちの一覧に加わります。印刷すると新しい初期パスワードが作られ、前の通知書のパスワードは使えなくなります。',
      '前の通知書が届いていないこと、または有効期限が過ぎたことを確認してください。',
    ],
    confirm: '通知書を作り直す',
    kind: 'primary',
    obstacle: letterObstacle,
  },
};

function letterObstacle({ overview, user }: UserTarget): string | Html | undefined {
  if (user.kind === 'applicant')
    return '申込者の初期パスワードは、自社のWebユーザー（管理者）がリセットして伝えます。';
  if (user.passwordHash !== null)
    return user.kind === 'administrator'
      ? 'パスワードを設定済みです。お忘れの場合は、ログイン画面の「パスワード再発行」をご案内ください。'
      : 'パスワードを設定済みです。お忘れの場合は、全社閲覧用IDの画面でリセットします。';
  if (overview.company.suspendedAt || user.suspendedAt) return '利用停止中のため、作り直せません。';
  return user.letterWaits
    ? html`発送待ちの通知書があります。<a href="/office/letters">通知書の一覧</a>から印刷して、発送してください。`
    : undefined;
}
