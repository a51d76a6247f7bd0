/**
 * Sends statements of one transaction without waiting in between, in this order, and waits for all (docs/decisions/162). A
 * lock comes first: what goes with it sees what it waited for. They are given as functions, since what is begun outside
 * of this is sent in an order that only its own promises know.
 */
export const together = <Answers extends unknown[]>(
  ...statements: { [Place in keyof Answers]: () => PromiseLike<Answers[Place]> }
): Promise<Answers> =>
  Promise.all(statements.map(async (send) => send())) as Promise<unknown[]> as Promise<Answers>;
