/** What can be pressed: buttons, the row of actions at the end of a page, and the menus of the user page. */
import { type Attributes, attributes, type Html, html } from '../html.ts';
import { icon } from '../icons.ts';

export type Button = {
  text: string;
  /** `primary` once a page; `danger` for what cannot be undone; `quiet` for the least important. */
  kind?: 'primary' | 'secondary' | 'danger' | 'quiet' | undefined;
  size?: 'small' | undefined;
  name?: string | undefined;
  value?: string | undefined;
  /** Makes it a link that looks like a button. */
  href?: string | undefined;
  type?: 'submit' | 'button' | undefined;
  /** The id of the form that it submits, if it stands outside. */
  form?: string | undefined;
  attributes?: Attributes | undefined;
};

export function button({ text, kind = 'secondary', size, href, type, ...rest }: Button): Html {
  const look = { class: 'button', 'data-kind': kind, 'data-size': size };
  if (href !== undefined) return html`<a${attributes({ ...look, href, ...rest.attributes })}>${text}</a>`;
  const { name, value, form } = rest;
  return html`<button${attributes({ ...look, type: type ?? 'submit', name, value, form, ...rest.attributes })}>${text}</button>`;
}

/** The next step right, the way back left, at the same place on every page; on a phone the next step comes first. */
export const actions = ({
  primary,
  back,
}: {
  primary?: Html | readonly Html[] | undefined;
  back?: Html | readonly Html[] | undefined;
}): Html =>
  html`<div class="actions"><div class="actions-primary">${primary}</div><div class="actions-back">${back}</div></div>`;

/** A button for the browser's print; only where a script can open it. */
export const printButton = (text = '印刷する'): Html =>
  html`<button class="button needs-script" data-kind="secondary" type="button" data-print>${icon('print')}${text}</button>`;

export type MenuItem = { title: string; description: string; href: string; badge?: Html | undefined };

/** A menu of the user page: each item is one large target with a sentence about what it does. */
export function menuSection(
  title: string,
  items: readonly MenuItem[],
  { description, tone }: { description?: string | undefined; tone?: 'admin' | undefined } = {},
): Html {
  return html`<section class="menu"${attributes({ 'data-tone': tone })}>
    <div class="menu-heading"><h2>${title}</h2>${description && html`<p>${description}</p>`}</div>
    <ul>${items.map(
      (item) =>
        html`<li><a href="${item.href}"><span class="menu-title">${item.title}${icon('arrow')}</span>${item.badge}<span class="menu-description">${item.description}</span></a></li>`,
    )}</ul>
  </section>`;
}

/** Links to the pages of a long list; nothing if there is only one. */
export function pagination({
  page,
  pages,
  href,
  label = 'ページ',
}: {
  page: number;
  pages: number;
  href: (page: number) => string;
  label?: string | undefined;
}): Html {
  if (pages <= 1) return html``;
  return html`<nav class="pagination" aria-label="${label}"><ul>
    ${page > 1 && html`<li><a href="${href(page - 1)}" rel="prev">${icon('back')}前へ</a></li>`}
    ${shownPages(page, pages).map((shown) =>
      shown === null
        ? html`<li aria-hidden="true"><span>…</span></li>`
        : html`<li><a href="${href(shown)}" class="number"${attributes({ 'aria-current': shown === page ? 'page' : undefined })}><span class="visually-hidden">${label}</span>${shown}</a></li>`,
    )}
    ${page < pages && html`<li><a href="${href(page + 1)}" rel="next">次へ${icon('arrow')}</a></li>`}
  </ul></nav>`;
}

/** The first, the last and those around the current page; null stands for a gap. */
function shownPages(page: number, pages: number): (number | null)[] {
  const shown = [...new Set([1, page - 1, page, page + 1, pages])].filter((n) => n >= 1 && n <= pages);
  return shown.flatMap((n, index) => (index > 0 && n - (shown[index - 1] ?? 0) > 1 ? [null, n] : [n]));
}
