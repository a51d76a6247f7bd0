import { diffArrays } from 'diff';

/** A piece of a text, and whether the other text lacks it there. */
export interface TextPart {
  text: string;
  changed: boolean;
}

export interface TextDifference {
  before: TextPart[];
  after: TextPart[];
}

/** Below this share of the shorter text in common, it is another text: single characters that agree are chance. */
const ALIKE_FROM = 0.5;

/**
 * Where two texts differ, by the characters that people see: 葛 with its variant selector, が of two code points and 👩‍💼
 * are one each. However many places differ, each is marked; of texts that have little in common the whole is.
 */
export function textDifference(before: string, after: string): TextDifference {
  const [one, other] = [charactersOf(before), charactersOf(after)];
  const runs = diffArrays(one, other);
  const common = runs.reduce((sum, { added, removed, count }) => sum + (added || removed ? 0 : count), 0);
  if (common < Math.min(one.length, other.length) * ALIKE_FROM)
    return { before: whole(before), after: whole(after) };
  return {
    before: runs.filter(({ added }) => !added).map(({ value, removed }) => part(value, removed)),
    after: runs.filter(({ removed }) => !removed).map(({ value, added }) => part(value, added)),
  };
}

const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });
const charactersOf = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);

const part = (characters: string[], changed: boolean): TextPart => ({ text: characters.join(''), changed });
const whole = (text: string): TextPart[] => (text ? [{ text, changed: true }] : []);
