import type { Parsed } from './text.ts';

/**
 * The characters in which banks exchange names (Zengin, the Japanese banks' data format): half-width katakana without
 * small ones and without ヲ, where a voicing mark is a character of its own; digits, capital letters, a few symbols.
 * Here such a name is kept in the form that people read, full-width katakana with all else half-width; `toZengin` gives
 * the form of the exchange. The two hold the same: NFKC leads back.
 */

/** Characters of the exchange form at most, as in its records for transfers. */
export const ZENGIN_NAME_LENGTH = 30;

/** A name in bank kana; whatever can be converted is. May come out empty. */
export function parseBankKana(raw: string): Parsed<string> {
  const text = toBankKana(raw);
  const unusable = [...new Set([...text].filter((character) => !usable.has(character)))].slice(0, 5);
  if (unusable.length > 0) return { error: unusableMessage(unusable) };
  const length = toZengin(text).length;
  return length <= ZENGIN_NAME_LENGTH ? { value: text } : { error: tooLongMessage(length) };
}

/** As `parseBankKana`, but leaves what cannot be converted as it is: for searches and lists. */
export function toBankKana(raw: string): string {
  const marked = raw
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/[゛゜]/g, (mark) => joining[mark] ?? '');
  const halved = marked
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[ぁ-ゖ]/g, katakanaOf);
  const converted = [...halved].map((character) => converts[character] ?? character).join('');
  return converted.replace(/\s+/g, ' ').trim();
}

/** The exchange form: each character is one byte of JIS X 0201. Throws for what is not bank kana. */
export function toZengin(bankKana: string): string {
  return [...bankKana.normalize('NFD')]
    .map((character) => {
      const half = halves.get(character) ?? (ASCII.includes(character) ? character : undefined);
      if (half === undefined) throw new RangeError('not bank kana');
      return half;
    })
    .join('');
}

const KANA = 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン';
const VOICED = 'ガギグゲゴザジズゼゾダヂヅデドバビブベボヴパピプペポ';
const ASCII = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ()-./,¥ ';
const usable = new Set([...KANA, ...VOICED, ...ASCII, '「', '」']);

const halves = new Map(
  [...'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ｢｣'].map((half) => [half.normalize('NFKC'), half]),
);

/** Marks that stand alone become ones that join the letter before. */
const joining: Record<string, string> = { ゛: '\u3099', ゜: '\u309a' };

const katakanaOf = (kana: string) => String.fromCharCode(kana.charCodeAt(0) + 0x60);

/** Small kana become large, ヲ becomes オ, the long sound and every dash a hyphen. */
const converts: Record<string, string> = {
  ...Object.fromEntries(
    [...'ァィゥェォッャュョヮヵヶヲ'].map((small, index) => [
      small,
      [...'アイウエオツヤユヨワカケオ'][index] ?? small,
    ]),
  ),
  ...Object.fromEntries([...'ー‐‑‒–—―−─﹣'].map((dash) => [dash, '-'])),
  '・': '.',
  '。': '.',
  '、': ',',
  '\\': '¥',
  '〔': '(',
  '〕': ')',
};

/** Names those that can be seen. */
function unusableMessage(characters: readonly string[]): string {
  const seen = characters.filter((character) => !/[\p{C}\p{M}\p{Z}]/u.test(character));
  return `使用できない文字${seen.length > 0 ? `（${seen.join(' ')}）` : ''}が含まれています。カタカナ、英数字、記号（ ( ) - . / , 「 」 ¥ ）とスペースで入力してください。`;
}

const tooLongMessage = (length: number) =>
  `${ZENGIN_NAME_LENGTH}文字以内で入力してください（濁点・半濁点も1文字と数えます。現在${length}文字）。`;
