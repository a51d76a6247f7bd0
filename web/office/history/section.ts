import type { CaseReference } from '../../../db/comments.ts';
import { COMMENT_AT_MOST } from '../../../domain/comment.ts';
import { mayStaff } from '../../access.ts';
import { banner, button, section, type TimelineEntry, timeline } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textAreaField } from '../../fields.ts';
import { attributes, type Html, html } from '../../html.ts';
import { furtherEntries } from './entries.ts';
import type { History } from './read.ts';

/** How the form comes back where a comment was not taken. */
export interface CommentState {
  commentId?: string;
  text?: string;
  error?: string;
  problem?: string;
}

/** Entries that are open at once; a long story begins folded. */
const SHOWN_AT_ONCE = 12;

/** 経過と内部コメント: every step by customer, staff and system, and what staff say to each other; the newest first. */
export function historySection(
  c: Context,
  reference: CaseReference,
  steps: TimelineEntry[],
  history: History,
  state: CommentState = {},
): Html {
  const entries = [...steps, ...furtherEntries(c, history)].toSorted(
    (one, other) => other.at.getTime() - one.at.getTime(),
  );
  const [recent, earlier] = [entries.slice(0, SHOWN_AT_ONCE), entries.slice(SHOWN_AT_ONCE)];
  return html`<div id="history">${section({
    title: '経過と内部コメント',
    content: html`
      ${state.problem && html`<div tabindex="-1" data-takes-focus>${banner('warning', state.problem, undefined, { live: true })}</div>`}
      ${mayStaff(c.var.staff, 'applications:work') && commentForm(c.var.staff.staffId, reference, state)}
      ${timeline(recent)}
      ${earlier.length > 0 && html`<details class="earlier"><summary>以前の経過（${earlier.length}件）</summary>${timeline(earlier)}</details>`}`,
  })}</div>`;
}

const commentsPath = ({ work, number }: CaseReference) =>
  `/office/history/${work}/${encodeURIComponent(number)}/comments`;

/**
 * Only its own part of the page is swapped: what is typed into the decision beside it stays. The browser keeps what is
 * half typed here while a decision loads the page anew.
 */
function commentForm(
  staffId: string,
  reference: CaseReference,
  { commentId, text, error }: CommentState,
): Html {
  const url = commentsPath(reference);
  const sent = attributes({
    action: url,
    'hx-post': url,
    'hx-target': '#history',
    'hx-swap': 'outerHTML',
    'data-keep-typed': `${url} ${staffId}`,
  });
  return html`<form method="post" class="form comment-form" data-submit-once${sent}>
    ${errorSummary(error ? [{ name: 'comment', message: error, label: '内部コメント' }] : [])}
    <input type="hidden" name="commentId" value="${commentId ?? crypto.randomUUID()}">
    ${textAreaField({
      name: 'comment',
      label: '内部コメント',
      mark: false,
      help: `職員だけが読みます。申込者には表示されません。${COMMENT_AT_MOST}文字以内。`,
      value: text,
      error,
      rows: 2,
    })}
    ${button({ text: 'コメントを残す', size: 'small' })}
  </form>`;
}
