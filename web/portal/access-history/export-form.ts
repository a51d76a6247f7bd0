import { type HistoryUser, listHistoryUsers } from '../../../db/access-history.ts';
import type { AccessHistoryFile } from '../../../db/access-history-file.ts';
import {
  accessHistoryEncodingText,
  accessHistoryLayoutText,
  earliestHistoryDay,
  parseHistoryPeriod,
  usualHistoryPeriod,
} from '../../../domain/access-history.ts';
import { todayInTokyo } from '../../../domain/calendar-date.ts';
import { type FormValues, typedId } from '../../answer.ts';
import type { Context } from '../../context.ts';

const keys = ['from', 'to', 'user', 'layout', 'encoding'] as const;
export type ExportInput = Record<(typeof keys)[number], string>;
type ExportErrors = Partial<ExportInput>;

/** What a form asks for: everything of a file but the event before which it ends. */
export type ExportChoice = Omit<AccessHistoryFile, 'beforeEventId'>;

/** What the page has to draw the form: input as it was typed, and whom one can choose. */
export interface ExportForm {
  input: ExportInput;
  users: HistoryUser[];
  errors: ExportErrors;
  /** Only where there are no errors, and something was sent. */
  choice?: ExportChoice;
}

/** （全ユーザー指定）. */
export const ALL_USERS = '';

/** Reads a form that was sent, or begins one where nothing was. */
export async function readExportForm(c: Context, values: FormValues): Promise<ExportForm> {
  const { db } = c.var.services;
  const { insuredCode } = c.var.user;
  const today = todayInTokyo(new Date());
  const users = await listHistoryUsers(db, insuredCode, earliestHistoryDay(today));
  const isSent = values.from !== undefined;
  const usual = { ...usualHistoryPeriod(today), user: ALL_USERS, layout: 'byUser', encoding: 'utf8' };
  const input = Object.fromEntries(
    keys.map((key) => [key, isSent ? (values[key] ?? '') : usual[key]]),
  ) as ExportInput;
  if (!isSent) return { input, users, errors: {} };

  const period = parseHistoryPeriod(input, today);
  const webUserId = typedId(input.user);
  const { layout, encoding } = input;
  if (
    'value' in period &&
    isKnown(webUserId, users) &&
    isOneOf(accessHistoryLayoutText, layout) &&
    isOneOf(accessHistoryEncodingText, encoding)
  )
    return {
      input,
      users,
      errors: {},
      choice: {
        insuredCode,
        webUserId: webUserId === ALL_USERS ? undefined : webUserId,
        period: period.value,
        layout,
        encoding,
      },
    };
  const errors = {
    ...('errors' in period ? period.errors : {}),
    ...(isKnown(webUserId, users) ? {} : { user: unknownUser }),
    ...(isOneOf(accessHistoryLayoutText, layout) ? {} : { layout: '出力形式を選択してください。' }),
    ...(isOneOf(accessHistoryEncodingText, encoding) ? {} : { encoding: '文字コードを選択してください。' }),
  };
  return { input, users, errors };
}

/** The same for an ID of another company as for one that does not exist. */
export const unknownUser = 'このWebユーザーIDはありません。一覧から選び直してください。';

export const isKnown = (webUserId: string, users: readonly HistoryUser[]) =>
  webUserId === ALL_USERS || users.some((user) => user.webUserId === webUserId);

const isOneOf = <Value extends string>(texts: Record<Value, string>, value: string): value is Value =>
  Object.hasOwn(texts, value);

/** The choice as fields of a form, or of an address. */
export const valuesOf = ({ webUserId, period, layout, encoding }: ExportChoice): ExportInput => ({
  ...period,
  user: webUserId ?? ALL_USERS,
  layout,
  encoding,
});
