import { parseEmail } from './email.ts';
import { type Field, type FieldErrors, field, optionsOf, parseFields, parseOption } from './field.ts';
import { type StaffRole, staffRoleText } from './staff.ts';
import { type Parsed, parseCode, parseText } from './text.ts';

/** Accounts of staff: who has which role, and what may be done to an account by whom. */

export interface StaffAccountDetails {
  name: string;
  department: string;
  title: string;
  email: string;
  role: StaffRole;
}
export type StaffAccountKey = keyof StaffAccountDetails;

/** One field of an account before and after, in the words of the screens. */
export interface StaffAccountChange {
  label: string;
  before: string;
  after: string;
}

/** Under this ID the record keeps what was done by a command on the server. */
const OPERATOR_ID = 'operator';
export const operator = {
  staffId: OPERATOR_ID,
  name: 'システム運用者（コマンド）',
  department: '',
  title: '',
};

/** 3 to 14 characters: failed logins are counted under what is no longer than an ID, since a password is. */
export function parseStaffId(raw: string): Parsed<string> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  if (code.value === OPERATOR_ID)
    return { error: 'この職員IDは使用できません。別の職員IDを入力してください。' };
  return /^[a-z][a-z0-9._-]{2,13}$/.test(code.value)
    ? code
    : {
        error:
          '職員IDは、半角の英小文字で始まる3〜14文字の英小文字・数字・「.」「_」「-」で入力してください。',
      };
}

const roleOptions = optionsOf(staffRoleText);

const idField = field({
  key: 'staffId',
  label: '職員ID',
  group: '職員',
  help: 'ログインに使用します。登録した後は変更できません。',
  example: 'sato.misaki',
  autocomplete: 'off',
  width: 'medium',
  maxLength: 14,
  parse: parseStaffId,
});

export const staffAccountFields: readonly Field<StaffAccountKey>[] = [
  field({
    key: 'name',
    label: '氏名',
    group: '職員',
    example: '佐藤　美咲',
    autocomplete: 'off',
    width: 'medium',
    maxLength: 50,
    parse: parseText,
  }),
  field({
    key: 'department',
    label: '所属名',
    group: '職員',
    example: '審査部　受付課',
    autocomplete: 'off',
    width: 'medium',
    parse: parseText,
  }),
  field({
    key: 'title',
    label: '役職名',
    group: '職員',
    required: false,
    example: '課長',
    autocomplete: 'off',
    width: 'medium',
    maxLength: 50,
    parse: parseText,
  }),
  field({
    key: 'email',
    label: 'メールアドレス',
    group: '職員',
    help: '本人だけが読めるアドレスを入力してください。仮パスワードや、このアカウントに関するお知らせが届きます。',
    example: 'sato@example.jp',
    autocomplete: 'off',
    inputmode: 'email',
    maxLength: 254,
    parse: parseEmail,
  }),
  field({
    key: 'role',
    label: '役割',
    group: '権限',
    control: 'radio',
    options: roleOptions,
    help: '担当者は受け付け、確認し、差し戻します。承認者は加えて、承認・却下します。統括者は加えて、引継ぎ、各種設定、職員アカウントの管理を行います。監査担当者は、すべてを閲覧し、何も変更できません。',
    parse: parseOption(roleOptions),
  }),
];

export const newStaffAccountFields = [idField, ...staffAccountFields];

/** Reads the form of a new account, or of one that is there. */
export function parseStaffAccount(
  raw: Readonly<Record<string, string | undefined>>,
): { values: StaffAccountDetails } | { errors: FieldErrors<StaffAccountKey> } {
  const parsed = parseFields(staffAccountFields, raw);
  if ('errors' in parsed) return { errors: parsed.errors };
  return { values: { ...parsed.values, title: parsed.values.title ?? '' } as unknown as StaffAccountDetails };
}

/** What differs, in the order of the form. */
export const changesOf = (before: StaffAccountDetails, after: StaffAccountDetails): StaffAccountChange[] =>
  staffAccountFields.flatMap(({ key, label, format }) =>
    before[key] === after[key] ? [] : [{ label, before: format(before[key]), after: format(after[key]) }],
  );

/** Where an account stands: in use, stopped, or not yet used by its owner, who has a temporary password at most. */
export type StaffAccountState = 'active' | 'passwordNotChosen' | 'suspended';
export const staffAccountStateText: Record<StaffAccountState, string> = {
  active: '利用中',
  passwordNotChosen: 'パスワード未設定',
  suspended: '停止中',
};

export function staffAccountState(account: {
  suspendedAt: Date | null;
  hasPassword: boolean;
}): StaffAccountState {
  if (account.suspendedAt) return 'suspended';
  return account.hasPassword ? 'active' : 'passwordNotChosen';
}

/** Why something cannot be done to an account; nobody can get round it, whatever their role. */
export type StaffAccountRefusal = 'ownRole' | 'ownAccount' | 'lastSupervisor' | 'notSupervisor';

interface Account {
  staffId: string;
  role: StaffRole;
}

/** `supervisors` are the IDs of those who are active, as the transaction holds them. */
interface Circumstances {
  actorId: string;
  supervisors: readonly string[];
}

/** The account changes to `role`. */
export function refusalOfRole(
  { staffId, role: before }: Account,
  role: StaffRole,
  { actorId, supervisors }: Circumstances,
): StaffAccountRefusal | undefined {
  if (!supervisors.includes(actorId)) return 'notSupervisor';
  if (role === before) return undefined;
  if (staffId === actorId) return 'ownRole';
  return isLast(staffId, supervisors) ? 'lastSupervisor' : undefined;
}

/** The account is suspended. */
export function refusalOfSuspension(
  { staffId }: Account,
  { actorId, supervisors }: Circumstances,
): StaffAccountRefusal | undefined {
  if (!supervisors.includes(actorId)) return 'notSupervisor';
  if (staffId === actorId) return 'ownAccount';
  return isLast(staffId, supervisors) ? 'lastSupervisor' : undefined;
}

/** Something is done to the account that people do to their own on other pages, with their own password. */
export function refusalOfReset(
  { staffId }: Account,
  { actorId, supervisors }: Circumstances,
): StaffAccountRefusal | undefined {
  if (!supervisors.includes(actorId)) return 'notSupervisor';
  return staffId === actorId ? 'ownAccount' : undefined;
}

const isLast = (staffId: string, supervisors: readonly string[]) =>
  supervisors.includes(staffId) && supervisors.length === 1;
