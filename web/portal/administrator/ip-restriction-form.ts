import { type AddressRules, globalAddress } from '../../../domain/ip-address.ts';
import {
  covered,
  ENTRIES_AT_MOST,
  type IpRestriction,
  isChanged,
  parseRows,
  ROWS_AT_FIRST,
  ROWS_MORE,
  type Row,
  rowOf,
} from '../../../domain/ip-restriction.ts';
import type { FormValues } from '../../answer.ts';
import type { Context } from '../../context.ts';

/** The part of the administrator's changes that is the whole company's. Missing where it stays as it is. */
export interface IpRestrictionChange {
  ipRestriction?: IpRestriction;
}

/** Name of a form field → what to do about it. */
export type IpRestrictionErrors = Record<string, string>;

/** The setting, and the group of all rows. */
export const SETTING = 'ipRestriction';
export const ROWS = 'ipRows';
const ROW_COUNT = 'ipRowCount';
export const rowField = (position: number, key: keyof Row) => `ip[${position}].${key}`;

/** Manual 6-3 ②, word for word. */
export const UNDETERMINED = 'IPアドレスが取得できないため、IPアドレス制限を設定できません。';

const addressRules = (c: Context): AddressRules => ({
  admitDocumentation: c.var.services.config.ADMIT_DOCUMENTATION_RANGES,
});

/** The global address from which this request came; undefined where there is none to be known. */
export const currentGlobalAddress = (c: Context): string | undefined =>
  globalAddress(c.var.address, addressRules(c));

/** What the form shows of `restriction`; `readIpRestriction` reads it back. */
export function ipRestrictionInput({ enabled, entries }: IpRestriction): FormValues {
  const rows = entries.map(rowOf);
  return { [SETTING]: String(enabled), ...countInput(rows.length), ...rowsInput(rows) };
}

/** 追加: the same input with ten rows more. */
export const withMoreRows = (input: FormValues): FormValues => ({
  ...input,
  ...countInput(rowsOf(input).length + ROWS_MORE),
});

const countInput = (rows: number): FormValues => ({
  [ROW_COUNT]: String(Math.max(ROWS_AT_FIRST, Math.ceil(rows / ROWS_MORE) * ROWS_MORE)),
});

const rowsInput = (rows: Row[]): FormValues =>
  Object.fromEntries(
    rows.flatMap((row, position) =>
      Object.entries(row).map(([key, value]) => [rowField(position, key as keyof Row), value]),
    ),
  );

/** The rows of the form, as many as it had. */
export function rowsOf(input: FormValues): Row[] {
  const asked = Number(input[ROW_COUNT]);
  const count = Number.isInteger(asked)
    ? Math.min(Math.max(asked, ROWS_AT_FIRST), ENTRIES_AT_MOST)
    : ROWS_AT_FIRST;
  return Array.from({ length: count }, (_, position) => ({
    memo: input[rowField(position, 'memo')] ?? '',
    kind: input[rowField(position, 'kind')] ?? 'single',
    address: input[rowField(position, 'address')] ?? '',
    mask: input[rowField(position, 'mask')] ?? '',
  }));
}

/**
 * What the form would change of `before`. The current address must be global and covered for anything to be set (manual
 * 6-3 ②, ③); a setting that stays as it is asks for nothing, so that whoever is elsewhere can still change their phone number.
 */
export function readIpRestriction(
  c: Context,
  input: FormValues,
  before: IpRestriction,
): { change: IpRestrictionChange } | { errors: IpRestrictionErrors } {
  const setting = input[SETTING];
  if (setting === undefined) return { change: {} };
  if (setting === 'false')
    return { change: before.enabled ? { ipRestriction: { ...before, enabled: false } } : {} };
  if (setting !== 'true')
    return { errors: { [SETTING]: '「設定する」または「設定しない」を選択してください。' } };
  if (!before.enabled && !currentGlobalAddress(c)) return { errors: { [SETTING]: UNDETERMINED } };
  const parsed = parseRows(rowsOf(input), addressRules(c));
  if ('errors' in parsed) return { errors: errorsByField(parsed.errors) };
  const wanted: IpRestriction = { enabled: true, entries: parsed.entries };
  if (!isChanged(before, wanted)) return { change: {} };
  const problem = refusalOf(c, wanted);
  return problem ? { errors: problem } : { change: { ipRestriction: wanted } };
}

const errorsByField = (errors: Map<number, Partial<Record<keyof Row, string>>>): IpRestrictionErrors =>
  Object.fromEntries(
    [...errors].flatMap(([position, byKey]) =>
      Object.entries(byKey).map(([key, message]) => [rowField(position, key as keyof Row), message]),
    ),
  );

/** Why `wanted` must not be set from where this request came: nobody may lock themselves out. */
export function refusalOf(c: Context, { enabled, entries }: IpRestriction): IpRestrictionErrors | undefined {
  if (!enabled) return undefined;
  const current = currentGlobalAddress(c);
  if (!current) return { [SETTING]: UNDETERMINED };
  if (covered(entries, current)) return undefined;
  return {
    [ROWS]: `現在のグローバルIPアドレス（${current}）が入力されていません。必ず入力してください。`,
  };
}

/** The error summary's lines, in the order of the form. */
export function ipRestrictionErrorLines(errors: IpRestrictionErrors) {
  return Object.entries(errors).map(([name, message]) => {
    const row = /^ip\[(\d+)\]/.exec(name)?.[1];
    return {
      name,
      message,
      label: row === undefined ? 'IPアドレス制限' : `IPアドレス制限 ${Number(row) + 1}行目`,
    };
  });
}
