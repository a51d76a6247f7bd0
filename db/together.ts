/**
 * Sends statements without waiting in between, in this order, and waits for all (docs/decisions/162). Within a transaction a
 * lock comes first: what goes with it sees what it waited for. They are given as functions, since what is begun outside
 * of this is sent in an order that only its own promises know. Of several that fail the first one's reason is thrown: the
 * others of a transaction fail because it has.
 */
export async function together<Answers extends unknown[]>(
  ...statements: { [Place in keyof Answers]: () => PromiseLike<Answers[Place]> }
): Promise<Answers> {
  const settled = await Promise.allSettled(statements.map(async (send) => send()));
  for (const answer of settled) if (answer.status === 'rejected') throw answer.reason;
  return settled.map((answer) => (answer as PromiseFulfilledResult<unknown>).value) as Answers;
}
