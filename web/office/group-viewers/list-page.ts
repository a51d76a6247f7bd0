import type { GroupViewerRequestRow, GroupViewerRow } from '../../../db/group-viewers.ts';
import { groupViewerRequestText, groupViewerStageText } from '../../../domain/group-viewer.ts';
import { mayStaff } from '../../access.ts';
import { badge, button, dataTable, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';

interface Lists {
  viewers: GroupViewerRow[];
  requests: GroupViewerRequestRow[];
}

/** Who has a 全社閲覧用ID, and what is asked for. */
export function listPage(c: Context, { viewers, requests }: Lists): Html {
  const mayEnter = mayStaff(c.var.staff, 'groupViewers:enter');
  return staffPage(c, {
    title: '全社閲覧用ID',
    lead: '複数の保険利用者コードをご利用の法人が、各コードの情報を1つのIDで照会するためのIDです。',
    titleAside: mayEnter
      ? button({ text: '発行を依頼する', kind: 'primary', href: '/office/group-viewers/requests/new' })
      : undefined,
    content: html`
      ${section({ title: '依頼', content: requestsTable(requests) })}
      ${section({ title: '発行済みのID', content: viewersTable(viewers) })}`,
  });
}

const requestsTable = (rows: GroupViewerRequestRow[]) =>
  dataTable<GroupViewerRequestRow>({
    caption: '全社閲覧用IDの依頼',
    captionHidden: true,
    rows,
    columns: [
      {
        header: '依頼',
        primary: true,
        cell: ({ request }) =>
          html`<a href="/office/group-viewers/requests/${request.requestId}">${groupViewerRequestText[request.kind]}</a>`,
      },
      {
        header: '保険利用者',
        cell: ({ request, homeName }) =>
          html`${homeName} <span class="number">${request.webUserId ?? request.homeInsuredCode}</span>（${request.companies.length}件）`,
      },
      { header: '状態', width: 'narrow', cell: ({ request }) => stageBadge(request.stage) },
      {
        header: '依頼した人',
        cell: ({ entererName, request }) => html`${entererName}　${time(request.enteredAt)}`,
      },
      {
        header: '決裁した人',
        cell: ({ deciderName, request }) =>
          request.decidedAt && html`${deciderName}　${time(request.decidedAt)}`,
      },
    ],
    empty: {
      title: '依頼はまだありません',
      body: '発行や対象の変更を依頼すると、ここに表示されます。',
    },
  });

const viewersTable = (rows: GroupViewerRow[]) =>
  dataTable<GroupViewerRow>({
    caption: '発行済みの全社閲覧用ID',
    captionHidden: true,
    rows,
    columns: [
      {
        header: 'ID',
        primary: true,
        width: 'narrow',
        cell: ({ user }) =>
          html`<a class="number" href="/office/group-viewers/${user.webUserId}">${user.webUserId}</a>`,
      },
      { header: '氏名', cell: ({ user }) => user.name },
      { header: 'IDの先頭9桁の保険利用者', cell: ({ homeName }) => homeName },
      { header: '閲覧できる数', align: 'end', width: 'narrow', cell: ({ companies }) => `${companies}件` },
      { header: '状態', width: 'narrow', cell: ({ user }) => userBadge(user) },
      {
        header: '最終ログイン',
        width: 'narrow',
        cell: ({ user }) => (user.lastLoginAt ? time(user.lastLoginAt) : '未ログイン'),
      },
    ],
    empty: { title: '発行済みのIDはありません', body: '依頼が承認されると、ここに表示されます。' },
  });

const stageKinds = { entered: 'waiting', granted: 'success', refused: 'danger' } as const;
export const stageBadge = (stage: keyof typeof stageKinds) =>
  badge(stageKinds[stage], groupViewerStageText[stage]);

export const userBadge = ({ suspendedAt }: { suspendedAt: Date | null }) =>
  suspendedAt ? badge('danger', '利用停止中') : badge('success', '利用中');
