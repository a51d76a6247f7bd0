import type { Agreement } from '../../../db/agreements.ts';
import type { CompanyUser } from '../../../db/companies.ts';
import type { TakenMeasure } from '../../../db/measures.ts';
import type { ListedSession } from '../../../db/sessions.ts';
import {
  applicationDataRightText,
  applicationRightText,
  contractDataRightText,
  webUserKindText,
} from '../../../domain/web-user.ts';
import { mayStaff } from '../../access.ts';
import { button, definitionList, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { agreementList } from '../../portal/applicants/details.ts';
import { sessionTable } from '../../session-list.ts';
import { staffPage } from '../page.ts';
import { doneNotice } from '../record-list.ts';
import { type UserAct, type UserTarget, userActs } from './acts.ts';
import { measureHistory } from './measure-history.ts';
import { companyPath, HOME, tabPath, userPath } from './paths.ts';
import { passwordText, suspendedNotice, userBadge } from './state.ts';
import { userWordings } from './wording.ts';

export interface WholeUser extends UserTarget {
  agreements: Agreement[];
  sessions: ListedSession[];
  measures: TakenMeasure[];
  /** The latest of the access history, with the way to the rest. */
  events: Html;
}

/** One user: who it is and what they may on the left, how they log in and what can be done about it on the right. */
export function userPage(c: Context, whole: WholeUser): Html {
  const { overview, user } = whole;
  const { insuredCode, name } = overview.company;
  return staffPage(c, {
    title: user.name,
    breadcrumb: [
      { text: '保険利用者', href: HOME },
      { text: insuredCode, href: companyPath(insuredCode) },
      { text: 'Webユーザー', href: tabPath(insuredCode, 'users') },
      { text: user.webUserId },
    ],
    lead: html`<span><span class="number">${user.webUserId}</span>　${webUserKindText[user.kind]}　</span><span><a href="${companyPath(insuredCode)}">${name}</a></span>`,
    titleAside: userBadge(user),
    notice: html`${doneNotice(c)}${suspendedNotice(overview.company)}`,
    content: html`<div class="office-columns company-columns">
      <div>
        ${section({ title: 'Webユーザー', content: person(user) })}
        ${section({ title: '権限', content: rights(user, whole.agreements) })}
        ${section({ title: 'ログイン中の端末', content: sessionTable(whole.sessions), aside: actButton(c, whole, 'session-end', 'すべてログアウトする', 'small') })}
        ${whole.events}
      </div>
      <aside aria-label="利用の状態と対応">
        ${section({ title: '利用の状態', content: state(c, whole) })}
        ${section({ title: '対応の履歴', content: measureHistory(whole.measures, { withUser: false }) })}
      </aside>
    </div>`,
  });
}

const person = (user: CompanyUser): Html =>
  definitionList([
    { label: '氏名', value: user.name },
    { label: '氏名（フリガナ）', value: user.kana },
    { label: '所属名', value: user.department },
    { label: '役職名', value: user.title },
    { label: '電話番号', value: user.phone },
    { label: 'FAX番号', value: user.fax },
    { label: 'メールアドレス', value: user.email },
    { label: '登録', value: time(user.createdAt) },
    { label: '更新', value: time(user.updatedAt) },
  ]);

const rights = (user: CompanyUser, agreements: Agreement[]): Html => html`
  ${definitionList([
    { label: '入力・申込権限', value: applicationRightText[user.applicationRight] },
    { label: '情報データ参照権限', value: contractDataRightText[user.contractDataRight] },
    ...(user.contractDataRight === 'selectedAgreements'
      ? [{ label: '参照可能な特約コード', value: agreementList(user.agreementCodes, agreements) }]
      : []),
    { label: '申込データ参照権限', value: applicationDataRightText[user.applicationDataRight] },
  ])}
  ${
    user.kind === 'groupViewer' &&
    html`<p><a href="/office/group-viewers/${user.webUserId}">照会できる保険利用者とパスワードのリセット（全社閲覧用ID）</a></p>`
  }`;

function state(c: Context, whole: WholeUser): Html {
  const { user } = whole;
  return html`
    ${definitionList([
      { label: '状態', value: userBadge(user) },
      ...(user.suspendedAt ? [{ label: '利用停止', value: time(user.suspendedAt) }] : []),
      ...(user.disabledAt ? [{ label: '無効', value: time(user.disabledAt) }] : []),
      { label: 'パスワード', value: passwordText(user, new Date()) },
      {
        label: '最終ログイン',
        value: user.lastLoginAt
          ? html`${time(user.lastLoginAt)} <small class="number">${user.lastLoginAddress}</small>`
          : '未ログイン',
      },
    ])}
    <div class="links">
      ${actButton(c, whole, 'enablement', '無効を解除する')}
      ${actButton(c, whole, 'letter', '通知書を作り直す')}
      ${actButton(c, whole, 'resumption', '利用を再開する')}
      ${actButton(c, whole, 'suspension', user.suspendedBy === 'administrator' ? '停止を引き継ぐ' : '利用を停止する')}
    </div>`;
}

/** For those who may, and where there is something to do. */
function actButton(
  c: Context,
  target: UserTarget,
  act: UserAct,
  text: string,
  size?: 'small',
): Html | undefined {
  const { measure, right } = userActs[act];
  if (!mayStaff(c.var.staff, right) || userWordings[measure].obstacle(target)) return undefined;
  return button({
    text,
    size,
    kind: act === 'suspension' ? 'danger' : 'secondary',
    href: `${userPath(target.user.webUserId)}/${act}`,
  });
}
