import { type CalendarDate, isCalendarDate } from './calendar-date.ts';
import { parseCode } from './text.ts';

/** W for Web申込番号, R for 登録受付番号. */
type Prefix = 'W' | 'R';

/**
 * Web申込番号, for example W20261122-000017-8: the day in Tokyo on which it was given (8 digits), a running number (6) and
 * a check digit (Luhn, ISO/IEC 7812-1) over those 14, so that a number read out over the telephone is not another one.
 */
export const formatApplicationNumber = (date: CalendarDate, sequence: number) =>
  formatNumber('W', date, sequence);

/** 登録受付番号 of a registration, for example R20261122-000017-8: made as an application number is. */
export const formatRegistrationNumber = (date: CalendarDate, sequence: number) =>
  formatNumber('R', date, sequence);

/**
 * The number as it is kept, from what somebody typed: full-width, lower case, without W or hyphens, with spaces.
 * Undefined if it is none or its check digit does not fit.
 */
export const parseApplicationNumber = (raw: string) => parseNumber('W', raw);

/** The same for a registration's number. */
export const parseRegistrationNumber = (raw: string) => parseNumber('R', raw);

/** The first characters of a number as they are kept, from W or R and digits; undefined for what begins none. */
export function beginningOfNumber(raw: string): string | undefined {
  const code = parseCode(raw);
  if ('error' in code) return undefined;
  const match = /^([WR])([0-9]{1,8})([0-9]{0,6})([0-9]?)$/.exec(
    code.value.toUpperCase().replace(/[ -]/g, ''),
  );
  if (!match) return undefined;
  const [, letter, ...digits] = match;
  return letter + digits.filter(Boolean).join('-');
}

/** Whether a text is an application number exactly as it is kept. */
export const isApplicationNumber = (text: string) => parseApplicationNumber(text) === text;

/** The same of a registration. */
export const isRegistrationNumber = (text: string) => parseRegistrationNumber(text) === text;

function formatNumber(prefix: Prefix, date: CalendarDate, sequence: number): string {
  if (!isCalendarDate(date)) throw new RangeError('an application number starts with a day that exists');
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > 999_999)
    throw new RangeError('the running part of an application number is from 0 to 999999');
  const day = date.replaceAll('-', '');
  const running = String(sequence).padStart(6, '0');
  return `${prefix}${day}-${running}-${luhnCheckDigit(day + running)}`;
}

function parseNumber(prefix: Prefix, raw: string): string | undefined {
  const code = parseCode(raw);
  if ('error' in code) return undefined;
  const match = /^([WR]?)([0-9]{8})([0-9]{6})([0-9])$/.exec(code.value.toUpperCase().replace(/[ -]/g, ''));
  if (!match) return undefined;
  const [, letter, day = '', running = '', check] = match;
  if (letter && letter !== prefix) return undefined;
  const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  if (!isCalendarDate(date) || check !== String(luhnCheckDigit(day + running))) return undefined;
  return `${prefix}${day}-${running}-${check}`;
}

/** From the right every other digit, the last one first, is doubled and its digits added. */
function luhnCheckDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
