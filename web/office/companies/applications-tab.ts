import type { CompanyApplications } from '../../../db/company-applications.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import { isOpen, stageText } from '../../../domain/change-application.ts';
import { groupViewerRequestText } from '../../../domain/group-viewer.ts';
import { fieldsOf, type InsuredPartyKind } from '../../../domain/insured-party.ts';
import { registrationKindText, registrationStageText } from '../../../domain/registration.ts';
import { mayStaff } from '../../access.ts';
import { badge, button, dataTable, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { stageBadges } from '../../portal/change-applications/stage-badge.ts';
import { stageBadge as groupViewerBadge } from '../group-viewers/list-page.ts';
import { registrationBadges } from '../registrations/stage-badge.ts';

/** An application of any kind, as it stands in the list. */
export interface ApplicationRow {
  href: string;
  number: string;
  type: string;
  content: string;
  state: Html;
  isOpen: boolean;
  at: Date;
  closedAt: Date | null;
}

/** 申込み: what is under way, and everything before it. */
export function applicationsTab(
  c: Context,
  { kind, insuredCode }: Pick<InsuredParty, 'kind' | 'insuredCode'>,
  applications: CompanyApplications,
): Html {
  const rows = applicationRows(kind, applications);
  return html`
    ${section({
      title: '手続き中の申込み',
      aside: mayStaff(c.var.staff, 'applications:enter')
        ? button({ text: '申込みを代理入力する', size: 'small', href: `/office/entries/${insuredCode}` })
        : undefined,
      content: applicationsTable(
        '手続き中の申込み',
        rows.filter((row) => row.isOpen),
        '手続き中の申込みはありません',
      ),
    })}
    ${section({
      title: '終了した申込み',
      content: applicationsTable(
        '終了した申込み',
        rows.filter((row) => !row.isOpen),
        '終了した申込みはありません',
      ),
    })}`;
}

/** Applications of all kinds, the latest first. */
export const applicationRows = (
  kind: InsuredPartyKind,
  { changes, registrations, groupViewerRequests }: CompanyApplications,
): ApplicationRow[] =>
  [
    ...changes.map((row) => ofChange(kind, row)),
    ...registrations.map(ofRegistration),
    ...groupViewerRequests.map(ofGroupViewerRequest),
  ].toSorted((one, other) => other.at.getTime() - one.at.getTime());

export const applicationsTable = (caption: string, rows: ApplicationRow[], nothing: string): Html =>
  dataTable<ApplicationRow>({
    caption,
    captionHidden: true,
    rows,
    columns: [
      {
        header: '番号',
        width: 'narrow',
        primary: true,
        cell: ({ href, number }) => html`<a class="number" href="${href}">${number}</a>`,
      },
      { header: '種類', width: 'narrow', cell: ({ type }) => type },
      { header: '内容', cell: ({ content }) => content },
      { header: '状態', width: 'narrow', cell: ({ state }) => state },
      { header: '申込日時', width: 'narrow', cell: ({ at }) => time(at) },
      { header: '終了日時', width: 'narrow', cell: ({ closedAt }) => closedAt && time(closedAt) },
    ],
    empty: { title: nothing },
  });

const ofChange = (
  kind: InsuredPartyKind,
  application: CompanyApplications['changes'][number],
): ApplicationRow => {
  const { applicationNumber: number, changes, stage, submittedAt, createdAt, closedAt } = application;
  return {
    href: `/office/change-applications/${number}`,
    number,
    type: '保険利用者情報変更',
    content: fieldsOf(kind)
      .flatMap(({ key, label }) => (key in changes ? [label] : []))
      .join('、'),
    state: badge(stageBadges[stage], stageText[stage]),
    isOpen: isOpen(stage),
    at: submittedAt ?? createdAt,
    closedAt,
  };
};

const ofRegistration = (registration: CompanyApplications['registrations'][number]): ApplicationRow => {
  const { registrationNumber: number, kind, stage, submittedAt, closedAt } = registration;
  return {
    href: `/office/registrations/${number}`,
    number,
    type: '登録',
    content: registrationKindText[kind],
    state: badge(registrationBadges[stage], registrationStageText[stage]),
    isOpen: closedAt === null,
    at: submittedAt,
    closedAt,
  };
};

/** Its ID is nobody's to read out. */
const ofGroupViewerRequest = (
  request: CompanyApplications['groupViewerRequests'][number],
): ApplicationRow => ({
  href: `/office/group-viewers/requests/${request.requestId}`,
  number: '依頼を開く',
  type: '全社閲覧用ID',
  content: `${groupViewerRequestText[request.kind]}（${request.companies.length}件）${request.webUserId ? `　${request.webUserId}` : ''}`,
  state: groupViewerBadge(request.stage),
  isOpen: request.stage === 'entered',
  at: request.enteredAt,
  closedAt: request.decidedAt,
});
