/** A line of a file, and where it begins there, counted from 1. */
export interface Line {
  number: number;
  text: string;
}

/** What happened to a line on the way from the original to the file. */
export type LineFinding =
  | { what: 'changed' | 'inserted'; line: number }
  /** It would stand before this line of the file. */
  | { what: 'removed'; line: number };

/** Lines that are looked ahead for a place from which both agree again; where there is none, ever more of them. */
const LOOKED_AHEAD = 2_000;

/**
 * Holds a file against its original, with little of both in memory as long as they agree. Where they part it looks for the
 * nearest place from which they agree again; lines in between that face each other count as changed. Of equal lines in a
 * row it cannot tell which one is missing.
 */
export async function compareLines(
  file: AsyncIterator<Line>,
  original: AsyncIterator<Line>,
  found: (finding: LineFinding) => void,
): Promise<void> {
  const [ours, theirs] = [reading(file), reading(original)];
  let last = 0;
  for (;;) {
    const [mine, his] = [await ours.first(), await theirs.first()];
    if (!mine && !his) return;
    const left = mine && mine.text === his?.text ? undefined : await nextAgreement(ours, theirs);
    for (let n = 0; left && n < Math.max(left.file.length, left.original); n++) {
      const line = left.file[n];
      if (line) found({ what: n < left.original ? 'changed' : 'inserted', line: line.number });
      else found({ what: 'removed', line: last + 1 });
      last = line?.number ?? last;
    }
    if (!left) last = mine?.number ?? last;
    ours.drop(left?.file.length ?? 1);
    theirs.drop(left?.original ?? 1);
  }
}

/** The lines of the file, and how many of the original, before both agree again: as few together as possible. */
async function nextAgreement(ours: Reading, theirs: Reading): Promise<{ file: Line[]; original: number }> {
  for (let count = LOOKED_AHEAD; ; count *= 8) {
    const [file, original] = [await ours.ahead(count), await theirs.ahead(count)];
    const place = nearestCommon(file, original);
    if (place) return { file: file.slice(0, place.file), original: place.original };
    if (file.length < count && original.length < count) return { file, original: original.length };
  }
}

function nearestCommon(file: readonly Line[], original: readonly Line[]) {
  const places = new Map<string, number>();
  for (const [index, { text }] of original.entries()) if (!places.has(text)) places.set(text, index);
  let nearest: { file: number; original: number } | undefined;
  for (const [index, { text }] of file.entries()) {
    const place = places.get(text) ?? Number.POSITIVE_INFINITY;
    const best = nearest ? nearest.file + nearest.original : Number.POSITIVE_INFINITY;
    if (index >= best) break;
    if (index + place < best) nearest = { file: index, original: place };
  }
  return nearest;
}

type Reading = ReturnType<typeof reading>;

/** A source of lines that one can look ahead in. */
function reading(source: AsyncIterator<Line>) {
  let lines: Line[] = [];
  let at = 0;
  let ended = false;
  async function fill(count: number) {
    while (!ended && lines.length - at < count) {
      const { value, done } = await source.next();
      if (done) ended = true;
      else lines.push(value);
    }
  }
  return {
    async first(): Promise<Line | undefined> {
      await fill(1);
      return lines[at];
    },
    async ahead(count: number): Promise<Line[]> {
      await fill(count);
      return lines.slice(at, at + count);
    },
    drop(count: number) {
      at += count;
      if (at < LOOKED_AHEAD || at < lines.length / 2) return;
      lines = lines.slice(at);
      at = 0;
    },
  };
}
