import { type CalendarDate, isCalendarDate } from './calendar-date.ts';
import { parseCode } from './text.ts';

/**
 * Web申込番号, for example W20261122-000017-8: the day in Tokyo on which it was given (8 digits), a running number (6) and
 * a check digit (Luhn, ISO/IEC 7812-1) over those 14, so that a number read out over the telephone is not another one.
 */
export function formatApplicationNumber(date: CalendarDate, sequence: number): string {
  if (!isCalendarDate(date)) throw new RangeError('an application number starts with a day that exists');
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > 999_999)
    throw new RangeError('the running part of an application number is from 0 to 999999');
  const day = date.replaceAll('-', '');
  const running = String(sequence).padStart(6, '0');
  return `W${day}-${running}-${luhnCheckDigit(day + running)}`;
}

/**
 * The number as it is kept, from what somebody typed: full-width, lower case, without W or hyphens, with spaces.
 * Undefined if it is none or its check digit does not fit.
 */
export function parseApplicationNumber(raw: string): string | undefined {
  const code = parseCode(raw);
  if ('error' in code) return undefined;
  const match = /^W?([0-9]{8})([0-9]{6})([0-9])$/.exec(code.value.toUpperCase().replace(/[ -]/g, ''));
  if (!match) return undefined;
  const [, day = '', running = '', check] = match;
  const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  if (!isCalendarDate(date) || check !== String(luhnCheckDigit(day + running))) return undefined;
  return `W${day}-${running}-${check}`;
}

/** Whether a text is an application number exactly as it is kept. */
export const isApplicationNumber = (text: string) => parseApplicationNumber(text) === text;

/** From the right every other digit, the last one first, is doubled and its digits added. */
function luhnCheckDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
