import { button } from '../../components/actions.ts';
import { type Html, html } from '../../html.ts';

/** The button 「ワンタイムパスワードの発行」 of the user page (manual 5-3 ②). */
export const issueForm = (kind: 'primary' | 'secondary' = 'primary'): Html =>
  html`<form method="post" action="/one-time-password" data-submit-once>${button({ text: 'ワンタイムパスワードの発行', kind })}</form>`;
