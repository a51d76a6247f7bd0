/** Bytes of a block at least, but for the last: a write for each row would cost more than the row. */
const BLOCK = 64 * 1024;
/** Blocks that wait for a slow reader before the server has to. */
const WAITING_AT_MOST = 4;

export interface RowBlocks {
  /** A piece of a row; its bytes are copied. */
  append(bytes: Buffer, from: number, to: number, isLast: boolean): void;
  /** Nothing more comes: because all came, or because of `error`. */
  end(error?: Error): void;
  /** Blocks of whole rows. Each is only good until the next is asked for: its memory is used again. */
  blocks(): AsyncGenerator<Buffer, void, undefined>;
}

/** Joins rows into blocks; `hold` is called when too many wait, `release` when there is room again. */
export function rowBlocks({ hold, release }: { hold(): void; release(): void }): RowBlocks {
  const waiting: Buffer[] = [];
  const free: ArrayBufferLike[] = [];
  let block = newBlock();
  let used = 0;
  let ended = false;
  let failure: Error | undefined;
  let wake = () => {};

  function newBlock(): Buffer {
    const again = free.pop();
    return again ? Buffer.from(again) : Buffer.allocUnsafeSlow(2 * BLOCK);
  }

  /** A row larger than a block; the larger block is not used again. */
  function grow(needed: number) {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * block.length));
    block.copy(larger, 0, 0, used);
    block = larger;
  }

  function finish() {
    if (used > 0) waiting.push(block.subarray(0, used));
    block = newBlock();
    used = 0;
    if (waiting.length >= WAITING_AT_MOST) hold();
    wake();
  }

  return {
    append(bytes, from, to, isLast) {
      if (used + to - from > block.length) grow(used + to - from);
      used += bytes.copy(block, used, from, to);
      if (isLast && used >= BLOCK) finish();
    },
    end(error) {
      if (ended) return;
      failure = error;
      ended = true;
      finish();
    },
    async *blocks() {
      for (;;) {
        if (failure) throw failure;
        const next = waiting.shift();
        if (next) {
          yield next;
          if (next.buffer.byteLength === 2 * BLOCK) free.push(next.buffer);
        } else if (ended) return;
        else {
          release();
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
