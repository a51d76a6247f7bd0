import { SESSION_HOURS_AT_MOST } from '../../../db/sessions.ts';
import { button } from '../../components/actions.ts';
import type { Session } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { endOf, IDLE_MINUTES, secondsLeft } from '../../sessions.ts';

/** Minutes before the end of a session at which the dialog opens (WCAG 2.2.1: time enough to answer by a simple act). */
const WARNED_BEFORE_MINUTES = 5;

/**
 * When the session ends, in words on every page, and the dialog that app.js opens before it does. In a session that only
 * leads to choosing a password nothing can be put off.
 */
export function sessionNotice(session: Session): { footnote: Html; dialogs?: Html } {
  const { at, extendable } = endOf(session);
  const footnote = html`${extendable && '操作がない場合は '}${time(at, 'time')} に自動的にログアウトします。`;
  return session.mustChoosePassword ? { footnote } : { footnote, dialogs: warning(session) };
}

const warning = (session: Session): Html => {
  const { seconds, extendable } = secondsLeft(session);
  return html`<dialog class="dialog" id="session-warning" role="alertdialog" aria-labelledby="session-warning-title" aria-describedby="session-warning-body"
    data-session-seconds="${seconds}" data-session-extendable="${String(extendable)}" data-session-warning-seconds="${WARNED_BEFORE_MINUTES * 60}">
  <h2 id="session-warning-title">まもなくログアウトします</h2>
  <div class="dialog-body" id="session-warning-body">
    <p><strong><span data-session-end></span> に自動的にログアウトします。</strong>確定していない入力は失われます。</p>
    <p data-session-when="extendable">${IDLE_MINUTES}分間操作がないためです。続ける場合は「延長」を押してください。</p>
    <p data-session-when="final" hidden>ログインから${SESSION_HOURS_AT_MOST}時間になるため、延長できません。入力中の手続きを終えてください。</p>
    <p class="error-text" data-session-problem role="alert" hidden>延長できませんでした。通信の状態を確認して、もう一度お試しください。</p>
  </div>
  <div class="dialog-actions">
    <button class="button" data-kind="secondary" type="button" data-close-dialog>閉じる</button>
    ${button({ text: '延長', kind: 'primary', type: 'button', attributes: { 'data-session-extend': true, autofocus: true } })}
  </div>
</dialog>`;
};
