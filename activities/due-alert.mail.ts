import type { DueItem } from '../db/due-alerts.ts';
import type { DueAlertKind, DueWork } from '../domain/due-alert.ts';
import { day, type MailText, mailText, type Sender } from './mail-text.ts';

/** More are not listed one by one; the queue shows them all. */
const LISTED_AT_MOST = 50;

/** What is due or overdue, for one member of staff: number, company and due date, and nothing else about anybody. */
export function dueAlertMail(sender: Sender, items: readonly DueItem[]): MailText {
  const parts = (['overdue', 'dueSoon'] as const).flatMap((kind) => {
    const those = items.filter((item) => item.kind === kind);
    return those.length > 0 ? [{ kind, those }] : [];
  });
  return mailText(
    sender,
    `審査の期限のお知らせ（${parts.map(({ kind, those }) => `${heading[kind]} ${those.length}件`).join('、')}）`,
    '審査事務を担当する職員の方へ',
    [
      ...parts.map(({ kind, those }) => listOf(sender, kind, those)),
      `一覧は、審査事務の「申込一覧」で確認できます。\n${sender.publicUrl}/office`,
    ],
  );
}

const heading: Record<DueAlertKind, string> = { overdue: '期限超過', dueSoon: '期限間近' };

const explanation: Record<DueAlertKind, string> = {
  overdue: '期限を過ぎても決裁されていません。担当者の割り当てと進み具合を確認してください。',
  dueSoon: '期限が近づいています。期限までに決裁してください。',
};

function listOf(sender: Sender, kind: DueAlertKind, items: readonly DueItem[]): string {
  const more = items.length - LISTED_AT_MOST;
  return [
    `■ ${heading[kind]}（${items.length}件）`,
    explanation[kind],
    ...items.slice(0, LISTED_AT_MOST).map((item) => `\n${line(sender, item)}`),
    ...(more > 0 ? [`\nほか${more}件`] : []),
  ].join('\n');
}

const line = ({ publicUrl }: Sender, { work, number, companyName, dueAt, assigned, standIn }: DueItem) =>
  [
    `${number}　${companyName ?? '保険利用者未登録'}`,
    `期限：${day(dueAt)}${assigned ? '' : '　担当者が決まっていません'}`,
    ...(standIn ? [`担当：${standIn.principalName}（代行：${standIn.standInName}）`] : []),
    `${publicUrl}/office/${folder[work]}/${number}`,
  ].join('\n');

const folder: Record<DueWork, string> = { change: 'change-applications', registration: 'registrations' };
