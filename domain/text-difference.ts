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
  const runs = runsOf(one, other);
  if (!isAlike(runs, Math.min(one.length, other.length)))
    return { before: whole(before), after: whole(after) };
  return {
    before: runs.filter(({ added }) => !added).map(({ value, removed }) => part(value, removed)),
    after: runs.filter(({ removed }) => !removed).map(({ value, added }) => part(value, added)),
  };
}

type Run = ReturnType<typeof diffArrays<string>>[number];

/**
 * The runs of equal, removed and added characters. Several ways may keep as many characters; of texts of the same length,
 * as numbers are, the one that leaves each at its place is what people see.
 */
function runsOf(one: string[], other: string[]): Run[] {
  const runs = diffArrays(one, other);
  if (one.length !== other.length) return runs;
  const inPlace = runsInPlace(one, other);
  return inCommon(inPlace) < inCommon(runs) ? runs : inPlace;
}

function runsInPlace(one: string[], other: string[]): Run[] {
  const runs: Run[] = [];
  for (let from = 0, to = 0; from < one.length; from = to) {
    const equal = one[from] === other[from];
    while (to < one.length && (one[to] === other[to]) === equal) to++;
    const count = to - from;
    const [before, after] = [one.slice(from, to), other.slice(from, to)];
    if (equal) runs.push({ value: before, count, added: false, removed: false });
    else
      runs.push(
        { value: before, count, added: false, removed: true },
        { value: after, count, added: true, removed: false },
      );
  }
  return runs;
}

const isAlike = (runs: Run[], shorter: number): boolean =>
  inCommon(runs, shorter <= SHORT_TEXT ? 1 : SHORTEST_RUN) >= shorter * ALIKE_FROM;

/** Characters that both texts have, in runs of `shortest` at least. */
const inCommon = (runs: Run[], shortest = 1): number =>
  runs.reduce(
    (sum, { added, removed, count }) => sum + (added || removed || count < shortest ? 0 : count),
    0,
  );

const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });
const charactersOf = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);

const part = (characters: string[], changed: boolean): TextPart => ({ text: characters.join(''), changed });
const whole = (text: string): TextPart[] => (text ? [{ text, changed: true }] : []);
