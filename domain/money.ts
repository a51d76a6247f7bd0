import { type Parsed, parseCode } from './text.ts';

/** A quadrillion (千兆) yen less one: far above any capital, and exact as a number. */
const MOST = 999_999_999_999_999;

/** An amount in whole yen. Commas between groups of three, ¥ and 円 are accepted. */
export function parseYen(raw: string): Parsed<number> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  return integer(code.value.replace(/^[¥\\] ?/, '').replace(/ ?円$/, ''), MOST, '1円単位の金額');
}

/** A number of things or people, 0 or more. Commas are accepted. */
export function parseCount(raw: string, most: number): Parsed<number> {
  const code = parseCode(raw);
  return 'error' in code ? code : integer(code.value.replace(/ ?[人名]$/, ''), most, '0以上の整数');
}

function integer(text: string, most: number, what: string): Parsed<number> {
  if (!/^(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)$/.test(text))
    return { error: `${what}を数字で入力してください。` };
  const value = Number(text.replaceAll(',', ''));
  return value <= most ? { value } : { error: `${grouped(most)}以下の数字で入力してください。` };
}

/** 10000000 as 10,000,000. */
export const grouped = (value: number) => String(value).replace(/\B(?=(?:[0-9]{3})+$)/g, ',');

/** 10000000 as 10,000,000円. */
export const formatYen = (value: number) => `${grouped(value)}円`;
