import { parseBankKana } from './bank-kana.ts';
import { type Field, type FieldErrors, field, optionsOf, parseFields, parseOption } from './field.ts';
import { isCurrentAccountBranch, JAPAN_POST_BANK } from './japan-post-account.ts';
import { type Parsed, parseCode } from './text.ts';

/** 利用区分. One account used for both is registered twice (manual 4-9). */
export type BankAccountPurpose = 'premiumRefund' | 'claimPayment';
export const purposeText: Record<BankAccountPurpose, string> = {
  premiumRefund: '保険料返還',
  claimPayment: '保険金請求',
};

/** 預金種目. */
export type BankAccountType = 'ordinary' | 'current' | 'savings';
export const bankAccountTypeText: Record<BankAccountType, string> = {
  ordinary: '普通',
  current: '当座',
  savings: '貯蓄',
};

export interface BankAccountDetails {
  purpose: BankAccountPurpose;
  /** Four digits. */
  bankCode: string;
  /** Three digits. */
  branchCode: string;
  type: BankAccountType;
  /** Seven digits. */
  number: string;
  /** In bank kana. */
  holder: string;
}
export type BankAccountKey = keyof BankAccountDetails;

/** What mails say of an account: enough to recognise it, not enough to use it. */
export interface BankAccountSummary {
  purpose: BankAccountPurpose;
  bankName: string;
  branchName: string;
  type: BankAccountType;
  maskedNumber: string;
}

/** ***4567 */
export const maskAccountNumber = (number: string): string => `***${number.slice(-4)}`;

/** What was chosen by 選択, as the bank list has it; undefined where the list has no such thing. */
export interface ChosenBranch {
  bank: { bankCode: string } | undefined;
  branch: { bankCode: string; branchCode: string } | undefined;
}

/** What is typed, before and after 取引先金融機関 and 取引先支店, which are only chosen. */
export const purposeField: Field<'purpose'> = field({
  key: 'purpose',
  label: '利用区分',
  group: '利用区分',
  control: 'radio',
  options: optionsOf(purposeText),
  help: 'ひとつの口座を「保険料返還」と「保険金請求」の両方に利用する場合、利用区分を変えてふたつ登録いただく必要があります。',
  parse: parseOption(optionsOf(purposeText)),
});

export const accountFields: readonly Field<'type' | 'number' | 'holder'>[] = [
  field({
    key: 'type',
    label: '預金種目',
    group: '口座',
    control: 'radio',
    options: optionsOf(bankAccountTypeText),
    parse: parseOption(optionsOf(bankAccountTypeText)),
  }),
  field({
    key: 'number',
    label: '口座番号',
    group: '口座',
    help: '7桁の数字で入力してください。7桁に満たない場合は、先頭に0を付けてください。',
    example: '0123456',
    inputmode: 'numeric',
    autocomplete: 'off',
    width: 'short',
    parse: parseAccountNumber,
  }),
  field({
    key: 'holder',
    label: '口座名義（カナ）',
    group: '口座',
    help: '通帳などに記載されているとおりに入力してください。小さい文字と長音（ー）は、金融機関で使われる文字に置き換えます。',
    example: 'カ)アオナギボウエキ',
    autocomplete: 'off',
    parse: parseBankKana,
  }),
];

/** Labels by key, in the order of the screens. */
export const bankAccountLabels: Record<BankAccountKey, string> = {
  purpose: '利用区分',
  bankCode: '取引先金融機関',
  branchCode: '取引先支店',
  type: '預金種目',
  number: '口座番号',
  holder: '口座名義（カナ）',
};
export const bankAccountKeys = Object.keys(bankAccountLabels) as BankAccountKey[];

/** Seven digits; nothing is filled up silently, since a digit that was forgotten would become somebody else's account. */
export function parseAccountNumber(raw: string): Parsed<string> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  return /^[0-9]{7}$/.test(code.value)
    ? code
    : { error: '口座番号は7桁の数字で入力してください。7桁に満たない場合は、先頭に0を付けてください。' };
}

/** Reads the form against the bank list: everything right, or a message for each field that is not. */
export function parseBankAccount(
  raw: Readonly<Partial<Record<string, string>>>,
  chosen: ChosenBranch,
): { values: BankAccountDetails } | { errors: FieldErrors<BankAccountKey> } {
  const typed = parseFields([purposeField, ...accountFields], raw);
  const errors: FieldErrors<BankAccountKey> = {
    ...('errors' in typed ? typed.errors : {}),
    ...chosenErrors(raw, chosen),
  };
  const { bank, branch } = chosen;
  const values = { ...typed.values, bankCode: bank?.bankCode, branchCode: branch?.branchCode };
  if (!errors.branchCode && !errors.type && !suitsBranch(values as BankAccountDetails))
    errors.type = isCurrentAccountBranch(branch?.branchCode ?? '')
      ? 'この支店（店番の末尾が9）の口座は当座です。「当座」を選択するか、支店を選択し直してください。'
      : 'この支店（店番の末尾が8）の口座は普通または貯蓄です。預金種目か支店を選択し直してください。';
  return Object.keys(errors).length > 0 ? { errors } : { values: values as BankAccountDetails };
}

function chosenErrors(
  { bankCode, branchCode }: Readonly<Partial<Record<string, string>>>,
  { bank, branch }: ChosenBranch,
): FieldErrors<BankAccountKey> {
  const errors: FieldErrors<BankAccountKey> = {};
  if (!bank)
    errors.bankCode = bankCode
      ? 'この金融機関は一覧にありません。「選択」ボタンから選択し直してください。'
      : '取引先金融機関を「選択」ボタンから選択してください。';
  if (!branchCode) errors.branchCode = '取引先支店を「選択」ボタンから選択してください。';
  else if (!bank || !branch || branch.bankCode !== bank.bankCode)
    errors.branchCode =
      'この支店は、選択した金融機関の支店ではありません。「選択」ボタンから選択し直してください。';
  return errors;
}

/** The branches of ゆうちょ銀行 tell the type of the account. */
const suitsBranch = ({ bankCode, branchCode, type }: BankAccountDetails): boolean =>
  bankCode !== JAPAN_POST_BANK || isCurrentAccountBranch(branchCode) === (type === 'current');

/** Keys of what differs, in the order of the screens. */
export const changedBankAccountKeys = (
  base: BankAccountDetails,
  requested: BankAccountDetails,
): BankAccountKey[] => bankAccountKeys.filter((key) => base[key] !== requested[key]);
