import encodeQR from 'qr';

/** The dark modules of a QR code (ISO/IEC 18004) with its quiet zone of four, row by row; on a screen nothing covers any. */
const modulesOf = (text: string): boolean[][] => encodeQR(text, 'raw', { ecc: 'low', border: 4 });

/** A QR code as one SVG path of black runs, and how many modules wide it is. */
export function qrPath(text: string): { size: number; path: string } {
  const rows = modulesOf(text);
  const path = rows.map((row, y) =>
    runsOf(row)
      .map(({ x, length }) => `M${x} ${y}h${length}v1h-${length}z`)
      .join(''),
  );
  return { size: rows.length, path: path.join('') };
}

function runsOf(row: readonly boolean[]): { x: number; length: number }[] {
  const runs: { x: number; length: number }[] = [];
  for (const [x, dark] of row.entries()) {
    const last = runs.at(-1);
    if (!dark) continue;
    if (last && last.x + last.length === x) last.length++;
    else runs.push({ x, length: 1 });
  }
  return runs;
}
