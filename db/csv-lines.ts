import type { Line } from '../domain/line-comparison.ts';

const LF = 0x0a;
const QUOTE = 0x22;

/**
 * The lines of a CSV file, one a record: a line break within quotes is part of its record. The text is the bytes one by
 * one (latin1), whatever they are in: neither UTF-8 nor CP932 has a quote or a line break within a character. A BOM, and
 * whether a line ends with CRLF or LF, are not part of it.
 */
export async function* csvLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line, void, undefined> {
  let number = 1;
  let breaks = 0;
  let quoted = false;
  let begun = '';
  const finished = (): Line => {
    const text = begun.replace(/^\u00ef\u00bb\u00bf/, '').replace(/\r$/, '');
    const line = { number, text };
    number += breaks + 1;
    breaks = 0;
    begun = '';
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (chunk[at] === QUOTE) quoted = !quoted;
      else if (chunk[at] === LF && quoted) breaks++;
      else if (chunk[at] === LF) {
        begun += chunk.toString('latin1', from, at);
        from = at + 1;
        yield finished();
      }
    }
    begun += chunk.toString('latin1', from);
  }
  if (begun !== '') yield finished();
}
