/** A queue's filters saved under a name, for oneself or for all colleagues. */
import { lengthOf, type Parsed, parseText } from './text.ts';

export const VIEW_NAME_AT_MOST = 30;
/** More of them nobody finds anything in. */
export const VIEWS_AT_MOST = 30;

export function parseViewName(raw: string): Parsed<string> {
  const text = parseText(raw);
  if ('error' in text) return text;
  if (text.value === '') return { error: '名前を入力してください。' };
  const length = lengthOf(text.value);
  return length > VIEW_NAME_AT_MOST
    ? { error: `名前は${VIEW_NAME_AT_MOST}文字以内で入力してください（現在${length}文字）。` }
    : text;
}
