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

/** Below this share of the shorter text in common, it is another text. */
const ALIKE_FROM = 0.5;
/** Single characters that agree are chance, but in texts that are hardly longer. */
const SHORTEST_RUN = 2;
const SHORT_TEXT = 3;

/**
 * Where two texts differ, by the characters that people see: 葛 with its variant selector, が of two code points and 👩‍💼
 * are one each. However many places differ, each is marked; of texts that have little in common the whole is.
 */
export function textDifference(before: string, after: string): TextDifference {
  const [one, other] = [charactersOf(before), charactersOf(after)];
  const runs = diffArrays(one, other);
  if (!isAlike(runs, Math.min(one.length, other.length)))
    return { before: whole(before), after: whole(after) };
  return {
    before: runs.filter(({ added }) => !added).map(({ value, removed }) => part(value, removed)),
    after: runs.filter(({ removed }) => !removed).map(({ value, added }) => part(value, added)),
  };
}

function isAlike(runs: ReturnType<typeof diffArrays<string>>, shorter: number): boolean {
  const counted = shorter <= SHORT_TEXT ? 1 : SHORTEST_RUN;
  const common = runs.reduce(
    (sum, { added, removed, count }) => sum + (added || removed || count < counted ? 0 : count),
    0,
  );
  return common >= shorter * ALIKE_FROM;
}

const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });
const charactersOf = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);

const part = (characters: string[], changed: boolean): TextPart => ({ text: characters.join(''), changed });
const whole = (text: string): TextPart[] => (text ? [{ text, changed: true }] : []);
