/** What the page tells a person: banners, states, the application number, and why a list is empty. */
import { attributes, type Html, html } from '../html.ts';
import { type IconName, icon } from '../icons.ts';

export type BannerKind = 'info' | 'success' | 'warning' | 'error';

/** A message about the whole page; `live` reads it out when it arrives by a swap. */
export function banner(
  kind: BannerKind,
  title: string,
  body?: string | Html | undefined,
  { live }: { live?: boolean | undefined } = {},
): Html {
  const role = live ? (kind === 'error' ? 'alert' : 'status') : undefined;
  return html`<div class="banner" data-kind="${kind}"${attributes({ role })}>
    ${icon(kind)}
    <div><p class="banner-title"><span class="visually-hidden">${bannerWords[kind]}：</span>${title}</p>${
      body && (typeof body === 'string' ? html`<p>${body}</p>` : body)
    }</div>
  </div>`;
}

const bannerWords: Record<BannerKind, string> = {
  info: 'お知らせ',
  success: '完了',
  warning: 'ご注意',
  error: 'エラー',
};

export type BadgeKind = 'neutral' | 'info' | 'waiting' | 'success' | 'warning' | 'danger';

/** A state in one word, told apart by its text and its shape as well as by its colour. */
export const badge = (kind: BadgeKind, text: string): Html =>
  html`<span class="badge" data-kind="${kind}">${icon(badgeIcons[kind])}${text}</span>`;

const badgeIcons: Record<BadgeKind, IconName> = {
  neutral: 'neutral',
  info: 'info',
  waiting: 'waiting',
  success: 'success',
  warning: 'warning',
  danger: 'error',
};

/** The Web application number, in orange at the top of the page (manual 4-8). */
export const applicationNumber = (number: string, label = 'Web申込番号'): Html =>
  html`<p class="application-number"><span>${label}</span><strong class="number">${number}</strong></p>`;

/** The address that the client uses now, in red (manual 6-3). */
export const currentAddress = (address: string): Html =>
  html`<strong class="current-address number">${address}</strong>`;

/** Why a list is empty: what would be here, and how to begin. */
export const emptyState = ({
  title,
  body,
  action,
}: {
  title: string;
  body?: string | Html | undefined;
  action?: Html | undefined;
}): Html =>
  html`<div class="empty"><p class="empty-title">${title}</p>${body && html`<p>${body}</p>`}${action && html`<div>${action}</div>`}</div>`;
