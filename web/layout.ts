/**
 * Whole pages in two moods from one set of tokens: `portalPage` for companies, `officePage` for staff, and
 * `errorPage` for both. Every page says who I am and for which company, where I am, and what the page is for.
 *
 *   c.html(portalPage({ institutionName, user, title: '保険利用者情報の詳細', breadcrumb, lead: '…', content: html`…` }))
 */
import { assetUrl } from './assets.ts';
import { type Attributes, attributes, type Html, html } from './html.ts';

export const productName = 'まどぐち';

/** One step of the way to this page; the last is the page itself and has no href. */
export type Crumb = { text: string; href?: string | undefined };

export type PortalUser = {
  name: string;
  title?: string | null | undefined;
  companyName: string;
  insuredCode: string;
  webUserId: string;
  roleLabel: string;
};

export type StaffMember = { name: string; roleLabel: string; department?: string | null | undefined };

type Page = {
  institutionName: string;
  title: string;
  content: Html;
  breadcrumb?: readonly Crumb[] | undefined;
  /** What this page is for, in one sentence. */
  lead?: string | Html | undefined;
  /** Banners above the content. */
  notice?: Html | undefined;
  /** A step indicator, above the heading. */
  steps?: Html | undefined;
  /** Beside the heading: the Web application number, a state. */
  titleAside?: Html | undefined;
  /** Reloads the page where no script runs, for pages that otherwise update by themselves. */
  refreshSeconds?: number | undefined;
};

export type PortalPage = Page & {
  /** Whom customers can ask, for the foot of the page. */
  contact?: string | undefined;
  /** Without a user: the login and public pages. */
  user?: PortalUser | undefined;
  /** A last line in the footer, such as when the session ends. */
  footnote?: Html | undefined;
  /** Dialogs that any page may open. */
  dialogs?: Html | undefined;
  /** `form` (login, short forms), `reading` (default) or `wide` (tables). */
  width?: 'form' | 'reading' | 'wide' | undefined;
};

type NavigationItem = {
  text: string;
  href: string;
  current?: boolean | undefined;
  count?: number | undefined;
};

export type OfficePage = Page & {
  staff?: StaffMember | undefined;
  nav?: readonly NavigationItem[] | undefined;
  /** Ways on from here to what is beside it, at the end of the breadcrumb's line. */
  place?: Html | undefined;
};

/** A page of the customers' portal. */
export function portalPage(page: PortalPage): Html {
  return document(
    page,
    { class: 'portal', 'data-width': page.width ?? 'reading' },
    html`
    <header class="portal-header">
      <div class="frame">
        <a class="brand" href="/">${logo}<span><small>${page.institutionName}</small>${productName}</span></a>
        ${page.user && whoAmI(page.user)}
      </div>
    </header>
    <div class="frame portal-body">
      ${page.steps ? [breadcrumbs(page.breadcrumb), page.steps] : breadcrumbs(page.breadcrumb)}
      ${main(page)}
    </div>
    <footer class="portal-footer">
      <div class="frame">
        <p><strong>${page.institutionName}</strong>${productName}　Webサービス</p>
        ${page.contact && html`<p>お問い合わせ先　${page.contact}</p>`}
        <p>${page.footnote}表示の時刻は日本時間です。</p>
      </div>
    </footer>
    ${page.dialogs}`,
  );
}

/** A page of the back office: dense, with a dark bar that nobody mistakes for the portal. */
export function officePage(page: OfficePage): Html {
  return document(
    page,
    { class: 'office' },
    html`
    <header class="office-header">
      <a class="brand" href="/office">${logo}<span>${productName}<em>審査事務</em></span></a>
      ${
        page.nav &&
        html`<nav aria-label="業務メニュー"><ul>${page.nav.map(
          (item) =>
            html`<li><a href="${item.href}"${attributes({ 'aria-current': item.current ? 'page' : undefined })}>${item.text}${
              item.count !== undefined &&
              html` <span class="count">${item.count}<span class="visually-hidden">件</span></span>`
            }</a></li>`,
        )}</ul></nav>`
      }
      ${
        page.staff &&
        html`<div class="who">
        <p><a href="/office/account"><strong>${page.staff.name}</strong><span class="visually-hidden">（自分のアカウント）</span></a><span>${page.staff.roleLabel}${page.staff.department && `・${page.staff.department}`}</span></p>
        ${logout('/office/logout')}
      </div>`
      }
    </header>
    <div class="office-body">
      ${page.place ? html`<div class="office-where">${breadcrumbs(page.breadcrumb)}${page.place}</div>` : breadcrumbs(page.breadcrumb)}
      ${page.steps}
      ${main(page)}
    </div>
    <footer class="office-footer"><p>${page.institutionName}　${productName} 審査事務</p></footer>`,
    'office.js',
  );
}

/** `script` comes on top of what every page has. */
function document(page: Page, body: Attributes, content: Html, script?: string): Html {
  return html`<!DOCTYPE html>
<html lang="ja">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${page.title}｜${productName}</title>
  <meta name="format-detection" content="telephone=no">
  <meta name="htmx-config" content='{"includeIndicatorCSS":false,"history":"reload"}'>
  <link rel="icon" type="image/svg+xml" href="${assetUrl('favicon.svg')}">
  <link rel="stylesheet" href="${assetUrl('app.css')}">
  <link rel="stylesheet" href="${assetUrl('fonts.css')}">
  <script src="${assetUrl('htmx.js')}" defer></script>
  <script src="${assetUrl('app.js')}" type="module"></script>
  ${script && html`<script src="${assetUrl(script)}" type="module"></script>`}
  ${page.refreshSeconds && html`<noscript><meta http-equiv="refresh" content="${page.refreshSeconds}"></noscript>`}
</head>
<body${attributes(body)}>
  <a class="skip-link" href="#main">本文へ移動</a>
  ${content}
</body>
</html>`;
}

const main = (page: Page): Html => html`<main id="main" tabindex="-1">
  <div class="page-heading">
    <div><h1>${page.title}</h1>${page.lead && html`<p class="lead">${page.lead}</p>`}</div>
    ${page.titleAside}
  </div>
  ${page.notice}
  ${page.content}
</main>`;

const whoAmI = (user: PortalUser): Html => html`<div class="who">
  <dl>
    <div><dt class="visually-hidden">保険利用者</dt><dd><strong>${user.companyName}</strong></dd></div>
    <div><dt>保険利用者コード</dt><dd class="number">${user.insuredCode}</dd></div>
  </dl>
  <dl>
    <div><dt class="visually-hidden">ログイン中のWebユーザー</dt><dd><strong>${user.name}</strong>${user.title && html`<span>${user.title}</span>`}</dd></div>
    <div><dt>${user.roleLabel}</dt><dd class="number">${user.webUserId}</dd></div>
  </dl>
  ${logout('/logout')}
</div>`;

const logout = (action: string): Html =>
  html`<form method="post" action="${action}"><button class="button" data-kind="quiet" data-size="small">ログアウト</button></form>`;

function breadcrumbs(crumbs: readonly Crumb[] | undefined): Html | undefined {
  if (!crumbs || crumbs.length === 0) return undefined;
  return html`<nav class="breadcrumb" aria-label="現在位置"><ol>${crumbs.map(
    ({ text, href }) =>
      html`<li>${href ? html`<a href="${href}">${text}</a>` : html`<span aria-current="page">${text}</span>`}</li>`,
  )}</ol></nav>`;
}

/** A window with its counter: a house front of two panes over a sill. */
const logo = html`<svg class="logo" viewBox="0 0 40 40" aria-hidden="true" focusable="false"><path class="logo-ground" d="M9 2h22a7 7 0 0 1 7 7v22a7 7 0 0 1-7 7H9a7 7 0 0 1-7-7V9a7 7 0 0 1 7-7Z"/><path class="logo-line" d="M11 27V16a9 9 0 0 1 18 0v11M20 7.5V27M11 18h18M7.5 30.500h25"/></svg>`;
