import type { CompanyChoice, GroupViewerRequestRow } from '../../../db/group-viewers.ts';
import type { WebUser } from '../../../db/schema/web-users.ts';
import { mayStaff } from '../../access.ts';
import { badge, banner, button, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { userPath } from '../companies/paths.ts';
import { staffPage } from '../page.ts';
import { userBadge } from './list-page.ts';
import { companyText, personFacts } from './request-page.ts';

interface ViewerPage {
  viewer: WebUser;
  companies: CompanyChoice[];
  undecided: GroupViewerRequestRow | undefined;
}

/** One 全社閲覧用ID: whose it is, what it sees, and what can be done about it. */
export function viewerPage(c: Context, { viewer, companies, undecided }: ViewerPage): Html {
  const mayEnter = mayStaff(c.var.staff, 'groupViewers:enter');
  return staffPage(c, {
    title: `${viewer.webUserId}　${viewer.name}`,
    breadcrumb: [{ text: '全社閲覧用ID', href: '/office/group-viewers' }, { text: viewer.webUserId }],
    titleAside: userBadge(viewer),
    notice:
      undecided &&
      banner(
        'info',
        '閲覧する保険利用者の変更が決裁を待っています',
        html`<p><a href="/office/group-viewers/requests/${undecided.request.requestId}">依頼を表示する</a></p>`,
      ),
    content: html`<div class="office-columns">
      <div>
        ${section({
          title: `閲覧できる保険利用者（${companies.length}件）`,
          aside:
            mayEnter && !undecided
              ? button({
                  text: '変更を依頼する',
                  size: 'small',
                  href: `/office/group-viewers/${viewer.webUserId}/companies`,
                })
              : undefined,
          content: html`<ul class="stack">${companies.map((company) => html`<li>${companyText(company)} ${company.suspendedAt && badge('danger', '利用停止中')}</li>`)}</ul>`,
        })}
        ${section({ title: 'IDを使用する方', content: personFacts(viewer) })}
      </div>
      <aside aria-label="利用の状態">
        ${section({ title: '利用の状態', content: state(viewer) })}
        ${mayStaff(c.var.staff, 'groupViewers:decide') && section({ title: 'パスワード', content: reset(viewer) })}
      </aside>
    </div>`,
  });
}

const state = (viewer: WebUser): Html => html`
  ${definitionList([
    { label: '発行', value: time(viewer.createdAt) },
    { label: '最終ログイン', value: viewer.lastLoginAt ? time(viewer.lastLoginAt) : '未ログイン' },
    ...(viewer.suspendedAt ? [{ label: '利用停止', value: time(viewer.suspendedAt) }] : []),
  ])}
  ${button({ text: '利用停止・再開・端末の終了', href: userPath(viewer.webUserId) })}`;

const reset = ({ webUserId }: WebUser): Html => html`
  <form method="post" action="/office/group-viewers/${webUserId}/password-reset" class="form" data-submit-once>
    <p class="help">お忘れの場合や、通知書の有効期限が過ぎた場合に使用します。現在のパスワードは直ちに使えなくなり、新しい初回ログイン用パスワードの通知書が印刷待ちになります。</p>
    ${button({ text: 'パスワードをリセットして通知書を作成する', kind: 'danger' })}
  </form>`;
