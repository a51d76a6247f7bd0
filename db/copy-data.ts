/** The type of the message that carries a row, CopyData. */
const COPY_DATA = 0x64;
/** A type, and a length that counts itself. */
const HEADER = 5;

/**
 * Splits what comes from a Postgres server by messages, wherever the network cuts them: `row` is given the contents of
 * CopyData, of which one is a row, in one or more pieces; `other` all other messages as they are. Returns what takes the
 * next bytes. A driver makes three buffers of every row: of a million rows that is most of the work.
 */
export function copyDataSplitter(
  row: (bytes: Buffer, from: number, to: number, isLast: boolean) => void,
  other: (bytes: Buffer) => void,
): (bytes: Buffer) => void {
  const header = Buffer.alloc(HEADER);
  let headerBytes = 0;
  /** Of the message that has begun. */
  let bytesLeft = 0;
  let isRow = false;

  return (bytes) => {
    let at = 0;
    while (at < bytes.length) {
      if (bytesLeft === 0) {
        const taken = bytes.copy(header, headerBytes, at, at + HEADER - headerBytes);
        at += taken;
        headerBytes = (headerBytes + taken) % HEADER;
        if (headerBytes > 0) return;
        bytesLeft = header.readUInt32BE(1) - 4;
        isRow = header[0] === COPY_DATA;
        if (!isRow) other(Buffer.from(header));
        else if (bytesLeft === 0) row(bytes, at, at, true);
        continue;
      }
      const end = Math.min(bytes.length, at + bytesLeft);
      bytesLeft -= end - at;
      if (isRow) row(bytes, at, end, bytesLeft === 0);
      else other(Buffer.from(bytes.subarray(at, end)));
      at = end;
    }
  };
}
