/**
 * Form fields. Each draws its label above, 必須 or 任意 in words, help, the control and its error beside it, and
 * ties them together with aria-describedby and aria-invalid (field-frame.ts).
 *
 *   <form method="post" class="form" data-submit-once>
 *     ${errorSummary(errors)}                                  takes the focus; links to the fields
 *     ${textField({ name: 'name', label: '氏名', value, required: true, error, autocomplete: 'name' })}
 *     ${fieldset({ legend: '連絡先', content: html`…` })}
 *     ${actions({ primary: button({ text: '確認する', kind: 'primary' }), back: button({ text: '戻る', href }) })}
 *   </form>
 */
import {
  describedBy,
  describedControl,
  errorText,
  type Field,
  fieldId,
  help,
  idOf,
  labelled,
  mark,
} from './field-frame.ts';
import { type Attributes, attributes, type Html, html, type Value } from './html.ts';
import { icon } from './icons.ts';

/** Widths hint the length of the answer: about 6, 12, 22 and 36 half-width characters, or the whole line. */
export type FieldWidth = 'xs' | 's' | 'm' | 'l' | 'full';

export type TextField = Field & {
  type?: 'text' | 'password' | 'email' | 'tel' | 'url' | 'search' | 'number' | undefined;
  width?: FieldWidth | undefined;
  autocomplete?: string | undefined;
  inputmode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url' | 'search' | undefined;
  maxlength?: number | undefined;
  lang?: string | undefined;
  readonly?: boolean | undefined;
  prefix?: string | undefined;
  suffix?: string | undefined;
  /** Stands to the right of the control, such as a button that looks something up. */
  after?: Html | undefined;
};

export type Option = {
  value: string;
  text: string;
  help?: string | undefined;
  attributes?: Attributes | undefined;
};
export type FieldError = { name: string; message: string; label?: string | undefined };

export function textField(field: TextField): Html {
  const control = html`<input class="input"${attributes({
    ...describedControl(field),
    type: field.type ?? 'text',
    value: field.type === 'password' ? undefined : (field.value ?? ''),
    autocomplete: field.autocomplete,
    inputmode: field.inputmode,
    maxlength: field.maxlength,
    lang: field.lang,
    readonly: field.readonly,
    'data-width': field.width ?? 'm',
    ...field.attributes,
  })}>`;
  const affixed =
    field.prefix || field.suffix
      ? html`<span class="affixed">${field.prefix && html`<span>${field.prefix}</span>`}${control}${field.suffix && html`<span>${field.suffix}</span>`}</span>`
      : control;
  return labelled(field, field.after ? html`<span class="beside">${affixed}${field.after}</span>` : affixed);
}

export function textAreaField(
  field: Field & {
    rows?: number | undefined;
    maxlength?: number | undefined;
    width?: FieldWidth | undefined;
  },
): Html {
  const described = attributes({
    ...describedControl(field),
    rows: field.rows ?? 4,
    maxlength: field.maxlength,
    'data-width': field.width ?? 'full',
    ...field.attributes,
  });
  // The browser drops the first line break inside a textarea, so one is given to it.
  return labelled(field, html`<textarea class="input"${described}>${'\n'}${field.value}</textarea>`);
}

export function selectField(
  field: Field & {
    options: readonly Option[];
    /** The text of the empty choice; `false` for none. */
    blank?: string | false | undefined;
    width?: FieldWidth | undefined;
    autocomplete?: string | undefined;
  },
): Html {
  const blank = field.blank ?? '選択してください';
  const chosen = String(field.value ?? '');
  const described = attributes({
    ...describedControl(field),
    autocomplete: field.autocomplete,
    'data-width': field.width ?? 'm',
    ...field.attributes,
  });
  return labelled(
    field,
    html`<span class="select"><select class="input"${described}>${
      blank !== false && html`<option value="">${blank}</option>`
    }${field.options.map(
      (option) =>
        html`<option${attributes({ value: option.value, selected: option.value === chosen, ...option.attributes })}>${option.text}</option>`,
    )}</select></span>`,
  );
}

export function dateField(
  field: Field & {
    min?: string | undefined;
    max?: string | undefined;
    autocomplete?: string | undefined;
  },
): Html {
  const described = attributes({
    ...describedControl(field),
    value: field.value ?? '',
    min: field.min,
    max: field.max,
    autocomplete: field.autocomplete,
    'data-width': 's',
    ...field.attributes,
  });
  return labelled(field, html`<input class="input" type="date"${described}>`);
}

/** One choice of several. The first radio carries the field's id, so that the error summary's link reaches it. */
export function radioGroup(
  field: Field & { options: readonly Option[]; inline?: boolean | undefined },
): Html {
  const id = idOf(field);
  const chosen = String(field.value ?? '');
  const radios = field.options.map((option, index) => {
    const described = attributes({
      id: index === 0 ? id : `${id}-${fieldId(option.value)}`,
      name: field.name,
      value: option.value,
      checked: option.value === chosen,
      'aria-invalid': field.error ? 'true' : undefined,
      ...option.attributes,
      ...field.attributes,
    });
    return html`<label class="choice"><input type="radio"${described}><span>${option.text}${
      option.help && html`<small>${option.help}</small>`
    }</span></label>`;
  });
  const labelling = attributes({
    role: 'radiogroup',
    'aria-describedby': describedBy(field),
    'data-invalid': field.error ? true : undefined,
  });
  return html`<fieldset class="field field-group"${labelling}>
    <legend class="label">${field.label}${mark(field)}</legend>
    ${help(field)}
    <div class="choices"${attributes({ 'data-inline': field.inline })}>${radios}</div>
    ${errorText(field)}
  </fieldset>`;
}

export function checkbox(
  field: Omit<Field, 'value'> & { value?: string | undefined; checked?: boolean | undefined },
): Html {
  const described = attributes({
    ...describedControl(field),
    value: field.value ?? 'true',
    checked: field.checked,
    ...field.attributes,
  });
  return html`<div class="field"${attributes({ 'data-invalid': field.error ? true : undefined })}>
    <label class="choice"><input type="checkbox"${described}><span>${field.label}${field.required && mark(field)}</span></label>
    ${help(field)}${errorText(field)}
  </div>`;
}

/** Fields that belong together, under a heading of their own. */
export const fieldset = (group: {
  legend: string;
  content: Value;
  help?: string | Html | undefined;
  id?: string | undefined;
}): Html => html`<fieldset class="fieldset"${attributes({ id: group.id })}>
  <legend>${group.legend}</legend>
  ${group.help && html`<p class="help">${group.help}</p>`}
  <div class="fields">${group.content}</div>
</fieldset>`;

/** Fields side by side where there is room, such as surname and given name. */
export const columns = (fields: readonly Html[]): Html => html`<div class="columns">${fields}</div>`;

/** What is wrong with the form as a whole: stands before it, takes the focus, links to each field. Nothing if no errors. */
export function errorSummary(errors: readonly FieldError[]): Html {
  if (errors.length === 0) return html``;
  return html`<div class="error-summary" role="alert" tabindex="-1" data-takes-focus aria-labelledby="error-summary-title">
    ${icon('error')}
    <div>
      <h2 id="error-summary-title">入力内容をご確認ください（${errors.length}件）</h2>
      <ul>${errors.map(({ name, label, message }) => html`<li><a href="#${fieldId(name)}">${named(label, message)}</a></li>`)}</ul>
    </div>
  </div>`;
}

/** With the field's name in front, unless the message begins with it. */
const named = (label: string | undefined, message: string) =>
  label && !message.startsWith(label) ? `${label}：${message}` : message;
