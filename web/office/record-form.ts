/**
 * The form of one thing that staff keep up to date, the same for every kind: fields as data, messages beside them, and
 * nothing lost where somebody else was quicker.
 */
import type { Field, FieldErrors, FieldValue } from '../../domain/field.ts';
import type { FormValues } from '../answer.ts';
import { actions, banner, button, section, summaryTable, time } from '../components.ts';
import { errorSummary, type FieldError, fieldset } from '../fields.ts';
import { type Html, html } from '../html.ts';
import { fieldInput } from '../portal/field-input.ts';

type RecordValues<Key extends string> = Readonly<Record<Key, FieldValue>>;

/** One that is there already, as it now stands. */
export interface KeptRecord<Key extends string> {
  values: RecordValues<Key>;
  version: number;
  changedAt: Date;
  /** Empty where it came with the program. */
  changerName: string | null;
}

/** What became of a form that was sent and comes back. */
export interface FormState<Key extends string> {
  input?: FormValues;
  errors?: FieldErrors<Key>;
  /** Not saved: it was changed by somebody else after the form had been opened. */
  overtaken?: boolean;
}

export interface RecordForm<Key extends string> {
  action: string;
  back: string;
  fields: readonly Field<Key>[];
  state: FormState<Key>;
  /** Without it a new one is entered. */
  record?: KeptRecord<Key> | undefined;
  /** What a new one begins with. */
  initial?: FormValues;
  /** Sent along unseen, such as the ID of a new one. */
  hidden?: Readonly<Record<string, string>>;
  submit?: string;
  /** What stands between the fields and the buttons, such as the current password, and what is wrong there. */
  below?: Html | undefined;
  belowErrors?: readonly FieldError[];
  /** Stands in a section of a page about something else: without boxes and a way back of its own. */
  isPart?: boolean;
}

export function recordForm<Key extends string>(form: RecordForm<Key>): Html {
  const { action, back, fields, state, record, submit, isPart } = form;
  const input = state.input ?? (record ? inputOf(fields, record.values) : (form.initial ?? {}));
  const controls = (members: readonly Field<Key>[]) =>
    members.map((field) => fieldInput(field, input[field.key], { error: state.errors?.[field.key] }));
  const save = button({ text: submit ?? (record ? '保存する' : '登録する'), kind: 'primary' });
  const hidden = { ...form.hidden, ...(record ? { version: String(record.version) } : {}) };
  return html`
    ${errorSummary([...summaryOf(fields, state.errors), ...(form.belowErrors ?? [])])}
    ${state.overtaken && record && overtaken(fields, record, input)}
    <form method="post" action="${action}" class="form" data-submit-once>
      ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
      ${
        isPart
          ? controls(fields)
          : groupsOf(fields).map(({ group, members }) =>
              fieldset({ legend: group, content: controls(members) }),
            )
      }
      ${form.below}
      ${record && lastChange(record)}
      ${isPart ? save : actions({ primary: save, back: button({ text: '戻る', href: back }) })}
    </form>`;
}

/** The version that the form was opened on; one that is no number is none. */
export const versionOf = (form: FormValues): number =>
  /^[0-9]{1,9}$/.test(form.version ?? '') ? Number(form.version) : 0;

const inputOf = <Key extends string>(
  fields: readonly Field<Key>[],
  values: RecordValues<Key>,
): Record<string, string> =>
  Object.fromEntries(fields.map(({ key, toInput }) => [key, toInput(values[key])]));

const groupsOf = <Key extends string>(fields: readonly Field<Key>[]) =>
  [...Map.groupBy(fields, ({ group }) => group)].map(([group, members]) => ({ group, members }));

const summaryOf = <Key extends string>(fields: readonly Field<Key>[], errors: FieldErrors<Key> = {}) =>
  fields.flatMap(({ key, label }) => {
    const message = errors[key];
    return message ? [{ name: key, label, message }] : [];
  });

const lastChange = ({
  changedAt,
  changerName,
}: Pick<KeptRecord<string>, 'changedAt' | 'changerName'>): Html =>
  html`<p class="help">最終更新　${time(changedAt)}　${changerName ?? 'システム'}</p>`;

/** Says who was quicker and how what is kept now differs from what was typed; pressed once more, the form is saved. */
function overtaken<Key extends string>(
  fields: readonly Field<Key>[],
  record: KeptRecord<Key>,
  input: FormValues,
): Html {
  const rows = fields.flatMap((field) => {
    const typed = input[field.key] ?? '';
    const now = field.toInput(record.values[field.key]);
    return typed.trim() === now.trim()
      ? []
      : [{ label: field.label, before: field.format(record.values[field.key]), value: shown(field, typed) }];
  });
  return html`<div class="stack">
    <div tabindex="-1" data-takes-focus>${banner(
      'warning',
      'まだ保存していません。ほかの職員が先に変更しました',
      html`<p>${record.changerName ?? 'システム'}が${time(record.changedAt)}に変更しました。入力した内容は下に残っています。内容を確認し、この内容で保存するときは、もう一度「保存する」を押してください。</p>`,
      { live: true },
    )}</div>
    ${
      rows.length > 0 &&
      section({
        title: '現在の内容との違い',
        content: summaryTable(rows, {
          mode: 'difference',
          labels: { before: '現在の内容', after: '入力した内容' },
        }),
      })
    }
  </div>`;
}

/** The typed text as the page would show its value, or as it was typed where it cannot be read. */
function shown<Key extends string>(field: Field<Key>, typed: string): string {
  const parsed = field.parse(typed);
  return 'value' in parsed ? field.format(parsed.value) : typed;
}
