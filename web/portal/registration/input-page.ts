import type { FieldErrors } from '../../../domain/field.ts';
import { fieldGroupsOf, type InsuredPartyKind, insuredPartyKindText } from '../../../domain/insured-party.ts';
import { personalDetailsFields } from '../../../domain/personal-details.ts';
import { TERMS_VERSION } from '../../../domain/registration.ts';
import { actions, banner, button, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { checkbox, errorSummary, fieldset, radioGroup, textField } from '../../fields.ts';
import { formatDate } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { fieldInput } from '../field-input.ts';
import { publicPage } from '../page.ts';
import { addressFields, isFilledByPostalCode, postalCodeField } from './address.ts';
import { ADMINISTRATOR, type Form, newPartyKind, PARTY } from './form.ts';

export const steps = ['登録内容の入力', '登録内容の確認', '完了'];

export const formTitles: Record<Form, string> = {
  'head-office': '保険利用者（本店）・Webユーザー（管理者）の登録',
  branch: '保険利用者（支店）・Webユーザー（管理者）の登録',
  administrator: 'Webユーザー（管理者）の登録',
};

export interface InputPage {
  form: Form;
  input: Record<string, string>;
  errors?: FieldErrors;
  /** Too much came from this client address. */
  tooMany?: boolean;
}

/** Step 1: the record of the insured party, the administrator's details, and the agreement to the terms of use. */
export function inputPage(c: Context, { form, input, errors = {}, tooMany }: InputPage): Html {
  return publicPage(c, {
    title: formTitles[form],
    steps: stepIndicator(steps, 1),
    lead: '必須の項目をすべて入力し、Webサービス利用規約に同意のうえ、「確認する」ボタンをクリックしてください。',
    content: html`
      ${tooMany && tooManyBanner}
      ${errorSummary(summaryOf(form, errors))}
      <form method="post" action="/registration/${form}" class="form" data-submit-once>
        ${partyFieldsets(form, input, errors)}
        ${administratorFieldsets(input, errors)}
        ${fieldset({
          legend: 'Webサービス利用規約',
          content: html`
            <p><a href="/registration/terms" target="_blank" rel="noopener">Webサービス利用規約を読む<span class="visually-hidden">（新しいタブで開きます）</span></a>（${formatDate(TERMS_VERSION)}版）</p>
            ${checkbox({
              name: 'terms',
              label: 'Webサービス利用規約に同意します',
              required: true,
              checked: input.terms === 'true',
              error: errors.terms,
            })}`,
        })}
        ${actions({
          primary: button({ text: '確認する', kind: 'primary' }),
          back: button({ text: '戻る', form: 'discard' }),
        })}
        <p class="help">「戻る」を押すと登録する内容の選択に戻り、入力した情報は消えます。</p>
      </form>
      <form method="post" action="/registration/discard" id="discard"></form>`,
  });
}

/** Says when it goes on; what was typed stays on the page. */
export const tooManyBanner = banner(
  'error',
  'ただいま登録の申込みを受け付けられません',
  '同じ接続元またはメールアドレスからの申込みが続いたため、一時的に受付を止めています。入力した内容はこの画面に残っています。1時間ほどおいてから、もう一度お試しください。',
  { live: true },
);

function partyFieldsets(form: Form, input: Record<string, string>, errors: FieldErrors): Html[] {
  const kind = newPartyKind(form);
  if (!kind) return [existingParty(input, errors)];
  return [
    ...fieldGroupsOf(kind).map(({ group, fields }) =>
      fieldset({
        legend: `保険利用者：${group}`,
        content: fields.map((field) => {
          if (field.key === 'postalCode') return postalCodeField(form, field, input, errors);
          if (field.key === 'prefecture') return addressFields(kind, input, { errors, fill: false });
          if (isFilledByPostalCode(field.key)) return '';
          const name = PARTY + field.key;
          const autocomplete = field.autocomplete ?? 'off';
          return fieldInput({ ...field, key: name, autocomplete }, input[name], { error: errors[name] });
        }),
      }),
    ),
    fieldset({ legend: '企業総合保険', content: comprehensive(input, errors) }),
  ];
}

const comprehensive = (input: Record<string, string>, errors: FieldErrors): Html =>
  radioGroup({
    name: 'wantsComprehensiveInsurance',
    label: COMPREHENSIVE,
    required: true,
    inline: true,
    help: '利用すると、特約ごとに参照権限を設定できます。利用の可否は審査のうえ決まります。',
    value: input.wantsComprehensiveInsurance ?? '',
    error: errors.wantsComprehensiveInsurance,
    options: [
      { value: 'true', text: '希望する' },
      { value: 'false', text: '希望しない' },
    ],
  });

const COMPREHENSIVE = '企業総合保険の利用希望';

const existingParty = (input: Record<string, string>, errors: FieldErrors): Html =>
  fieldset({
    legend: '登録済みの保険利用者',
    help: '通知書は、保険利用者として登録されている所在地へ郵送します。',
    content: html`
      ${textField({
        name: 'insuredCode',
        label: '保険利用者コード',
        required: true,
        value: input.insuredCode ?? '',
        help: '9桁の数字です。保険証券などに記載されています。',
        error: errors.insuredCode,
        autocomplete: 'off',
        inputmode: 'numeric',
        width: 'm',
      })}
      ${radioGroup({
        name: 'partyKind',
        label: '本店・支店の別',
        required: true,
        inline: true,
        value: input.partyKind ?? '',
        error: errors.partyKind,
        options: partyKinds.map((value) => ({ value, text: insuredPartyKindText[value] })),
      })}`,
  });

const partyKinds: InsuredPartyKind[] = ['headOffice', 'branch'];

const administratorFieldsets = (input: Record<string, string>, errors: FieldErrors): Html[] =>
  [...Map.groupBy(personalDetailsFields, ({ group }) => group)].map(([group, fields]) =>
    fieldset({
      legend: `Webユーザー（管理者）：${group}`,
      help: fields.some(({ key }) => key === 'email')
        ? '受付と審査結果のお知らせを、このメールアドレスにお送りします。'
        : undefined,
      content: fields.map((field) => {
        const name = ADMINISTRATOR + field.key;
        return fieldInput({ ...field, key: name }, input[name], { error: errors[name] });
      }),
    }),
  );

/** In the order of the page. */
function summaryOf(form: Form, errors: FieldErrors) {
  const kind = newPartyKind(form);
  const fields = [
    ...(kind
      ? [
          ...fieldGroupsOf(kind).flatMap((group) => group.fields.map(named(PARTY, ''))),
          { name: 'wantsComprehensiveInsurance', label: COMPREHENSIVE },
        ]
      : [
          { name: 'insuredCode', label: '保険利用者コード' },
          { name: 'partyKind', label: '本店・支店の別' },
        ]),
    ...personalDetailsFields.map(named(ADMINISTRATOR, '管理者の')),
    { name: 'terms', label: 'Webサービス利用規約' },
  ];
  return fields.flatMap(({ name, label }) => {
    const message = errors[name];
    return message ? [{ name, label, message }] : [];
  });
}

const named =
  (prefix: string, whose: string) =>
  ({ key, label }: { key: string; label: string }) => ({ name: prefix + key, label: whose + label });
