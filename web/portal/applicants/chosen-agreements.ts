import type { Agreement } from '../../../db/agreements.ts';
import { readAgreementCodes } from '../../../domain/applicant.ts';
import { actions, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { fieldId } from '../../field-frame.ts';
import { attributes, type Html, html } from '../../html.ts';
import { icon } from '../../icons.ts';
import { userPage } from '../page.ts';
import { agreementList } from './details.ts';
import type { Wizard } from './draft.ts';

/**
 * The agreements chosen so far and the button 「特約コードの追加／削除」 (manual 4-4): both only where 「対象特約のみ参照可能」 is
 * chosen. A script keeps the button so; without one the server says what is to be chosen first.
 */
export function chosenAgreements(
  { path }: Wizard,
  {
    codes = '',
    agreements,
    error,
  }: { codes?: string | undefined; agreements: readonly Agreement[]; error?: string | undefined },
): Html {
  const id = fieldId('agreementCodes');
  const opener = button({
    text: '特約コードの追加／削除',
    attributes: {
      id,
      formaction: `${path}/agreements`,
      'hx-post': `${path}/agreements`,
      'hx-target': '#popup',
      'hx-swap': 'innerHTML',
      'aria-describedby': error ? `${id}-error` : undefined,
    },
  });
  return html`<fieldset class="field field-group" id="chosen-agreements" data-enabled-by="contractDataRight=selectedAgreements"${attributes({ 'data-invalid': error ? true : undefined })}>
    <legend class="label">参照可能な特約コード</legend>
    <p class="help">「対象特約のみ参照可能」を選択した場合は、1つ以上選択してください。</p>
    <div class="chosen" aria-live="polite">${agreementList(readAgreementCodes(codes), agreements)}</div>
    <input type="hidden" name="agreementCodes" value="${codes}">
    <div>${opener}</div>
    ${error && html`<p class="error-text" id="${id}-error">${icon('error')}<span>${error}</span></p>`}
  </fieldset>`;
}

const TITLE = '特約コードの追加／削除';
const LEAD =
  '参照可能にする特約コードをチェックし、「反映」ボタンをクリックしてください。チェックを外した特約コードは参照できなくなります。';

interface Choice {
  codes: readonly string[];
  agreements: readonly Agreement[];
}

/** The popup. 反映 closes it and shows the choice in the form behind it. */
export const agreementsDialog = ({ path }: Wizard, choice: Choice): Html => html`
  <dialog class="dialog" id="agreements" data-fetched aria-labelledby="agreements-title">
    <h2 id="agreements-title">${TITLE}</h2>
    <form method="post" action="${path}/agreements/selection" hx-post="${path}/agreements/selection" hx-target="#chosen-agreements" hx-swap="outerHTML">
      <div class="dialog-body"><p>${LEAD}</p>${checkboxes(choice)}</div>
      <div class="dialog-actions">
        <button class="button" data-kind="secondary" type="button" data-close-dialog>キャンセル</button>
        ${button({ text: '反映', kind: 'primary' })}
      </div>
    </form>
  </dialog>`;

/** The same as a page, where no script opens the popup. */
export const agreementsPage = (c: Context, { path, title }: Wizard, choice: Choice): Html =>
  userPage(c, {
    title: TITLE,
    trail: [
      { text: 'Webユーザー（申込者）情報照会・追加・変更', href: '/applicants' },
      { text: title, href: `${path}/edit` },
    ],
    lead: LEAD,
    content: html`<form method="post" action="${path}/agreements/selection" class="form" data-submit-once>
      <div class="section">${checkboxes(choice)}</div>
      ${actions({
        primary: button({ text: '反映', kind: 'primary' }),
        back: button({ text: '戻る', href: `${path}/edit` }),
      })}
    </form>`,
  });

const checkboxes = ({ codes, agreements }: Choice): Html =>
  agreements.length === 0
    ? html`<p>選択できる特約コードがありません。</p>`
    : html`<fieldset class="choices"><legend class="visually-hidden">特約コード</legend>${agreements.map(
        ({ agreementCode, name }) =>
          html`<label class="choice"><input type="checkbox" name="codes"${attributes({ value: agreementCode, checked: codes.includes(agreementCode) })}><span><span class="number">${agreementCode}</span><small>${name}</small></span></label>`,
      )}</fieldset>`;
