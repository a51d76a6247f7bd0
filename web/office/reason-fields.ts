/** The reason of a return or a rejection: a coded one, a text for its reader, and the templates with which staff begin. */
import type { Db } from '../../db/client.ts';
import { listReasonTemplates } from '../../db/reason-templates.ts';
import { type FieldErrors, optionsOf } from '../../domain/field.ts';
import { parseRequiredProse } from '../../domain/prose.ts';
import {
  fillTemplate,
  type PlaceholderValues,
  REASON_AT_MOST,
  type TemplateKind,
  templateReasons,
} from '../../domain/reason-template.ts';
import type { FormValues } from '../answer.ts';
import { button } from '../components.ts';
import { selectField, textAreaField } from '../fields.ts';
import { type Html, html } from '../html.ts';

/** A template with this case's names and numbers in it. */
export interface OfferedTemplate {
  templateId: string;
  reasonCode: string;
  title: string;
  text: string;
}

/** The templates for one kind of work, each as it would read in this case. */
export async function offerTemplates(
  db: Db,
  kind: TemplateKind,
  values: PlaceholderValues,
): Promise<OfferedTemplate[]> {
  const templates = await listReasonTemplates(db, kind);
  return templates.map(({ templateId, reasonCode, title, body }) => ({
    templateId,
    reasonCode,
    title,
    text: fillTemplate(body, values),
  }));
}

/** The button, and the value of the select's own request, that put a template in; nothing is decided by it. */
const INSERT = 'template';
export const wantsTemplate = (form: FormValues): boolean => form.kind === INSERT;

/**
 * The form with the chosen template's text in it. It takes the place of nothing, or of another template's text as that was
 * put in; what somebody wrote themselves stays, and the text comes after it.
 */
export function withTemplate(form: FormValues, templates: readonly OfferedTemplate[]): FormValues {
  const { template: chosen = '', ...input } = form;
  const template = templates.find(({ templateId }) => templateId === chosen);
  if (!template) return input;
  const written = (input.reasonText ?? '').replaceAll('\r\n', '\n').trim();
  const isTemplates = templates.some(({ text }) => text.trim() === written);
  const reasonText = written === '' || isTemplates ? template.text : `${written}\n${template.text}`;
  return { ...input, reasonCode: template.reasonCode, reasonText };
}

interface ReasonFields {
  kind: TemplateKind;
  /** Where the form is sent to. */
  action: string;
  templates: readonly OfferedTemplate[];
  label: string;
  help?: string;
  /** The coded reason that is chosen at first. */
  proposed?: string;
  state: { input?: FormValues; errors?: FieldErrors };
}

/** Only this part is drawn again when a template is put in: what else the form holds stays untouched. */
export function reasonFields({ kind, action, templates, label, help, proposed, state }: ReasonFields): Html {
  const { input = {}, errors = {} } = state;
  const reasons = optionsOf(templateReasons[kind]);
  const inserted = wantsTemplate(input);
  return html`<div id="reason-fields" class="fields">
    ${templates.length > 0 && templateChoice(templates, kind, action)}
    ${
      reasons.length > 1 &&
      selectField({
        name: 'reasonCode',
        label: '理由',
        required: true,
        options: reasons,
        value: input.reasonCode ?? proposed,
        error: errors.reasonCode,
        width: 'full',
      })
    }
    ${textAreaField({
      name: 'reasonText',
      label,
      required: true,
      help,
      value: input.reasonText,
      error: errors.reasonText,
      rows: 5,
      attributes: { 'data-takes-focus': inserted },
    })}
  </div>`;
}

/** Reads the two, both right, or with a message for each that is not. */
export function readReason<Code extends string>(
  { reasonCode = '', reasonText = '' }: FormValues,
  reasons: Readonly<Record<Code, string>>,
): { reasonCode: Code; reasonText: string } | { errors: FieldErrors<'reasonCode' | 'reasonText'> } {
  const text = parseRequiredProse(reasonText, REASON_AT_MOST, '申込者への説明を入力してください。');
  const isReason = (code: string): code is Code => Object.hasOwn(reasons, code);
  if (isReason(reasonCode) && 'value' in text) return { reasonCode, reasonText: text.value };
  return {
    errors: {
      ...(isReason(reasonCode) ? {} : { reasonCode: '理由を選択してください。' }),
      ...('error' in text ? { reasonText: text.error } : {}),
    },
  };
}

const templateChoice = (templates: readonly OfferedTemplate[], kind: TemplateKind, action: string): Html =>
  html`<div class="template-choice">
    ${selectField({
      name: 'template',
      label: '定型文',
      mark: false,
      blank: '選択すると、下の説明に入ります',
      options: templates.map(({ templateId, reasonCode, title }) => ({
        value: templateId,
        text: `${templateReasons[kind][reasonCode] ?? ''}：${title}`,
      })),
      width: 'full',
      attributes: {
        'hx-post': action,
        'hx-trigger': 'change',
        'hx-vals': `kind:${INSERT}`,
        'hx-target': '#reason-fields',
        'hx-select': '#reason-fields',
        'hx-swap': 'outerHTML',
        'hx-status:5xx': 'swap:none',
      },
    })}
    <span class="no-script">${button({ text: '説明に入れる', size: 'small', name: 'kind', value: INSERT })}</span>
  </div>`;
