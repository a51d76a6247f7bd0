import { toBankKana } from './bank-kana.ts';

/** Rows of the index by initial, and what a name in each begins with. 英数 takes whatever no other takes. */
export const kanaRows = {
  ア: 'アイウエオヴ',
  カ: 'カキクケコガギグゲゴ',
  サ: 'サシスセソザジズゼゾ',
  タ: 'タチツテトダヂヅデド',
  ナ: 'ナニヌネノ',
  ハ: 'ハヒフヘホバビブベボパピプペポ',
  マ: 'マミムメモ',
  ヤ: 'ヤユヨ',
  ラ: 'ラリルレロ',
  ワ: 'ワン',
  英数: '',
} as const;
export type KanaRow = keyof typeof kanaRows;

export const isKanaRow = (text: string): text is KanaRow => Object.hasOwn(kanaRows, text);

/** Which row a name stands in, by its reading in bank kana. */
export const kanaRowOf = (kana: string): KanaRow =>
  (Object.keys(kanaRows) as KanaRow[]).find((row) => kanaRows[row].includes(kana.charAt(0) || '?')) ?? '英数';

/** What is looked for, in the forms in which the list is kept. */
export interface BankQuery {
  /** Digits with which the code begins. */
  code?: string;
  /** Part of the name, as `searchName` writes it. */
  name?: string;
  /** Part of the reading, in bank kana. */
  kana?: string;
}

/** Longer input is cut: no name is as long. */
const LONGEST = 40;

/** Reads what was typed into the search box; undefined for nothing. */
export function readBankQuery(raw: string): BankQuery | undefined {
  const name = shortened(searchName(raw.slice(0, LONGEST)));
  if (name === '') return undefined;
  const kana = shortenedKana(toBankKana(name));
  return {
    name,
    ...(/^[0-9]{1,4}$/.test(name) ? { code: name } : {}),
    ...(/^[ア-ンヴA-Z0-9.-]+$/.test(kana) ? { kana } : {}),
  };
}

/** A name as it is compared: width and case do not matter. */
export const searchName = (name: string): string => name.normalize('NFKC').toUpperCase().replace(/\s+/g, '');

/** The list leaves 銀行 and 支店 out, and shortens the other kinds of institution. */
const shortened = (name: string): string =>
  shortForms.reduce((text, [long, short]) => text.replace(long, short), name);
const shortForms: [RegExp, string][] = [
  [/信用金庫/, '信金'],
  [/信用組合/, '信組'],
  [/労働金庫/, '労金'],
  [/農業協同組合/, '農協'],
  [/漁業協同組合/, '漁協'],
  [/(?<=.)(銀行|支店)$/, ''],
];

const shortenedKana = (kana: string): string =>
  shortKana.reduce((text, [long, short]) => text.replace(long, short), kana);
const shortKana: [RegExp, string][] = [
  [/シンヨウキンコ/, 'シンキン'],
  [/シンヨウクミアイ/, 'シンクミ'],
  [/ロウドウキンコ/, 'ロウキン'],
  [/ノウギヨウキヨウドウクミアイ/, 'ノウキヨウ'],
  [/(?<=.)(ギンコウ|シテン)$/, ''],
];
