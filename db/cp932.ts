import iconv from 'iconv-lite';

/** 〓, the mark for a character that is not there. */
export const GETA = 0x81ac;

/**
 * CP932 (Windows-31J) by UTF-16 code unit: one byte below 0x100, two above, 0 for what it does not hold, NUL apart. Made
 * once, in about 20 ms, so that a million lines need not ask the library for each of their characters.
 */
export function cp932Table(): Uint16Array {
  table ??= makeTable();
  return table;
}
let table: Uint16Array | undefined;

function makeTable(): Uint16Array {
  const units = Array.from({ length: 0x1_0000 }, (_, unit) => unit).filter((unit) => !isSurrogate(unit));
  const encoded = iconv.encode(units.map((unit) => String.fromCharCode(unit)).join(''), 'cp932');
  const made = new Uint16Array(0x1_0000);
  let at = 0;
  for (const unit of units) {
    const first = encoded[at++] ?? 0;
    if (leads(first)) made[unit] = (first << 8) | (encoded[at++] ?? 0);
    else if (first !== INSTEAD || unit === INSTEAD) made[unit] = first;
  }
  return made;
}

const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;

/** Whether a byte is the first of two. */
const leads = (byte: number) => (byte >= 0x81 && byte <= 0x9f) || byte >= 0xe0;

/** The question mark, which the library puts where it knows no better. */
const INSTEAD = 0x3f;
