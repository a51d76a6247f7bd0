/** What stands around the control of each field in fields.ts and ties the two together. */
import { type Attributes, attributes, type Html, html } from './html.ts';
import { icon } from './icons.ts';

export type Field = {
  name: string;
  label: string;
  value?: string | number | null | undefined;
  /** Shows 必須, else 任意. The server decides: no `required` attribute stops the form from being sent. */
  required?: boolean | undefined;
  /** `false` leaves 必須/任意 out, for searches and logins. */
  mark?: false | undefined;
  help?: string | Html | undefined;
  error?: string | undefined;
  id?: string | undefined;
  /** More attributes of the control itself, such as hx-get. */
  attributes?: Attributes | undefined;
};

/** The id of a field's control: `contact.phone` → `contact-phone`, `rows[0].memo` → `rows-0-memo`. */
export const fieldId = (name: string): string =>
  name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');

/** The label above, the help, the control, and its error below. */
export function labelled(field: Field, control: Html): Html {
  return html`<div class="field"${attributes({ 'data-invalid': field.error ? true : undefined })}>
    <label class="label" for="${idOf(field)}">${field.label}${mark(field)}</label>
    ${help(field)}
    ${control}
    ${errorText(field)}
  </div>`;
}

/** What every control says of itself. */
export const describedControl = (field: Field): Attributes => ({
  id: idOf(field),
  name: field.name,
  'aria-required': field.required ? 'true' : undefined,
  'aria-invalid': field.error ? 'true' : undefined,
  'aria-describedby': describedBy(field),
});

export function describedBy(field: Field): string | undefined {
  const ids = [field.error && `${idOf(field)}-error`, field.help && `${idOf(field)}-help`].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

export const idOf = (field: Field): string => field.id ?? fieldId(field.name);

export const mark = ({ required, mark: shown }: Field): Html | false =>
  shown !== false &&
  (required ? html`<span class="mark" data-required>必須</span>` : html`<span class="mark">任意</span>`);

export const help = (field: Field): Html | undefined =>
  field.help ? html`<p class="help" id="${idOf(field)}-help">${field.help}</p>` : undefined;

export const errorText = (field: Field): Html | undefined =>
  field.error
    ? html`<p class="error-text" id="${idOf(field)}-error">${icon('error')}<span>${field.error}</span></p>`
    : undefined;
