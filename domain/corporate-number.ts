import { type Parsed, parseCode } from './text.ts';

/**
 * 法人番号: a check digit (1–9) and the 12-digit base number (基礎番号; for companies the 会社法人等番号 of the register).
 * Spaces and hyphens between the digits are accepted.
 */
export function parseCorporateNumber(raw: string): Parsed<string> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  const digits = code.value.replace(/[ -]/g, '');
  if (!/^[0-9]{13}$/.test(digits)) return { error: '法人番号は13桁の数字で入力してください。' };
  if (!hasValidCheckDigit(digits))
    return { error: '法人番号が正しくありません（検査用数字の不一致）。13桁を確認してください。' };
  return { value: digits };
}

/** Whether the first of 13 digits is the check digit of the other 12. */
export const hasValidCheckDigit = (corporateNumber: string) =>
  /^[0-9]{13}$/.test(corporateNumber) &&
  corporateNumber[0] === String(corporateCheckDigit(corporateNumber.slice(1)));

/**
 * 9 − (Σ Pn·Qn mod 9) over n = 1…12, Pn the n-th digit of the base number from the right, Qn 1 for odd and 2 for even n:
 * 法人番号の指定等に関する省令 (平成26年財務省令第70号) 第2条.
 */
export function corporateCheckDigit(baseNumber: string): number {
  if (!/^[0-9]{12}$/.test(baseNumber)) throw new RangeError('a base number has 12 digits');
  const fromLowest = [...baseNumber].reverse().map(Number);
  const sum = fromLowest.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 2), 0);
  return 9 - (sum % 9);
}

/** The valid corporate number of a 12-digit base number. */
export const corporateNumberOf = (baseNumber: string) => `${corporateCheckDigit(baseNumber)}${baseNumber}`;
