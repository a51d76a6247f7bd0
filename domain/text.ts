/**
 * What people type, brought into one form before any rule looks at it. Full-width and half-width are both accepted;
 * names keep the very characters they were written with (NFC and NFKC would turn 神 into 神), so only digits, Latin
 * letters, half-width kana and separate voicing marks are converted in prose.
 */

/** The outcome of reading one input: the value, or a Japanese sentence that says what to do. */
export type Parsed<T> = { value: T } | { error: string };

/** Text on one line, as for names and addresses: trimmed, runs of white space collapsed. May come out empty. */
export function parseText(raw: string): Parsed<string> {
  const text = trimAndCollapse(joinNumbers(composeKana(halveAlphanumerics(widenKana(stripInvisible(raw))))));
  return UNUSABLE.test(text) ? { error: UNUSABLE_MESSAGE } : { value: text };
}

/** A number or code: everything half-width (NFKC), every sort of dash a hyphen-minus, no white space at either end. */
export function parseCode(raw: string): Parsed<string> {
  if (UNUSABLE.test(stripInvisible(raw))) return { error: UNUSABLE_MESSAGE };
  return { value: trimAndCollapse(stripInvisible(raw).normalize('NFKC').replace(DASHES, '-')) };
}

/** A reading (フリガナ) in full-width katakana; hiragana and half-width kana are converted. May come out empty. */
export function parseReading(raw: string): Parsed<string> {
  const text = parseText(raw);
  if ('error' in text) return text;
  const reading = toKatakana(text.value)
    .replace(/(?<=[ァ-ヺー])[‐-―−－-]/g, 'ー')
    .replaceAll(' ', '　');
  return /^[ァ-ヺー・　]*$/.test(reading)
    ? { value: reading }
    : { error: '全角カタカナで入力してください。' };
}

/** Text in the Latin alphabet: printable ASCII; full-width forms and typographic quotes are converted. */
export function parseEnglish(raw: string): Parsed<string> {
  const text = parseCode(raw.replace(/[‘’]/g, "'").replace(/[“”]/g, '"'));
  if ('error' in text) return text;
  return /^[\x20-\x7e]*$/.test(text.value) ? text : { error: '半角の英数字と記号で入力してください。' };
}

/** Hiragana to katakana, all else untouched. */
export const toKatakana = (text: string) =>
  text.replace(/[ぁ-ゖゝゞ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));

/** Length in code points, so that 𠮷 counts as one character as its writer would expect. */
export const lengthOf = (text: string) => [...text].length;

/** Control and line-breaking characters, lone surrogates, private use (外字), unassigned, bidirectional overrides. */
const UNUSABLE = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u;
const UNUSABLE_MESSAGE =
  '使用できない文字（改行、制御文字、外字など）が含まれています。取り除いて入力し直してください。';

/** Hyphens, dashes, minus signs and, where a code is expected, the prolonged sound mark that IMEs put there. */
const DASHES = /[\u2010-\u2015\u2212\u2500\u30fc\ufe58\ufe63]/g;

/** Zero-width characters come along with a copy from a web page; a tab with one from a spreadsheet. */
const stripInvisible = (raw: string) => raw.replace(/[\u200b-\u200d\u2060\ufeff]/g, '').replaceAll('\t', ' ');

const widenKana = (raw: string) => raw.replace(/[\uff61-\uff9f]+/g, (kana) => kana.normalize('NFKC'));
const halveAlphanumerics = (raw: string) =>
  raw.replace(/[０-９Ａ-Ｚａ-ｚ]/g, (wide) => wide.normalize('NFKC'));

/** 1－1, 1−1 and 1ー1, as house numbers come out of IMEs, are 1-1. */
const joinNumbers = (text: string) => text.replace(/(?<=[0-9])[－‐-―−ー](?=[0-9])/g, '-');

/** File systems and some editors split ガ into カ and a mark, é into e and a mark. */
const composeKana = (raw: string) =>
  raw.replace(/[ぁ-ヿ][\u3099\u309a]|[A-Za-z][\u0300-\u036f]+/g, (split) => split.normalize('NFC'));

/**
 * A run of spaces becomes one, full-width if any of the run was: 日本　太郎 stays as it is. Runs come first: to look for the
 * end of the text from within a long one would take the square of its length.
 */
const trimAndCollapse = (text: string) =>
  text.replace(/\p{Zs}+/gu, (run) => (run.includes('　') ? '　' : ' ')).replace(/^\p{Zs}|\p{Zs}$/gu, '');
