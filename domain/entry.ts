/** 代理入力: an application that staff enter for a customer who asked by paper or telephone; who entered it never decides it. */
import { addDays, type CalendarDate, formatCalendarDate, parseCalendarDate } from './calendar-date.ts';
import { type Field, type FieldErrors, field, optionsOf, parseFields, parseOption } from './field.ts';
import { parseProse } from './prose.ts';
import { parseText } from './text.ts';

export type EntryChannel = 'paper' | 'phone' | 'counter' | 'email';

export const entryChannelText: Record<EntryChannel, string> = {
  paper: '書面（郵送・FAX）',
  phone: '電話',
  counter: '窓口',
  email: '電子メール',
};

/** Who asked for it, how and when; for whoever decides, and for the customer who sees it in the portal. */
export interface EntryDetails {
  channel: EntryChannel;
  requestedBy: string;
  requestedOn: CalendarDate;
  /** How the identity was checked, and the like; staff alone see it. */
  note: string;
}

type EntryKey = 'entryChannel' | 'entryRequestedBy' | 'entryRequestedOn' | 'entryNote';

const NOTE_AT_MOST = 500;
/** What is older has been lying about: the customer should be asked again. */
const REQUESTED_WITHIN_DAYS = 180;
const channels = optionsOf(entryChannelText);

export const entryFields: readonly Field<EntryKey>[] = [
  field({
    key: 'entryChannel',
    label: '申出の方法',
    group: 'お客様からの申出',
    options: channels,
    width: 'medium',
    parse: parseOption(channels),
  }),
  field({
    key: 'entryRequestedBy',
    label: '申出をした方',
    group: 'お客様からの申出',
    help: '所属と氏名。お客様の申込状況の画面にも表示されます。',
    example: '財務部　水野　沙織',
    maxLength: 60,
    parse: parseText,
  }),
  field({
    key: 'entryRequestedOn',
    label: '申出を受けた日',
    group: 'お客様からの申出',
    control: 'date',
    width: 'short',
    parse: parseCalendarDate,
    format: (value) => formatCalendarDate(String(value ?? '')),
  }),
  field({
    key: 'entryNote',
    label: '受付の経緯',
    group: 'お客様からの申出',
    control: 'prose',
    required: false,
    help: '本人確認の方法と結果など。お客様には表示されません。',
    maxLength: NOTE_AT_MOST,
    parse: (raw) => parseProse(raw, NOTE_AT_MOST),
  }),
];

/** Reads who asked and how. The day lies within the last half year, as of `today` in Tokyo. */
export function parseEntry(
  form: Readonly<Record<string, string | undefined>>,
  today: CalendarDate,
): { entry: EntryDetails } | { errors: FieldErrors<EntryKey> } {
  const parsed = parseFields(entryFields, form);
  const { entryRequestedOn: on } = parsed.values;
  const errors = { ...('errors' in parsed ? parsed.errors : {}) };
  if (typeof on === 'string' && (on > today || on < addDays(today, -REQUESTED_WITHIN_DAYS)))
    errors.entryRequestedOn = `本日以前の、${REQUESTED_WITHIN_DAYS}日以内の日付を入力してください。`;
  if (Object.keys(errors).length > 0) return { errors };
  const { entryChannel, entryRequestedBy, entryNote } = parsed.values;
  return {
    entry: {
      channel: entryChannel as EntryChannel,
      requestedBy: String(entryRequestedBy),
      requestedOn: on as CalendarDate,
      note: String(entryNote ?? ''),
    },
  };
}
