import { attributes, type Html, html } from '../html.ts';

/** Where on the page of a case one can go; the decision is what one comes for. */
interface Jump {
  href: `#${string}`;
  text: string;
  primary?: boolean;
}

/** On narrow screens, where record and decision stand one below the other: the way between them, always at hand. */
const jumpBar = (jumps: readonly Jump[]): Html =>
  html`<nav class="jump-bar" aria-label="ページ内の移動"><ul>${jumps.map(
    ({ href, text, primary }) =>
      html`<li><a href="${href}"${attributes({ 'data-primary': primary })}>${text}</a></li>`,
  )}</ul></nav>`;

/** The three parts of every case. */
export const caseJumps = (contents: string): Html =>
  jumpBar([
    { href: '#contents', text: contents },
    { href: '#history', text: '経過' },
    { href: '#decision', text: '決裁', primary: true },
  ]);
