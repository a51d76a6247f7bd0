import type { LetterPrintRow, LetterRow } from '../../../db/letters.ts';
import { actions, banner, button, section, timeline } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textAreaField } from '../../fields.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';

/** What was typed as the reason, and what is wrong with it. */
export interface ReasonState {
  reasonText?: string;
  error?: string;
}

/** What stands between a letter in the post and a second one. */
export const replacementPage = (
  c: Context,
  { letter, user, party }: LetterRow,
  state: ReasonState = {},
): Html =>
  againPage(c, {
    title: '通知書を作り直す',
    userId: user.webUserId,
    state,
    warning: {
      title: '新しい通知書を印刷すると、前の通知書のパスワードは使えなくなります',
      body: html`<p>${party.name}　${user.name} 様（<span class="number">${user.webUserId}</span>）の通知書は、${letter.postedAt && time(letter.postedAt)}に発送済みです。届いていないこと、または有効期限が過ぎたことを確認してください。</p>
        <p>作り直すと、発送待ちの一覧に新しい通知書が加わります。</p>`,
    },
    action: `/office/letters/${letter.letterId}/replacement`,
    label: '作り直す理由',
    submit: button({ text: '通知書を作り直す', kind: 'primary' }),
    once: true,
  });

/** What stands between a printed letter and its second print. */
export const reprintPage = (
  c: Context,
  { row, prints }: { row: LetterRow; prints: LetterPrintRow[] },
  state: ReasonState & { overtaken?: boolean } = {},
): Html => {
  const { letter, user, party, printerName } = row;
  return againPage(c, {
    title: '通知書をもう一度印刷する',
    userId: user.webUserId,
    state,
    notice:
      state.overtaken &&
      banner(
        'warning',
        'この通知書はすでに印刷されています',
        'ほかの職員が先に印刷したか、同じ操作が2回行われました。印刷は行っていません。',
        { live: true },
      ),
    warning: {
      title: '先に印刷した通知書のパスワードは使えなくなります',
      body: html`<p>${party.name}　${user.name} 様（<span class="number">${user.webUserId}</span>）の通知書は、${letter.printedAt && time(letter.printedAt)}に${printerName}が印刷しました。</p>
        <p>もう一度印刷すると、新しいパスワードが作られます。先に印刷した通知書は郵送せず、裁断してください。</p>`,
    },
    action: `/office/letters/${letter.letterId}/print`,
    hidden: html`<input type="hidden" name="printedAt" value="${letter.printedAt?.toISOString() ?? ''}">`,
    label: 'もう一度印刷する理由',
    submit: button({ text: '新しいパスワードで印刷する', kind: 'danger' }),
    below: section({ title: '印刷の履歴', content: history(prints) }),
  });
};

interface AgainPage {
  title: string;
  userId: string;
  state: ReasonState;
  notice?: Html | false | undefined;
  warning: { title: string; body: Html };
  action: string;
  hidden?: Html;
  label: string;
  submit: Html;
  /** Not where the answer is the letter itself, after which one may come back to this form. */
  once?: boolean;
  below?: Html;
}

const againPage = (c: Context, page: AgainPage): Html =>
  staffPage(c, {
    title: page.title,
    breadcrumb: [{ text: '通知書', href: '/office/letters' }, { text: page.userId }],
    content: html`<div class="stack">
      ${errorSummary(page.state.error ? [{ name: 'reasonText', label: page.label, message: page.state.error }] : [])}
      ${page.notice}
      ${banner('warning', page.warning.title, page.warning.body)}
      <form method="post" action="${page.action}" class="form"${page.once ? html` data-submit-once` : ''}>
        ${page.hidden}
        ${textAreaField({ name: 'reasonText', label: page.label, required: true, rows: 2, value: page.state.reasonText, error: page.state.error, help: '記録に残ります。例：紙詰まりで印刷できなかった、宛先不明で戻ってきた' })}
        ${actions({ primary: page.submit, back: button({ text: '戻る', href: '/office/letters' }) })}
      </form>
      ${page.below}
    </div>`,
  });

const history = (prints: LetterPrintRow[]): Html =>
  timeline(
    prints.map(({ printedAt, printerName, reasonText }) => ({
      at: printedAt,
      actor: printerName,
      text: reasonText ? 'もう一度印刷しました' : '印刷しました',
      detail: reasonText ? html`<p class="prose">${reasonText}</p>` : undefined,
    })),
  );
