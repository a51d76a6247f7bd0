import { mayUser } from '../../access.ts';
import { type MenuItem, menuSection } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { viewedCompany } from '../companies/views.ts';
import { protectedMark, protectedNotice } from '../one-time-password/protected-page.ts';
import { userPage } from '../page.ts';

export function userPageView(
  c: Context,
  { administers, services }: { administers: boolean; services: Html[] },
): Html {
  const marked = (item: MenuItem): MenuItem => ({ ...item, ...protectedMark(c) });
  return userPage(c, {
    title: 'ユーザーページ',
    lead: 'ご利用になる手続きを選択してください。',
    notice: html`${protectedNotice(c)}${lastLogin(c)}`,
    content: html`
      ${mayUser(c.var.user, 'companies:switch') && viewedCompany(c)}
      ${services}
      ${menuSection(
        '保険利用者情報・ユーザー管理',
        [
          {
            title: 'パスワード変更',
            description: 'ログインに使うパスワードを変更します。',
            href: '/password',
          },
          {
            title: 'Webユーザー情報照会',
            description: 'ログインしているご自身の登録情報を確認します。',
            href: '/own-details',
          },
          {
            title: '口座情報照会',
            description: '保険料の返還や保険金の支払いを受け取る口座を確認します。',
            href: '/bank-accounts',
          },
          {
            title: '保険利用者情報照会',
            description: '保険利用者として登録している情報を確認します。',
            href: '/insured-party',
          },
          {
            title: 'アクセス履歴照会',
            description: 'ご自身がWebサービスで行った操作の履歴を確認します。',
            href: '/access-history/own',
          },
          {
            title: 'ログイン中の端末',
            description: 'ご自身のIDでログインしている端末を確認し、ログアウトさせます。',
            href: '/sessions',
          },
          ...(mayUser(c.var.user, 'companies:switch') ? [applicationsToSee] : []),
        ].map(marked),
      )}
      ${administers && menuSection('管理項目', administratorMenu.map(marked), { description: 'Webユーザー（管理者）のみが利用できます。', tone: 'admin' })}`,
  });
}

const applicationsToSee = {
  title: '保険利用者情報変更の申込状況',
  description: '照会中の保険利用者が申し込んだ変更の審査状況を確認します。',
  href: '/change-applications',
};

const administratorMenu = [
  {
    title: 'Webユーザー（管理者）情報変更',
    description:
      '氏名・連絡先・メールアドレスの変更と、ワンタイムパスワード・IPアドレス制限の設定を行います。',
    href: '/administrator',
  },
  {
    title: 'Webユーザー（申込者）情報照会・追加・変更',
    description: '申込者の登録・照会・変更、パスワードリセット、利用の停止と再開を行います。',
    href: '/applicants',
  },
  {
    title: '口座情報照会・登録・変更',
    description: '保険料の返還や保険金の支払いを受け取る口座を登録・変更・削除します。',
    href: '/bank-accounts/manage',
  },
  {
    title: '保険利用者情報照会・変更',
    description: '登録情報を確認し、変更を申し込みます。',
    href: '/insured-party',
  },
  {
    title: '保険利用者情報変更の申込状況',
    description: '申し込んだ変更の審査状況を確認し、差戻しの修正や取下げを行います。',
    href: '/change-applications',
  },
  {
    title: 'アクセス履歴出力',
    description: '貴社のWebユーザーのアクセス履歴を、CSVファイルでダウンロードします。画面でも確認できます。',
    href: '/access-history/export',
  },
];

function lastLogin({ var: { session } }: Context): Html {
  return html`<p class="hint">前回のログイン　${
    session.previousLoginAt
      ? html`${time(session.previousLoginAt)}（${session.previousLoginAddress || '接続元不明'}）`
      : 'ありません（はじめてのログインです）'
  }</p>`;
}
