import { button } from '../../components.ts';
import { type Html, html } from '../../html.ts';

/** The list of keys, and the switch for people whom single keys get in the way of (WCAG 2.1.4). */
export const keysDialog = (
  place: 'queue' | 'work',
): Html => html`<dialog class="dialog" id="keys" aria-labelledby="keys-title">
  <h2 id="keys-title">キー操作</h2>
  <div class="dialog-body">
    <dl class="keys">${keys[place].map(([key, text]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}</dl>
    <label class="choice"><input type="checkbox" data-keys-switch autocomplete="off"><span>1文字のキー操作を使う<small>入力欄に入力している間は働きません。この設定はこのブラウザーに残ります。</small></span></label>
  </div>
  <div class="dialog-actions">${button({ text: '閉じる', type: 'button', attributes: { 'data-close-dialog': true } })}</div>
</dialog>`;

const help = ['?', 'この一覧を開く'] as const;
const keys = {
  queue: [
    ['j', '次の申込みへ移る'],
    ['k', '前の申込みへ移る'],
    ['Enter', '申込みを開く'],
    ['c', '担当する'],
    ['x', '選択する・選択を解除する'],
    ['/', '検索欄へ移る'],
    help,
  ],
  work: [['j', '次の申込みを開く'], ['k', '前の申込みを開く'], ['u', '一覧へ戻る'], help],
} as const;

export const keysOpener = html`<button type="button" class="button needs-script" data-kind="quiet" data-size="small" data-open-dialog="keys">キー操作 <kbd>?</kbd></button>`;
