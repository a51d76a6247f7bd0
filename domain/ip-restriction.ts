import { type AddressRules, contains, parseAddress, parseRange, sameAs } from './ip-address.ts';
import { lengthOf, parseText } from './text.ts';

/** IPアドレス制限 (manual 6): from which global addresses the users of a company may log in. */

export type EntryKind = 'single' | 'range';

export const entryKindText: Record<EntryKind, string> = { single: '単一指定', range: '範囲指定' };

/** 設定する, 設定しない. */
export const enabledText = (enabled: boolean) => (enabled ? '設定する' : '設定しない');

export interface Entry {
  kind: EntryKind;
  /** Canonical: `203.0.113.101` of a single address, `203.0.113.0/24` of a range. */
  value: string;
  /** May be empty. */
  memo: string;
}

export interface IpRestriction {
  enabled: boolean;
  /** Remembered while the restriction is off (manual 6-3 ⑦). */
  entries: Entry[];
}

/** 入力欄は9回まで追加することができ、最大100件まで登録可能 (manual 6-3 ③). */
export const ENTRIES_AT_MOST = 100;
export const ROWS_AT_FIRST = 10;
/** 追加 adds so many. */
export const ROWS_MORE = 10;
/** In characters. */
export const MEMO_AT_MOST = 50;
/** Whose logins the rehearsal looks at. */
export const REHEARSAL_DAYS = 90;

/** A row of the form as it was typed. */
export interface Row {
  memo: string;
  kind: string;
  address: string;
  mask: string;
}

export const emptyRow: Row = { memo: '', kind: 'single', address: '', mask: '' };

export type RowErrors = Partial<Record<keyof Row, string>>;

/** All entries, or what is wrong by the row's position. Rows in which nothing is typed do not count. */
export function parseRows(
  rows: readonly Row[],
  rules: AddressRules,
): { entries: Entry[] } | { errors: Map<number, RowErrors> } {
  const entries: Entry[] = [];
  const errors = new Map<number, RowErrors>();
  const seen = new Map<string, number>();
  for (const [position, row] of rows.entries()) {
    if (isEmpty(row)) continue;
    const parsed = parseRow(row, rules);
    const same = 'entry' in parsed ? sameAs(parsed.entry.value) : undefined;
    const earlier = same === undefined ? undefined : seen.get(same);
    if ('errors' in parsed) errors.set(position, parsed.errors);
    else if (earlier !== undefined)
      errors.set(position, { address: `${earlier + 1}行目と同じIPアドレスです。` });
    else {
      seen.set(sameAs(parsed.entry.value), position);
      entries.push(parsed.entry);
    }
  }
  if (errors.size > 0) return { errors };
  if (entries.length === 0)
    return { errors: new Map([[0, { address: 'IPアドレスを1件以上入力してください。' }]]) };
  if (entries.length > ENTRIES_AT_MOST)
    return {
      errors: new Map([[ENTRIES_AT_MOST, { address: `登録できるのは${ENTRIES_AT_MOST}件までです。` }]]),
    };
  return { entries };
}

const isEmpty = ({ memo, address, mask }: Row) => `${memo}${address}${mask}`.trim() === '';

function parseRow(row: Row, rules: AddressRules): { entry: Entry } | { errors: RowErrors } {
  const memo = parseText(row.memo);
  const errors: RowErrors = {};
  if ('error' in memo) errors.memo = memo.error;
  else if (lengthOf(memo.value) > MEMO_AT_MOST)
    errors.memo = `メモは${MEMO_AT_MOST}文字以内で入力してください（現在${lengthOf(memo.value)}文字）。`;
  const value = parseValue(row, rules);
  if ('errors' in value) return { errors: { ...errors, ...value.errors } };
  if ('error' in memo || errors.memo) return { errors };
  return { entry: { kind: value.kind, value: value.value, memo: memo.value } };
}

function parseValue(
  { kind, address, mask }: Row,
  rules: AddressRules,
): { kind: EntryKind; value: string } | { errors: RowErrors } {
  if (kind === 'range') {
    const range = parseRange(address, mask, rules);
    return 'error' in range ? { errors: { [range.field]: range.error } } : { kind, value: range.value };
  }
  if (kind !== 'single') return { errors: { kind: '「単一指定」または「範囲指定」を選択してください。' } };
  const single = parseAddress(address, rules);
  if ('error' in single) return { errors: { address: single.error } };
  if (mask.trim() !== '')
    return {
      errors: { mask: 'サブネットマスクを入力した場合は、「範囲指定」を選択してください。' },
    };
  return { kind, value: single.value };
}

/** The row from which `entry` is read again. */
export function rowOf({ kind, value, memo }: Entry): Row {
  const [address = '', bits] = value.split('/');
  return { memo, kind, address, mask: bits === undefined ? '' : `/${bits}` };
}

/** Whether one of the entries contains `address`; nothing contains one that could not be determined. */
export const covered = (entries: readonly Pick<Entry, 'value'>[], address: string): boolean =>
  entries.some(({ value }) => contains(value, address));

/** Whether somebody at `address` may log in. */
export const admits = ({ enabled, entries }: IpRestriction, address: string): boolean =>
  !enabled || covered(entries, address);

/**
 * Whether anything would be different: the setting, or with the restriction on an address, a memo or their order. What is
 * remembered of a restriction that is off cannot be changed.
 */
export function isChanged(before: IpRestriction, after: IpRestriction): boolean {
  if (before.enabled !== after.enabled) return true;
  return (
    after.enabled && JSON.stringify(before.entries.map(plain)) !== JSON.stringify(after.entries.map(plain))
  );
}

const plain = ({ kind, value, memo }: Entry) => [kind, value, memo];
