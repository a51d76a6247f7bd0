import { type CalendarDate, dateInTokyo, formatCalendarDate, parseCalendarDate } from './calendar-date.ts';
import { type Field, type FieldErrors, field, optionsOf, parseFields, parseOption } from './field.ts';
import {
  type PersonalDetails,
  type PersonalDetailsFieldKey,
  parsePersonalDetails,
  personalDetailsFields,
  personalDetailsInput,
} from './personal-details.ts';
import {
  applicationDataRightText,
  applicationRightText,
  canLimitToAgreements,
  contractDataRightText,
  type WebUserRights,
} from './web-user.ts';

/** What an administrator says about an applicant (Webユーザー（申込者）, manual 4-4 and 4-6). */
export interface ApplicantDetails extends PersonalDetails, WebUserRights {
  /** Sorted; at least one with `selectedAgreements`, else none. */
  agreementCodes: string[];
  /** Last day in Tokyo on which the applicant can log in; null for no end. */
  validUntil: CalendarDate | null;
}

export type ApplicantKey = keyof ApplicantDetails;
type SettingKey = keyof WebUserRights | 'validUntil';
export type ApplicantFieldKey = PersonalDetailsFieldKey | SettingKey | 'agreementCodes';

/** What the form may offer and take: it depends on the company, and on what is registered already. */
export interface ApplicantLimits {
  usesComprehensiveInsurance: boolean;
  /** The agreement codes that may be chosen, those among them that a registered applicant has. */
  agreementCodes: readonly string[];
  today: CalendarDate;
  /** The registered last day, which may stay though it is over. */
  registeredValidUntil?: string | null;
}

const RIGHTS = '権限';
const VALIDITY = '有効期限';

/** Fields of the form in the order of the screen: the administrator's own, the three rights, the last day. */
export const applicantFields = (
  company: Pick<ApplicantLimits, 'usesComprehensiveInsurance'>,
): readonly Field<PersonalDetailsFieldKey | SettingKey>[] => [
  ...personalDetailsFields.map((own) => ({ ...own, autocomplete: 'off' })),
  ...settingFields(company),
];

/** Chapter 3, 1: the widest right comes first. 「対象特約のみ参照可能」 only for users of 企業総合保険 (※3). */
const settingFields = (company: Pick<ApplicantLimits, 'usesComprehensiveInsurance'>): Field<SettingKey>[] => [
  choice('applicationRight', '入力・申込権限', applicationRightText),
  {
    ...choice('contractDataRight', '情報データ参照権限', contractDataRightText, (value) =>
      value === 'selectedAgreements' ? canLimitToAgreements(company) : true,
    ),
    help: '締結済みの保険契約情報の参照に関する権限です。',
  },
  {
    ...choice('applicationDataRight', '申込データ参照権限', applicationDataRightText),
    help: '入力中、申込中または申込後2年以内の手続記録の参照に関する権限です。',
  },
  field({
    key: 'validUntil',
    label: '最終利用日',
    group: VALIDITY,
    required: false,
    help: 'この日を過ぎるとログインできなくなります。期限を設けない場合は入力不要です。',
    width: 'short',
    parse: parseCalendarDate,
    format: (value) => (value === null ? '' : formatCalendarDate(String(value))),
  }),
];

function choice<Key extends keyof WebUserRights>(
  key: Key,
  label: string,
  texts: Record<string, string>,
  offered: (value: string) => boolean = () => true,
): Field<Key> {
  const options = optionsOf(texts).filter(({ value }) => offered(value));
  return field({ key, label, group: RIGHTS, control: 'radio', options, parse: parseOption(options) });
}

/** Reads the form: everything right, or a message for each field that is not. */
export function parseApplicant(
  raw: Readonly<Record<string, string | undefined>>,
  limits: ApplicantLimits,
): { values: ApplicantDetails } | { errors: FieldErrors<ApplicantFieldKey> } {
  const person = parsePersonalDetails(raw);
  const settings = parseFields(settingFields(limits), raw);
  const errors: FieldErrors<ApplicantFieldKey> = {
    ...('errors' in person ? person.errors : {}),
    ...('errors' in settings ? settings.errors : {}),
  };
  const { validUntil = null, ...rights } = settings.values as Partial<Pick<ApplicantDetails, SettingKey>>;
  if (validUntil && validUntil < limits.today && validUntil !== limits.registeredValidUntil)
    errors.validUntil = '最終利用日は本日以降の日付を入力してください。';

  const limited = rights.contractDataRight === 'selectedAgreements';
  const agreementCodes = limited ? readAgreementCodes(raw.agreementCodes) : [];
  if (limited && agreementCodes.length === 0) errors.agreementCodes = NO_AGREEMENT;
  else if (!agreementCodes.every((code) => limits.agreementCodes.includes(code)))
    errors.agreementCodes = UNKNOWN_AGREEMENT;

  return Object.keys(errors).length > 0
    ? { errors }
    : { values: { ...person.values, ...rights, validUntil, agreementCodes } as ApplicantDetails };
}

/** ※ 「対象特約のみ参照可能」を選択した場合は、参照可能な特約コードは１つ以上選択されていなければなりません (manual 4-4). */
const NO_AGREEMENT =
  '参照可能な特約コードを1つ以上選択してください。「特約コードの追加／削除」ボタンから選択できます。';
const UNKNOWN_AGREEMENT =
  '使用できない特約コードが含まれています。「特約コードの追加／削除」ボタンから選択し直してください。';

/** The codes as the form carries them, in one field: sorted, each once. */
export const readAgreementCodes = (raw: string | undefined): string[] =>
  [...new Set((raw ?? '').split(/\s+/).filter(Boolean))].sort();
export const writeAgreementCodes = (codes: readonly string[]): string => [...codes].sort().join(' ');

/** What the form of a registered applicant shows at first. */
export const applicantInput = (details: ApplicantDetails): Record<ApplicantFieldKey, string> => ({
  ...personalDetailsInput(details),
  applicationRight: details.applicationRight,
  contractDataRight: details.contractDataRight,
  applicationDataRight: details.applicationDataRight,
  validUntil: details.validUntil ?? '',
  agreementCodes: writeAgreementCodes(details.agreementCodes),
});

/** Keys of what differs. */
export const changedApplicantDetails = (
  base: ApplicantDetails,
  requested: ApplicantDetails,
): ApplicantKey[] => applicantKeys.filter((key) => String(base[key] ?? '') !== String(requested[key] ?? ''));

const applicantKeys = [
  'name',
  'kana',
  'department',
  'title',
  'phone',
  'fax',
  'email',
  'applicationRight',
  'contractDataRight',
  'agreementCodes',
  'applicationDataRight',
  'validUntil',
] as const satisfies ApplicantKey[];

/** Whether an applicant can log in, and if not, why not. */
export type ApplicantState = 'active' | 'passwordNotChosen' | 'suspended' | 'expired' | 'disabled';

export const applicantStateText: Record<ApplicantState, string> = {
  active: '利用中',
  passwordNotChosen: '初期パスワード未変更',
  suspended: '停止中',
  expired: '有効期限切れ',
  disabled: 'ログイン失敗により無効',
};

/** Of several reasons the one that somebody decided on comes first. */
export function applicantState(
  applicant: {
    suspendedAt: Date | null;
    validUntil: string | null;
    disabledAt: Date | null;
    passwordHash: string | null;
  },
  now: Date,
): ApplicantState {
  if (applicant.suspendedAt) return 'suspended';
  if (isPastLastDay(applicant.validUntil, now)) return 'expired';
  if (applicant.disabledAt) return 'disabled';
  return applicant.passwordHash === null ? 'passwordNotChosen' : 'active';
}

/** Whether the last day of validity is over, in Tokyo. */
export const isPastLastDay = (validUntil: string | null, now: Date): boolean =>
  validUntil !== null && validUntil < dateInTokyo(now);
