import type { Field } from '../../domain/field.ts';
import { dateField, radioGroup, selectField, textAreaField, textField } from '../fields.ts';
import type { Attributes, Html } from '../html.ts';

const widths = { short: 's', medium: 'm', long: 'full' } as const;

/** The form control of a domain field, with the input as it was typed and the message beside it. */
export function fieldInput(
  field: Field,
  input: string | undefined,
  { error, after, attributes }: { error?: string | undefined; after?: Html; attributes?: Attributes } = {},
): Html {
  const { key, label, required, options, help, example, autocomplete, inputmode, unit } = field;
  const common = {
    name: key,
    label,
    required,
    value: input ?? '',
    help: [help, example && `例：${example}`].filter(Boolean).join('　'),
    error,
    attributes: { ...plain(inputmode), ...attributes },
  };
  if (field.control === 'select') return selectField({ ...common, options: [...options], autocomplete });
  if (field.control === 'radio') return radioGroup({ ...common, options: [...options], inline: true });
  if (field.control === 'prose') return textAreaField({ ...common, rows: 6 });
  if (field.control === 'date') return dateField({ ...common, autocomplete });
  return textField({
    ...common,
    width: widths[field.width],
    autocomplete,
    inputmode,
    type: inputmode === 'tel' ? 'tel' : 'text',
    suffix: unit,
    after,
  });
}

/**
 * Addresses keep `type="text"`: the browser's own check of `email` and `url` would stop full-width input, which we take,
 * and speak before our messages do.
 */
const plain = (inputmode: Field['inputmode']): Attributes =>
  inputmode === 'email' || inputmode === 'url' ? { autocapitalize: 'off', spellcheck: 'false' } : {};
