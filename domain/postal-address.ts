import { formatPostalCode } from './postal-code.ts';

/** One area that has a postal code, as the post office writes it. */
export interface PostalArea {
  prefecture: string;
  city: string;
  /** 町域; empty where the code stands for a whole municipality. */
  town: string;
}

/** All areas of a 7-digit postal code; empty if the code is unknown. */
export type PostalLookup = (postalCode: string) => readonly PostalArea[];

export interface PostalAddress {
  postalCode: string;
  prefecture: string;
  city: string;
  street: string;
}

/**
 * A warning if an address does not lie where its postal code does, or undefined. A hint for people and never a refusal:
 * new codes and codes of single large firms may be missing from the list.
 */
export function postalCodeWarning(address: PostalAddress, lookup: PostalLookup): string | undefined {
  const areas = lookup(address.postalCode);
  const code = formatPostalCode(address.postalCode);
  if (areas.length === 0) return `郵便番号${code}は郵便番号一覧にありません。`;
  if (areas.some((area) => liesIn(address, area))) return undefined;
  const places = areas.slice(0, 3).map(({ prefecture, city, town }) => prefecture + city + town);
  const more = areas.length > places.length ? 'など' : '';
  return `郵便番号${code}は「${places.join('」「')}」${more}のもので、入力された所在地と一致しません。`;
}

function liesIn({ prefecture, city, street }: PostalAddress, area: PostalArea): boolean {
  const whole = comparable(area.city + (isNamed(area.town) ? area.town : ''));
  return prefecture === area.prefecture && comparable(city + street).startsWith(whole);
}

/** Some entries of the list say how the rest of a municipality is coded instead of naming a town. */
const isNamed = (town: string) => !/以下に掲載がない場合|一円$|番地がくる場合/.test(town);

/** Ways of writing the same place made one: ヶ/ケ/が, 大字, spaces, 三条 and 3条, remarks in brackets. */
const comparable = (place: string) =>
  place
    .normalize('NFKC')
    .replace(/\s+|大字|字(?=.)|\(.*?\)/g, '')
    .replace(/[ヶケが]/g, 'ケ')
    .replace(/[ノの之]/g, 'ノ')
    .replace(/[一二三四五六七八九十]+(?=条|丁目|番町)/g, (number) => String(fromKanji(number)));

/** 一 … 九十九 as a number. */
function fromKanji(number: string): number {
  const [tens, units] = number.includes('十') ? number.split('十') : ['零', number];
  const digit = (kanji: string) => '零一二三四五六七八九'.indexOf(kanji);
  return (tens === '' ? 1 : digit(tens ?? '零')) * 10 + (units ? digit(units) : 0);
}
