import { lengthOf, type Parsed } from './text.ts';

/**
 * Text of several lines as people write it to each other, such as the reason of a return: line ends made one, white space
 * at the ends of lines and of the whole removed, at most two line breaks in a row. May come out empty. Each run of spaces is
 * looked at from its beginning only, which keeps a long one from taking the square of its length.
 */
export function parseProse(raw: string, longest: number): Parsed<string> {
  const text = raw
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replaceAll('\t', ' ')
    .replace(/(?<![ \u3000])[ \u3000]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  if (UNUSABLE.test(text))
    return {
      error: '使用できない文字（制御文字、外字など）が含まれています。取り除いて入力し直してください。',
    };
  const length = lengthOf(text);
  return length > longest
    ? { error: `${longest}文字以内で入力してください（現在${length}文字）。` }
    : { value: text };
}

/** The same where something has to be said; `ifEmpty` says what to do where nothing was. */
export function parseRequiredProse(raw: string, longest: number, ifEmpty: string): Parsed<string> {
  const prose = parseProse(raw, longest);
  return 'value' in prose && prose.value === '' ? { error: ifEmpty } : prose;
}

/** Control characters but the line feed, lone surrogates, private use (外字), unassigned, bidirectional overrides. */
const UNUSABLE = /(?!\n)[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u;
