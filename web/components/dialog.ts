/**
 * A question before something that cannot be undone, as a <dialog>.
 *
 *   <form method="post" action="…/withdrawal">            without a script the button leads to a page that asks
 *     ${button({ text: '取下げる', href: '…/withdrawal', attributes: { 'data-open-dialog': 'withdraw' } })}
 *   ${dialogConfirm({ id: 'withdraw', title: '申込みを取り下げます。よろしいですか？', body: '…',
 *     confirm: html`<form method="post" action="…/withdrawal">${button({ text: '取下げる', kind: 'danger' })}</form>` })}
 *
 * The opener is a link to (or a submit button for) the page with the same question; app.js opens the dialog instead.
 * It may stand inside a form: there a <form method="dialog"> would vanish, and キャンセル would submit.
 */
import { type Html, html } from '../html.ts';

export const dialogConfirm = ({
  id,
  title,
  body,
  confirm,
  cancelText = 'キャンセル',
}: {
  id: string;
  title: string;
  body: string | Html;
  /** A form with its button, or a button with a `form` attribute. */
  confirm: Html;
  cancelText?: string | undefined;
}): Html => html`<dialog class="dialog" id="${id}" aria-labelledby="${id}-title" aria-describedby="${id}-body">
  <h2 id="${id}-title">${title}</h2>
  <div class="dialog-body" id="${id}-body">${typeof body === 'string' ? html`<p>${body}</p>` : body}</div>
  <div class="dialog-actions">
    <button class="button" data-kind="secondary" type="button" data-close-dialog autofocus>${cancelText}</button>
    ${confirm}
  </div>
</dialog>`;
