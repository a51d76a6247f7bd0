import { type Parsed, parseCode } from './text.ts';

/** A Japanese postal code as its 7 digits; 〒 and hyphen are accepted. */
export function parsePostalCode(raw: string): Parsed<string> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  const digits = code.value.replace(/^〒 ?/, '').replace(/^([0-9]{3})[- ]([0-9]{4})$/, '$1$2');
  return /^[0-9]{7}$/.test(digits)
    ? { value: digits }
    : { error: '郵便番号は7桁の数字で入力してください（例：123-4567）。' };
}

/** 1234567 as 123-4567; anything else as it is. */
export const formatPostalCode = (digits: string) => digits.replace(/^([0-9]{3})([0-9]{4})$/, '$1-$2');
