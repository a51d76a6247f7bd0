/** What was done to an event after it had been sealed. */
export type Tampering = 'changed' | 'removed' | 'inserted';

/** An event as a seal knows it, or as the table has it now. */
export interface Leaf {
  eventId: bigint;
  digest: string;
}

/**
 * Holds the events of one seal's range against its leaves, both in the order of their IDs, as they come: `take` each
 * event, then `end`. The table may have an ID twice, though no seal has; then the one that was sealed is told from the
 * others.
 */
export function compareWithLeaves(
  leaves: readonly Leaf[],
  found: (what: Tampering, eventId: bigint) => void,
): { take(event: Leaf): void; end(): void } {
  let at = 0;
  let same = 0;
  let others = 0;
  return { take, end: () => leaveLeavesBelow(undefined) };

  function take({ eventId, digest }: Leaf) {
    leaveLeavesBelow(eventId);
    const leaf = leaves[at];
    if (leaf?.eventId !== eventId) found('inserted', eventId);
    else if (leaf.digest === digest && same === 0) same = 1;
    else others += 1;
  }

  function leaveLeavesBelow(eventId: bigint | undefined) {
    for (
      let leaf = leaves[at];
      leaf && (eventId === undefined || leaf.eventId < eventId);
      leaf = leaves[++at]
    ) {
      if (same + others === 0) found('removed', leaf.eventId);
      else if (same === 0) found('changed', leaf.eventId);
      for (let inserted = same === 0 ? 1 : 0; inserted < others; inserted++) found('inserted', leaf.eventId);
      same = 0;
      others = 0;
    }
  }
}
