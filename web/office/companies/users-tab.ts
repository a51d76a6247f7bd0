import type { CompanyUser } from '../../../db/companies.ts';
import { applicationRightText, webUserKindShort } from '../../../domain/web-user.ts';
import { type DataTable, dataTable, formatDate, section, time } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { userPath } from './paths.ts';
import { userBadge } from './state.ts';

/** Webユーザー: everybody of the company, and the group viewers that see it. */
export const usersTab = (users: CompanyUser[], viewers: CompanyUser[]): Html => html`
  ${section({
    title: 'Webユーザー',
    content: table({
      caption: 'Webユーザー',
      rows: users,
      empty: {
        title: 'Webユーザーは登録されていません',
        body: '保険利用者・Webユーザー登録を承認すると、Webユーザー（管理者）が登録されます。',
      },
    }),
  })}
  ${section({
    title: 'この保険利用者を照会できる全社閲覧用ID',
    content: table({
      caption: '全社閲覧用ID',
      rows: viewers,
      empty: { title: 'この保険利用者を照会できる全社閲覧用IDはありません' },
    }),
  })}`;

const table = (list: Pick<DataTable<CompanyUser>, 'caption' | 'rows' | 'empty'>): Html =>
  dataTable<CompanyUser>({
    ...list,
    captionHidden: true,
    columns: [
      {
        header: 'WebユーザーID',
        width: 'narrow',
        cell: ({ webUserId }) => html`<a class="number" href="${userPath(webUserId)}">${webUserId}</a>`,
      },
      {
        header: '氏名',
        primary: true,
        cell: ({ name, kana }) =>
          html`<span class="person">${name}<small class="reading">${kana}</small></span>`,
      },
      {
        header: '所属・役職',
        cell: ({ department, title }) => [department, title].filter(Boolean).join('　'),
      },
      { header: '種類', width: 'narrow', cell: ({ kind }) => webUserKindShort[kind] },
      {
        header: '入力・申込権限',
        width: 'narrow',
        cell: ({ applicationRight }) => applicationRightText[applicationRight],
      },
      { header: '状態', cell: stateCell },
      { header: '最終ログイン', width: 'narrow', cell: lastLoginCell },
    ],
  });

/** A password that was given and not yet used ends by itself. */
const stateCell = (user: CompanyUser): Html =>
  html`${userBadge(user)}${
    user.passwordHash === null &&
    user.temporaryExpiresAt &&
    html`<small class="reading">仮パスワードの期限 ${formatDate(user.temporaryExpiresAt)}</small>`
  }`;

const lastLoginCell = ({ lastLoginAt, sessions }: CompanyUser): Html =>
  html`<span>${lastLoginAt ? time(lastLoginAt) : '未ログイン'}${
    sessions > 0 && html`<small class="reading">ログイン中 ${sessions}件</small>`
  }</span>`;
