import { lengthOf, type Parsed } from './text.ts';

/** What a field can hold; survives JSON unchanged. `null` is "not given". */
export type FieldValue = string | number | boolean | null;

export interface FieldOption {
  /** As submitted by the form. */
  value: string;
  text: string;
}

/** One field of a form as data: it drives the form, the confirm page, the difference and the check on the server. */
export interface Field<Key extends string = string> {
  key: Key;
  /** Japanese, as on the screens. */
  label: string;
  /** Heading under which it stands. */
  group: string;
  required: boolean;
  /** `prose` is text of several lines. */
  control: 'text' | 'prose' | 'select' | 'radio' | 'date';
  /** For select and radio. */
  options: readonly FieldOption[];
  help?: string;
  example?: string;
  /** HTML autocomplete token. */
  autocomplete?: string;
  inputmode?: 'text' | 'numeric' | 'tel' | 'email' | 'url';
  /** Hints how much is expected. */
  width: 'short' | 'medium' | 'long';
  /** In characters (code points) of the value. */
  maxLength: number;
  /** Unit shown after the input, for example 円. */
  unit?: string;
  /** Reads one input; empty input is `null` for an optional field and an error for a required one. */
  parse(raw: string): Parsed<FieldValue>;
  /** Text for people; empty for `null`. */
  format(value: FieldValue): string;
  /** Text for the input: what `parse` reads back as the same value. */
  toInput(value: FieldValue): string;
}

type Traits<Key extends string> = Pick<Field<Key>, 'key' | 'label' | 'group'> &
  Partial<Omit<Field<Key>, 'parse'>> & { parse: (raw: string) => Parsed<FieldValue> };

/**
 * A field from what is peculiar to it. Required, one line of text, 100 characters unless said otherwise; `parse` need
 * not care for empty input or length.
 */
export function field<Key extends string>(traits: Traits<Key>): Field<Key> {
  const whole = { ...DEFAULTS, ...traits };
  const select = (whole.options.length ?? 0) > 0;
  return {
    ...whole,
    control: traits.control ?? (select ? 'select' : 'text'),
    parse: (raw) => parseField(whole, raw, select),
    format: traits.format ?? ((value) => textOfOption(whole.options, value)),
  };
}

const DEFAULTS = {
  required: true,
  options: [] as readonly FieldOption[],
  width: 'long' as const,
  maxLength: 100,
  toInput: (value: FieldValue) => (value === null ? '' : String(value)),
};

interface Reading {
  label: string;
  required: boolean;
  maxLength: number;
  parse(raw: string): Parsed<FieldValue>;
}

function parseField({ label, required, maxLength, parse }: Reading, raw: string, select: boolean) {
  const parsed = raw.trim() === '' ? { value: null } : parse(raw);
  if ('error' in parsed) return parsed;
  const value = parsed.value === '' ? null : parsed.value;
  if (value === null && required) return { error: `${label}を${select ? '選択' : '入力'}してください。` };
  if (typeof value === 'string' && lengthOf(value) > maxLength)
    return {
      error: `${label}は${maxLength}文字以内で入力してください（現在${lengthOf(value)}文字）。`,
    };
  return { value };
}

function textOfOption(options: readonly FieldOption[], value: FieldValue): string {
  if (value === null) return '';
  return options.find((option) => option.value === String(value))?.text ?? String(value);
}

/** The options of an enumeration, in the order of its table of texts. */
export const optionsOf = (texts: Readonly<Record<string, string>>): FieldOption[] =>
  Object.entries(texts).map(([value, text]) => ({ value, text }));

/** Reads one of the offered options; anything else never came from the form. */
export const parseOption =
  (options: readonly FieldOption[]) =>
  (raw: string): Parsed<string> =>
    options.some((option) => option.value === raw) ? { value: raw } : { error: '一覧から選択してください。' };

/** Every field read: all values, or the messages by field with whatever could be read. */
export function parseFields<Key extends string>(
  fields: readonly Field<Key>[],
  raw: Readonly<Record<string, string | undefined>>,
):
  | { values: Record<Key, FieldValue> }
  | { errors: FieldErrors<Key>; values: Partial<Record<Key, FieldValue>> } {
  const values: Partial<Record<Key, FieldValue>> = {};
  const errors: FieldErrors<Key> = {};
  for (const { key, parse } of fields) {
    const parsed = parse(raw[key] ?? '');
    if ('error' in parsed) errors[key] = parsed.error;
    else values[key] = parsed.value;
  }
  return Object.keys(errors).length > 0 ? { errors, values } : { values: values as Record<Key, FieldValue> };
}

/** Field key → what to do about it. */
export type FieldErrors<Key extends string = string> = Partial<Record<Key, string>>;
