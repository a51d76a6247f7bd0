import { toKatakana } from './text.ts';

/**
 * Whether a reading (フリガナ) can be that of a name, as far as the name itself says how it is read. Hints for people:
 * names may be read as their owners like.
 */

/** Shorter ones are endings such as の, which readings drop or join. */
const SHORTEST_RUN = 2;

/** The first run of kana in a name that its reading lacks, as it stands in the name; undefined where nothing is odd. */
export function kanaMissingIn(name: string, reading: string): string | undefined {
  const sound = soundOf(reading);
  const runs = name.match(/[ぁ-ゖァ-ヺー]+/g) ?? [];
  return runs.find((run) => run.length >= SHORTEST_RUN && !sound.includes(soundOf(run)));
}

/** Made one: hiragana and katakana, spaces and ・, the long vowel mark, and kana that sound the same in a name. */
const soundOf = (kana: string) =>
  toKatakana(kana)
    .replace(/[\s・ー－-]/g, '')
    .replace(/[ハヘヲヂヅヮヵヶ]/g, (one) => alike[one] ?? one);

const alike: Record<string, string> = {
  ハ: 'ワ',
  ヘ: 'エ',
  ヲ: 'オ',
  ヂ: 'ジ',
  ヅ: 'ズ',
  ヮ: 'ワ',
  ヵ: 'カ',
  ヶ: 'ケ',
};
