import { COMPANIES_FOUND_AT_MOST, type CompanyChoice } from '../../../db/group-viewers.ts';
import type { WebUser } from '../../../db/schema/web-users.ts';
import { insuredPartyKindText } from '../../../domain/insured-party.ts';
import { personalDetailsFields } from '../../../domain/personal-details.ts';
import type { FormValues } from '../../answer.ts';
import { actions, banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { checkbox, errorSummary, fieldset, selectField, textAreaField, textField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { fieldInput } from '../../portal/field-input.ts';
import { staffPage } from '../page.ts';
import { boxOf, NOTE_AT_MOST, type RequestErrors } from './form.ts';

export interface FormPage {
  /** The ID whose companies shall change; without one, a new ID is asked for. */
  viewer?: WebUser;
  input: FormValues;
  chosen: CompanyChoice[];
  found: CompanyChoice[];
  errors?: RequestErrors;
  searched?: boolean;
  anotherWaits?: boolean;
}

export function formPage(c: Context, page: FormPage): Html {
  const { viewer, input, errors = {}, anotherWaits } = page;
  const home = viewer ? `/office/group-viewers/${viewer.webUserId}` : '/office/group-viewers';
  const title = viewer ? '閲覧する保険利用者の変更' : '全社閲覧用IDの発行を依頼';
  return staffPage(c, {
    title,
    lead: '入力した内容は、入力した方とは別の承認者または統括者が決裁します。',
    breadcrumb: [
      { text: '全社閲覧用ID', href: '/office/group-viewers' },
      ...(viewer ? [{ text: viewer.webUserId, href: home }] : []),
      { text: title },
    ],
    content: html`
      ${anotherWaits && banner('warning', '決裁を待つ変更の依頼がすでにあります', '先の依頼が決裁されてから、もう一度入力してください。', { live: true })}
      ${errorSummary(summaryOf(page))}
      <form method="post" action="${viewer ? `${home}/companies` : '/office/group-viewers/requests'}" class="form" data-submit-once>
        <input type="hidden" name="requestId" value="${input.requestId ?? crypto.randomUUID()}">
        ${fieldset({ legend: '閲覧する保険利用者', content: companyFields(page) })}
        ${
          !viewer &&
          fieldset({
            legend: 'IDを使用する方',
            content: personalDetailsFields.map((field) =>
              fieldInput(field, input[field.key], { error: errors[field.key] }),
            ),
          })
        }
        ${fieldset({
          legend: '決裁者への連絡',
          content: textAreaField({
            name: 'note',
            label: '依頼の経緯',
            help: 'お申出の日、受付の方法、本人確認の結果など。お客様には表示されません。',
            value: input.note ?? '',
            error: errors.note,
            maxlength: NOTE_AT_MOST,
          }),
        })}
        ${actions({
          primary: button({ text: '決裁を依頼する', kind: 'primary', name: 'act', value: 'enter' }),
          back: button({ text: '戻る', href: home }),
        })}
      </form>`,
  });
}

const companyFields = ({ viewer, input, chosen, found, errors = {}, searched }: FormPage): Html => html`
  ${textField({
    name: 'q',
    label: '保険利用者をコードまたは名称で探す',
    mark: false,
    type: 'search',
    value: input.q ?? '',
    autocomplete: 'off',
    maxlength: 100,
    after: button({ text: '検索する', name: 'act', value: 'search' }),
    help: `見つかったものを${COMPANIES_FOUND_AT_MOST}件まで下に表示します。選択済みのものはそのまま残ります。`,
  })}
  <div id="companies" tabindex="-1">
    ${errors.companies && banner('error', errors.companies)}
    ${chosen.length > 0 && html`<p><strong>選択済み（${chosen.length}件）</strong></p>`}
    ${chosen.map((company) => box(company, true))}
    ${found.length > 0 && html`<p><strong>検索の結果（${found.length}件）</strong></p>`}
    ${found.map((company) => box(company, false))}
    ${searched && found.length === 0 && banner('info', 'ほかに該当する保険利用者はありません', 'コードの先頭部分、または名称・フリガナの一部で探せます。', { live: true })}
  </div>
  ${
    viewer
      ? html`<p class="help">IDの先頭9桁である${viewer.insuredCode}は外せません。</p>`
      : selectField({
          name: 'home',
          label: 'IDの先頭9桁にする保険利用者コード',
          required: true,
          options: [...chosen, ...found].map(({ insuredCode, name }) => ({
            value: insuredCode,
            text: `${insuredCode}　${name}`,
          })),
          value: input.home ?? '',
          error: errors.home,
          help: 'ログイン後にはじめに表示される保険利用者です。',
        })
  }`;

const box = ({ insuredCode, name, kind }: CompanyChoice, checked: boolean): Html =>
  checkbox({
    name: boxOf(insuredCode),
    label: `${insuredCode}　${name}（${insuredPartyKindText[kind]}）`,
    checked,
    mark: false,
  });

const summaryOf = ({ errors = {} }: FormPage) => {
  const labels = [
    { key: 'companies' as const, label: '閲覧する保険利用者' },
    { key: 'home' as const, label: 'IDの先頭9桁にする保険利用者コード' },
    ...personalDetailsFields,
    { key: 'note' as const, label: '依頼の経緯' },
  ];
  return labels.flatMap(({ key, label }) => {
    const message = errors[key];
    return message ? [{ name: key, message, label }] : [];
  });
};
