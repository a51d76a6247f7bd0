/** A question before something that is not easily undone: a dialog, or the page of the same address where no script opens it. */
import { actions, button, dialogConfirm } from '../components.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';
import type { Crumb } from '../layout.ts';
import { staffPage } from './page.ts';

export interface Question {
  /** GET asks, POST acts. */
  path: string;
  title: string;
  /** What will happen. */
  consequence: string;
  confirm: string;
  /** Sent along unseen, such as the version that was looked at. */
  hidden?: Readonly<Record<string, string>>;
}

const idOf = ({ path }: Question) => `ask-${path.replace(/[^A-Za-z0-9]+/g, '-')}`;

/** The button that leads to the question, and the dialog that a script opens instead. */
export const questionButton = (
  question: Question,
  {
    text,
    kind = 'secondary',
    about,
  }: { text: string; kind?: 'secondary' | 'danger' | 'quiet'; about?: string },
): Html => html`<a class="button" data-kind="${kind}" data-size="small" href="${question.path}" data-open-dialog="${idOf(question)}">${text}${
  about && html`<span class="visually-hidden">（${about}）</span>`
}</a>
  ${dialogConfirm({
    id: idOf(question),
    title: question.title,
    body: question.consequence,
    confirm: html`<form method="post" action="${question.path}" data-submit-once>${hidden(question)}${button({ text: question.confirm, kind: 'danger' })}</form>`,
  })}`;

export const questionPage = (
  c: Context,
  question: Question,
  { back, breadcrumb }: { back: string; breadcrumb: readonly Crumb[] },
): Html =>
  staffPage(c, {
    title: question.title,
    lead: question.consequence,
    breadcrumb,
    content: html`<form method="post" action="${question.path}" class="form" data-submit-once>
      ${hidden(question)}
      ${actions({
        primary: button({ text: question.confirm, kind: 'danger' }),
        back: button({ text: 'キャンセル', href: back }),
      })}
    </form>`,
  });

const hidden = ({ hidden: values = {} }: Question) =>
  Object.entries(values).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
