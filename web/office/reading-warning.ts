import { kanaMissingIn } from '../../domain/name-reading.ts';

/** What is odd about a reading, in words for staff; nothing where it may well be right, or nothing is given. */
export function readingWarning(
  label: string,
  name?: string | null,
  kana?: string | null,
): string | undefined {
  const missing = name && kana ? kanaMissingIn(name, kana) : undefined;
  return missing && `${label}「${name}」の「${missing}」が、フリガナ「${kana}」にありません。`;
}
