import type { OfficeCounts } from '../../db/office-counts.ts';
import type { StaffRight } from '../access.ts';

export interface OfficeItem {
  text: string;
  href: string;
  /** Who is shown it; the route itself declares the same or a narrower right. */
  right: StaffRight;
  /** How much of it waits for somebody. */
  count?: (counts: OfficeCounts) => number;
}

/** The bar at the top of the back office: what is opened many times a day. */
export const mainItems: readonly OfficeItem[] = [
  { text: '申込一覧', href: '/office', right: 'applications:see' },
  { text: '保険利用者', href: '/office/companies', right: 'companies:see' },
  { text: '一括承認', href: '/office/bulk-approval', right: 'applications:approve' },
  {
    text: '通知書',
    href: '/office/letters',
    right: 'letters:see',
    count: ({ letters }) => letters,
  },
  { text: '全社閲覧用ID', href: '/office/group-viewers', right: 'groupViewers:see' },
  { text: '統計', href: '/office/figures', right: 'figures:see' },
  { text: '監査', href: '/office/audit', right: 'audit:see' },
  {
    text: '管理',
    href: '/office/administration',
    right: 'applications:see',
    count: ({ mails, approvalRules }) => mails + approvalRules,
  },
];

/** The menu 管理: what is set up or looked up now and then. */
export const administrationItems: readonly (OfficeItem & { description: string })[] = [
  {
    text: 'IPアドレス制限',
    href: '/office/ip-restrictions',
    right: 'ipRestrictions:see',
    description: '制限を設定している保険利用者を確認し、ログインできなくなった保険利用者の制限を解除します。',
  },
  {
    text: '特約コード',
    href: '/office/agreements',
    right: 'settings:see',
    description: '「対象特約のみ参照可能」で選択できる特約を登録し、名称の変更や新規選択の停止を行います。',
  },
  {
    text: '連携サービス',
    href: '/office/linked-services',
    right: 'settings:see',
    description: 'ユーザーページに表示する外部のサービスと、アクセス履歴を記録するためのキーを管理します。',
  },
  {
    text: '職員',
    href: '/office/staff-accounts',
    right: 'staffAccounts:see',
    description:
      '職員のアカウントを登録し、役割の変更、利用停止、パスワードや二要素認証のリセットを行います。',
  },
  {
    text: '代行者',
    href: '/office/stand-ins',
    right: 'standIns:see',
    description: '不在になる職員の代わりに決裁する職員を、期間を決めて設定します。',
  },
  {
    text: '理由テンプレート',
    href: '/office/reason-templates',
    right: 'reasonTemplates:see',
    description: '差戻しや却下の理由を書くときに選べる文章を、種類と理由ごとに登録します。',
  },
  {
    text: '休業日',
    href: '/office/holidays',
    right: 'settings:see',
    description: '期限の計算に使う休業日を、祝日とあわせて確認し、登録します。',
  },
  {
    text: '承認ルール',
    href: '/office/approval-rules',
    right: 'settings:see',
    description: '保険利用者情報変更で2名の承認が必要な項目を確認し、変更の提案と決裁を行います。',
    count: ({ approvalRules }) => approvalRules,
  },
  {
    text: 'メール記録',
    href: '/office/mails',
    right: 'mails:see',
    description: '送信したメールを宛先や番号で探し、送信できなかったメールを再送します。',
    count: ({ mails }) => mails,
  },
];

const isBelow = (path: string, href: string) => path === href || path.startsWith(`${href}/`);

/** Of a page that stands in the menu 管理, that menu is the current item. */
export function isCurrent({ href }: OfficeItem, path: string): boolean {
  if (href === '/office') return path === href;
  if (href === '/office/administration' && administrationItems.some((item) => isBelow(path, item.href)))
    return true;
  return isBelow(path, href);
}

/** How much waits behind an item; undefined where nothing does. */
export const countOf = ({ count }: OfficeItem, counts: OfficeCounts | undefined): number | undefined =>
  (counts && count?.(counts)) || undefined;
