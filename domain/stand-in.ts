/**
 * 代行者: a colleague who decides for somebody who is away, from one day to another. Whoever acts as a stand-in needs the right
 * by their own role; four eyes count them and the one they act for alike.
 */
import {
  addDays,
  type CalendarDate,
  dateInTokyo,
  formatCalendarDate,
  parseCalendarDate,
} from './calendar-date.ts';
import { type Field, type FieldErrors, field, parseFields, parseOption } from './field.ts';
import { parseProse } from './prose.ts';
import { canApprove, canReject, canReturn, type StaffRole, staffRoleText } from './staff.ts';

/** A year ahead at most: who stays away longer is not stood in for, but replaced. */
const STAND_IN_AHEAD_DAYS = 366;
const NOTE_AT_MOST = 200;

export interface Person {
  staffId: string;
  name: string;
  role: StaffRole;
}

export interface Period {
  principalId: string;
  standInId: string;
  fromDate: CalendarDate;
  untilDate: CalendarDate;
}

export type StandInKey = 'principalId' | 'standInId' | 'fromDate' | 'untilDate' | 'note';
export type NewPeriod = Period & { note: string };

/** The form; without `principal` one chooses for whom, as only some may. */
export function standInFields(people: readonly Person[], principal?: Person): readonly Field<StandInKey>[] {
  const options = (persons: readonly Person[]) =>
    persons.map(({ staffId, name, role }) => ({ value: staffId, text: `${name}（${staffRoleText[role]}）` }));
  const choice = (
    key: 'principalId' | 'standInId',
    label: string,
    persons: readonly Person[],
    help: string,
  ) => {
    const offered = options(persons);
    return field({
      key,
      label,
      group: '代行者',
      help,
      options: offered,
      width: 'medium',
      parse: parseOption(offered),
    });
  };
  const day = (key: 'fromDate' | 'untilDate', label: string, help: string) =>
    field<StandInKey>({
      key,
      label,
      group: '期間',
      help,
      control: 'date',
      width: 'short',
      parse: parseCalendarDate,
      format: (value) => formatCalendarDate(String(value ?? '')),
    });
  return [
    ...(principal
      ? []
      : [choice('principalId', '不在になる職員', people, '代行者が、この職員の代わりに決裁します。')]),
    choice(
      'standInId',
      '代行者',
      people.filter(({ staffId }) => staffId !== principal?.staffId),
      '代行者自身の権限の範囲で、代わりに決裁できます。',
    ),
    day('fromDate', '開始日', 'この日から代行できます。'),
    day('untilDate', '終了日', 'この日の終わりに、自動で終了します。'),
    field({
      key: 'note',
      label: 'メモ',
      group: '期間',
      required: false,
      help: '職員全員に表示されます。',
      example: '夏季休暇のため',
      maxLength: NOTE_AT_MOST,
      parse: (raw) => parseProse(raw, NOTE_AT_MOST),
    }),
  ];
}

/** Reads the form: periods begin today in Tokyo or later, and nobody stands in for themselves. */
export function parseStandIn(
  people: readonly Person[],
  form: Readonly<Record<string, string | undefined>>,
  { now, principal }: { now: Date; principal?: Person | undefined },
): { period: NewPeriod } | { errors: FieldErrors<StandInKey> } {
  const parsed = parseFields(standInFields(people, principal), form);
  const values = {
    ...(principal ? { principalId: principal.staffId } : {}),
    ...parsed.values,
  } as Partial<NewPeriod>;
  const errors = { ...('errors' in parsed ? parsed.errors : {}) };
  const { principalId, standInId, fromDate, untilDate } = values;
  const today = dateInTokyo(now);
  const last = addDays(today, STAND_IN_AHEAD_DAYS);
  if (standInId && standInId === principalId) errors.standInId = '本人とは別の職員を選択してください。';
  if (fromDate && fromDate < today) errors.fromDate = '本日以降の日付を入力してください。';
  if (fromDate && untilDate && untilDate < fromDate)
    errors.untilDate = '開始日以降の日付を入力してください。';
  else if (untilDate && untilDate > last)
    errors.untilDate = `1年以内（${formatCalendarDate(last)}まで）の日付を入力してください。`;
  if (Object.keys(errors).length > 0) return { errors };
  return { period: { ...(values as NewPeriod), note: values.note ?? '' } };
}

/**
 * Why a period cannot stand beside one that is there. A principal has one stand-in at a time; a stand-in who is away, or
 * a principal who stands in for somebody else, would leave that somebody without anybody: nobody acts through two people.
 */
export type StandInConflict = 'alreadyRepresented' | 'standInIsAway' | 'standsInForAnother';

export function conflictWith(wanted: Period, other: Period): StandInConflict | undefined {
  if (wanted.untilDate < other.fromDate || other.untilDate < wanted.fromDate) return undefined;
  if (wanted.principalId === other.principalId) return 'alreadyRepresented';
  if (wanted.standInId === other.principalId) return 'standInIsAway';
  return wanted.principalId === other.standInId ? 'standsInForAnother' : undefined;
}

export type StandInState = 'running' | 'coming' | 'ended' | 'revoked';

/** Where a period stands on a day in Tokyo. */
export function stateOfPeriod(
  { fromDate, untilDate, revokedAt }: { fromDate: string; untilDate: string; revokedAt: Date | null },
  today: CalendarDate,
): StandInState {
  if (revokedAt) return 'revoked';
  if (untilDate < today) return 'ended';
  return fromDate > today ? 'coming' : 'running';
}

/** What the one may decide for the other: what both may by their roles. */
export const decisionsInCommon = (principal: { role: StaffRole }, standIn: { role: StaffRole }): string[] =>
  decisions.flatMap(({ text, may }) => (may(principal) && may(standIn) ? [text] : []));

const decisions = [
  { text: '承認', may: canApprove },
  { text: '差戻し', may: canReturn },
  { text: '却下', may: canReject },
];
