import fc from 'fast-check';
import type { RenderedField } from '../../support/rendered-forms.ts';
import { pairs } from './known-forms.ts';

/** One request of a run, as it is sent. */
export interface BadInput {
  fields: [name: string, value: string][];
  encoding: Encoding;
  /** Stands in place of the last part of the path that names a record. */
  place: string | undefined;
  query: [string, string][];
  headers: Record<string, string>;
}

/** Markup that would run where a page does not escape it, and how it would look there (ASVS V1.2.1). */
const markup = ['"><img src=x onerror=run()>', '<script>run()</script>', `' onmouseover=run() x='`];
export const RUNS = /<img src=x|<script>run|' onmouseover=/;

/** Texts that break what does not expect them. */
export const nasty = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '\0',
      'a\0b',
      '\r\nbcc: x@example.jp',
      '\u2028',
      '\ud800',
      'x\udfff',
      '\u202egnp.exe',
      '\ufeff',
      '\u200b',
      '𠮷野家',
      'が',
      'e\u0301'.repeat(500),
      '👨‍👩‍👧‍👦',
      'ﷺ'.repeat(300),
      ...markup,
      "'; drop table web_users; --",
      '%00',
      '%',
      '%zz',
      '\\',
      '../../etc/passwd',
      '$' + '{7*7}',
      '{{7*7}}',
      '-1',
      '0',
      '2147483648',
      '-2147483649',
      '9223372036854775808',
      '99999999999999999999999999',
      '1e309',
      '1e-7',
      'NaN',
      'Infinity',
      '0x10',
      '１２３',
      '٣٤',
      '0000-00-00',
      '2026-02-30',
      '9999-12-31',
      '10000-01-01',
      '+275760-09-13',
      '-000001-01-01',
      '2026-11-26T00:00:00Z',
      'null',
      'undefined',
      'true',
      '[]',
      '{}',
      '[object Object]',
      '__proto__',
      'constructor',
      'toString',
      'a@example.jp,b@example.jp',
      'a@[127.0.0.1]',
      'javascript:run()',
      'http://[',
      '//example.com',
      '::ffff:127.0.0.1',
      '0.0.0.0/0',
      '2001:db8::/200',
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      '0'.repeat(64),
      'W20261126-999999-9',
      '999999999999',
      'ア'.repeat(10_000),
      'x'.repeat(100_000),
      `x${' '.repeat(80_000)}x`,
      `x${'　'.repeat(25_000)}x`,
      `x${'/'.repeat(80_000)}x`,
      '1'.repeat(80_000),
      '('.repeat(80_000),
    ),
  },
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.integer().map(String),
  fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.uuid(),
  fc.ipV6(),
  fc.webUrl(),
  fc.emailAddress(),
);

/** What may happen to a form on its way. */
type Change =
  | { kind: 'replace' | 'repeat' | 'rename'; at: number; text: string }
  | { kind: 'drop'; at: number }
  | { kind: 'add'; name: string; text: string }
  | { kind: 'all'; text: string };

const strangeName = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'a[]',
  'a[b]',
  'a.b',
  '',
  '\0',
  'password',
);
/** Mostly a replaced value, which is the simplest: what fails is made that where it fails so, too. */
const changeOfField = fc.constantFrom(
  ...Array<'replace'>(12).fill('replace'),
  'repeat' as const,
  'rename' as const,
);
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 7, arbitrary: fc.record({ kind: changeOfField, at: fc.nat(60), text: nasty }) },
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat(60) }),
  fc.record({ kind: fc.constant('add' as const), name: strangeName, text: nasty }),
  fc.record({ kind: fc.constant('all' as const), text: nasty }),
);

type Encoding =
  | 'form'
  | 'form in Shift_JIS'
  | 'form with broken escapes'
  | 'multipart'
  | 'multipart of files'
  | 'multipart in no Unicode'
  | 'multipart cut off'
  | 'multipart without boundary'
  | 'json'
  | 'text'
  | 'unnamed'
  | 'nothing';
const encoding: fc.Arbitrary<Encoding> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Encoding>('form') },
  { weight: 2, arbitrary: fc.constant<Encoding>('multipart') },
  fc.constantFrom<Encoding>(
    'form in Shift_JIS',
    'form with broken escapes',
    'multipart of files',
    'multipart in no Unicode',
    'multipart cut off',
    'multipart without boundary',
    'json',
    'text',
    'unnamed',
    'nothing',
  ),
);

/** What a header can hold on its way here: no line breaks, no NUL, nothing beyond Latin-1. */
export const headerText = fc.oneof(
  fc.constantFrom('', '"', '%00', '\xff\xfe', ',,,', ';;=', 'x'.repeat(9_000), '0', '-1', '[::1', 'true'),
  fc.string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code)),
    maxLength: 80,
  }),
);
const headers = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  fc.dictionary(
    fc.constantFrom(
      'hx-request-type',
      'hx-request',
      'hx-target',
      'user-agent',
      'accept-language',
      'x-forwarded-for',
      'referer',
      'origin',
      'if-none-match',
      'range',
      'x-http-method-override',
    ),
    headerText,
    { maxKeys: 3 },
  ),
  fc.constant({ 'hx-request-type': 'partial' }),
);

const query = fc.oneof(
  { weight: 6, arbitrary: fc.constant<[string, string][]>([]) },
  fc.array(fc.tuple(fc.oneof(strangeName, fc.constantFrom('q', 'page', 'from', 'bank', 'row')), nasty), {
    maxLength: 3,
  }),
);
const place = fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, nasty);

/** Anything that may be sent in place of a form with these fields. Any of the changes may be left out to make a failure small. */
export const badForm = (rendered: readonly RenderedField[]): fc.Arbitrary<BadInput> =>
  fc.record({
    fields: fc
      .array(fc.option(change, { nil: undefined, freq: 50 }), { minLength: 1, maxLength: 3 })
      .map((changes) => changes.filter((one) => one !== undefined).reduce(changedBy, pairs([...rendered]))),
    encoding,
    place,
    query,
    headers,
  });

/** Anything that may be asked of a page with these names in its query. */
export const badQuestion = (names: readonly string[]): fc.Arbitrary<BadInput> =>
  fc.record({
    fields: fc.constant([]),
    encoding: fc.constant<Encoding>('nothing'),
    place,
    query: fc.array(
      fc.tuple(names.length > 0 ? fc.oneof(fc.constantFrom(...names), strangeName) : strangeName, nasty),
      {
        maxLength: 4,
      },
    ),
    headers,
  });

function changedBy(fields: [string, string][], one: Change): [string, string][] {
  if (one.kind === 'add') return [...fields, [one.name, one.text]];
  if (one.kind === 'all') return fields.map(([name]) => [name, one.text]);
  if (fields.length === 0) return fields;
  const at = one.at % fields.length;
  const [name, value] = fields[at] as [string, string];
  const put = (...pairsThere: [string, string][]) => fields.toSpliced(at, 1, ...pairsThere);
  if (one.kind === 'drop') return put();
  if (one.kind === 'replace') return put([name, one.text]);
  if (one.kind === 'repeat') return put([name, value], [name, one.text]);
  return put([`${name}[]`, value], [one.text, value]);
}

/** The bytes of a request and what they say they are. */
export function bodyOf({ fields, encoding }: BadInput): {
  body?: string | Uint8Array<ArrayBuffer>;
  type?: string;
} {
  const form = new URLSearchParams(fields).toString();
  const typeOfForm = 'application/x-www-form-urlencoded';
  switch (encoding) {
    case 'form':
      return { body: form, type: typeOfForm };
    case 'form in Shift_JIS':
      return {
        body: form.replaceAll(/%E\d%\w\w%\w\w/g, '%83%41%83'),
        type: `${typeOfForm}; charset=shift_jis`,
      };
    case 'form with broken escapes':
      return { body: form.replaceAll('%', '%%').replaceAll('=', '=%ff%c0%80&=&'), type: typeOfForm };
    case 'multipart':
      return multipart(fields, '');
    case 'multipart of files':
      return multipart(fields, '; filename="x.txt"\r\nContent-Type: text/plain');
    case 'multipart in no Unicode': {
      const { body, type } = multipart(fields, '');
      return { body: new Uint8Array(Buffer.from(body, 'latin1')), type };
    }
    case 'multipart cut off': {
      const { body, type } = multipart(fields, '');
      return { body: body.slice(0, body.length / 2), type };
    }
    case 'multipart without boundary':
      return { body: form, type: 'multipart/form-data' };
    case 'json':
      return { body: JSON.stringify(Object.fromEntries(fields)), type: 'application/json' };
    case 'text':
      return { body: form, type: 'text/plain' };
    case 'unnamed':
      return { body: new TextEncoder().encode(form) };
    case 'nothing':
      return {};
  }
}

function multipart(fields: [string, string][], more: string): { body: string; type: string } {
  const parts = fields.map(
    ([name, value]) => `--limit\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`,
  );
  return { body: `${parts.join('')}--limit--\r\n`, type: 'multipart/form-data; boundary=limit' };
}
