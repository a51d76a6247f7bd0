import type { StaffAccount } from '../../../db/staff-accounts.ts';
import { needsSecondFactor } from '../../../domain/second-factor.ts';
import { staffRoleText } from '../../../domain/staff.ts';
import {
  type StaffAccountState,
  staffAccountState,
  staffAccountStateText,
} from '../../../domain/staff-account.ts';
import { type BadgeKind, badge, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { recordListPage } from '../record-list.ts';

export const HOME = '/office/staff-accounts';
export const pathOf = ({ staffId }: { staffId: string }) => `${HOME}/${staffId}`;

/** 職員: who has which role, and whether they can log in. */
export const listPage = (c: Context, accounts: StaffAccount[]): Html =>
  recordListPage<StaffAccount>(c, {
    title: '職員',
    lead: '審査事務にログインできる職員のアカウントです。',
    add: { text: '職員を登録する', href: `${HOME}/new`, right: 'staffAccounts:manage' },
    table: {
      caption: '職員',
      rows: accounts,
      columns: [
        {
          header: '氏名',
          primary: true,
          cell: (account) => html`<a href="${pathOf(account)}">${account.name}</a>`,
        },
        {
          header: '職員ID',
          width: 'narrow',
          cell: ({ staffId }) => html`<span class="number">${staffId}</span>`,
        },
        {
          header: '所属・役職',
          cell: ({ department, title }) => [department, title].filter(Boolean).join('　'),
        },
        { header: '役割', width: 'narrow', cell: ({ role }) => staffRoleText[role] },
        { header: '状態', width: 'narrow', cell: stateBadge },
        { header: '二要素認証', width: 'narrow', cell: (account) => secondFactorBadge(c, account) },
        {
          header: '最終ログイン',
          width: 'narrow',
          cell: ({ lastLoginAt }) => (lastLoginAt ? time(lastLoginAt) : 'なし'),
        },
      ],
      empty: { title: '職員はまだ登録されていません' },
    },
  });

const badges: Record<StaffAccountState, BadgeKind> = {
  active: 'success',
  passwordNotChosen: 'waiting',
  suspended: 'neutral',
};

export function stateBadge(account: StaffAccount): Html {
  const state = staffAccountState(account);
  return badge(badges[state], staffAccountStateText[state]);
}

export function secondFactorBadge(
  { var: { services } }: Context,
  account: Pick<StaffAccount, 'hasSecondFactor' | 'role'>,
): Html {
  if (account.hasSecondFactor) return badge('success', '設定済み');
  return needsSecondFactor(account, services.config.STAFF_SECOND_FACTOR)
    ? badge('warning', '未設定')
    : badge('neutral', '任意');
}
