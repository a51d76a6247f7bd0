import { type Parsed, parseCode } from './text.ts';

/**
 * A Japanese telephone or fax number: 10 or 11 digits from 0 on, or +81 without that 0. Half-width afterwards, with
 * the hyphens where its owner puts them; brackets around an area code become hyphens, spaces too.
 */
export function parsePhone(raw: string, label = '電話番号'): Parsed<string> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  const number = code.value
    .replace(/[() .]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '');
  return isPhone(number)
    ? { value: number }
    : {
        error: `${label}は市外局番から10桁または11桁の数字で入力してください（例：03-1234-5678）。`,
      };
}

/** E.164 allows 9 or 10 national digits for +81; at home a 0 stands before them (電気通信番号規則). */
const isPhone = (number: string) =>
  /^(?:0[0-9-]*|\+81-?[1-9][0-9-]*)$/.test(number) && /^(?:0|81)[1-9][0-9]{8,9}$/.test(digitsOf(number));

/** The digits alone, for searching and comparing. */
export const digitsOf = (number: string) => number.replace(/[^0-9]/g, '');
