/**
 * What several sources give, one source after the other. The next has begun while one is read, so that its answer waits
 * in buffers, or comes as fast as it is made. Each value is only good until the next is asked for.
 */
export async function* oneAhead<Value>(
  sources: readonly (() => AsyncGenerator<Value, void, undefined>)[],
): AsyncGenerator<Value, void, undefined> {
  const begun = sources.slice(0, 1).map(begin);
  try {
    for (let index = 0; index < sources.length; index += 1) {
      const following = sources[index + 1];
      if (following) begun.push(begin(following));
      const current = begun[0];
      if (!current) return;
      for (let next = await current.first; !next.done; next = await current.values.next()) yield next.value;
      begun.shift();
    }
  } finally {
    await Promise.all(begun.map(({ values }) => values.return()));
  }
}

function begin<Value>(source: () => AsyncGenerator<Value, void, undefined>) {
  const values = source();
  const first = values.next();
  // Told when its turn comes; a failure of one that nobody waits for yet must not end the process.
  first.catch(() => {});
  return { values, first };
}
