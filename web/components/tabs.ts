/** The parts of one thing, each a page with an address of its own. */
import { attributes, type Html, html } from '../html.ts';

export type Tab = { text: string; href: string; current: boolean; count?: number | undefined };

export const tabs = (label: string, items: readonly Tab[]): Html =>
  html`<nav class="tabs" aria-label="${label}"><ul>${items.map(
    ({ text, href, current, count }) =>
      html`<li><a href="${href}"${attributes({ 'aria-current': current ? 'page' : undefined })}>${text}${
        count !== undefined &&
        html` <span class="count">${count}<span class="visually-hidden">件</span></span>`
      }</a></li>`,
  )}</ul></nav>`;
