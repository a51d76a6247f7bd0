import type { FieldErrors } from './field.ts';
import { parseCode } from './text.ts';

/** ゆうちょ銀行, whose passbooks show 記号 and 番号 instead of branch and account number. */
export const JAPAN_POST_BANK = '9900';

export interface JapanPostAccount {
  branchCode: string;
  type: 'ordinary' | 'current';
  number: string;
}

/**
 * Branch, type and account number of 記号 (five digits, the last a 0) and 番号, by the bank's published rule.
 * 記号 1AB?0 (総合口座, 通常貯金): branch AB8, the number without its last digit, which is a 1.
 * 記号 0AB?0 (振替口座): branch AB9, the number as it is. Both filled up to seven digits. 通帳再発行 leaves a further
 * digit between the two (10940-2-1234561), which is no part of either.
 */
export function parseSymbolAndNumber(
  rawSymbol: string,
  rawNumber: string,
): { values: JapanPostAccount } | { errors: FieldErrors<'symbol' | 'symbolNumber'> } {
  const symbol = /^([01])([0-9]{2})[0-9]0(?:-[0-9])?$/.exec(digitsOf(rawSymbol));
  const number = digitsOf(rawNumber);
  const errors: FieldErrors<'symbol' | 'symbolNumber'> = {};
  if (!symbol) errors.symbol = '記号は、1または0で始まり0で終わる5桁の数字で入力してください。';
  const isTransfer = symbol?.[1] === '0';
  if (isTransfer && !/^[0-9]{1,6}$/.test(number))
    errors.symbolNumber = '記号が0で始まる口座の番号は、6桁以内の数字で入力してください。';
  if (!isTransfer && !/^[0-9]{1,7}1$/.test(number))
    errors.symbolNumber = '番号は、1で終わる8桁以内の数字で入力してください。';
  if (!symbol || errors.symbolNumber) return { errors };
  return {
    values: isTransfer
      ? { branchCode: `${symbol[2]}9`, type: 'current', number: number.padStart(7, '0') }
      : { branchCode: `${symbol[2]}8`, type: 'ordinary', number: number.slice(0, -1).padStart(7, '0') },
  };
}

/** Whether a branch of ゆうちょ銀行 keeps 当座 accounts (振替口座) only. */
export const isCurrentAccountBranch = (branchCode: string): boolean => branchCode.endsWith('9');

function digitsOf(raw: string): string {
  const code = parseCode(raw);
  return 'value' in code ? code.value.replaceAll(' ', '') : '';
}
