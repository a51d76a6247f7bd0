import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import { actions, applicationNumber, banner, button, dialogConfirm } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';

/** An act that cannot be undone: a dialog asks before it, and without JavaScript a page. */
interface Question {
  /** Last part of the URL: GET asks, POST acts. */
  act: 'withdrawal' | 'discard';
  opener: string;
  title: string;
  body: string;
  confirm: string;
}

export const withdrawalQuestion: Question = {
  act: 'withdrawal',
  opener: '申込みを取り下げる',
  title: '申込みを取り下げます。よろしいですか？',
  body: '取り下げた申込みは元に戻せません。必要な場合は、あらためて申し込んでください。',
  confirm: '取り下げる',
};

export const discardQuestion: Question = {
  act: 'discard',
  opener: '入力内容を破棄する',
  title: '入力内容を破棄します。よろしいですか？',
  body: '保存した入力内容が消えます。このWeb申込番号は使われなくなります。',
  confirm: '破棄する',
};

/** The button that leads to the question, with the dialog that app.js opens in its place. */
export function questionButton(number: string, question: Question): Html {
  const { act, opener, title, body } = question;
  const href = `/change-applications/${number}/${act}`;
  return html`
    <p>${button({ text: opener, kind: 'quiet', href, attributes: { 'data-open-dialog': act } })}</p>
    ${dialogConfirm({ id: act, title, body, confirm: actForm(number, question) })}`;
}

/** The same question as a page. */
export const questionPage = (c: Context, application: ChangeApplication, question: Question): Html =>
  userPage(c, {
    title: question.opener,
    trail: [{ text: '保険利用者情報変更の申込状況', href: '/change-applications' }],
    titleAside: applicationNumber(application.applicationNumber),
    content: html`
      ${banner('warning', question.title, question.body)}
      ${actions({
        primary: actForm(application.applicationNumber, question),
        back: button({ text: 'キャンセル', href: `/change-applications/${application.applicationNumber}` }),
      })}`,
  });

const actForm = (number: string, { act, confirm }: Question): Html =>
  html`<form method="post" action="/change-applications/${number}/${act}" data-submit-once>${button({ text: confirm, kind: 'danger' })}</form>`;
