/** What arrives, whether the one before has been served or not, as people do. */
export interface Stream {
  name: string;
  /** A second. */
  rate: number;
  /** So many at most are under way; who comes then is turned away, and the rate is too high for this machine. */
  atOnce: number;
  serve(): Promise<unknown>;
}

export interface Arrivals {
  /** How many of each stream were begun and turned away since the last call. */
  take(): Record<string, { begun: number; turnedAway: number }>;
  /** Multiplies all rates. */
  scale(factor: number): void;
  /** Begins no more, and resolves when those under way are done; throws what a `serve` threw. */
  stop(): Promise<void>;
}

const TICK = 20;

/** Begins each stream's work at its rate, evenly, however long the work takes. */
export function startArrivals(streams: readonly Stream[]): Arrivals {
  let factor = 1;
  let failure: { error: unknown } | undefined;
  let last = performance.now();
  const states = streams.map((stream) => ({
    stream,
    due: 0,
    begun: 0,
    turnedAway: 0,
    running: new Set<Promise<unknown>>(),
  }));
  const timer = setInterval(() => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    for (const state of states) {
      state.due += state.stream.rate * factor * seconds;
      for (; state.due >= 1; state.due--) begin(state);
    }
  }, TICK);

  function begin(state: (typeof states)[number]) {
    if (state.running.size >= state.stream.atOnce) {
      state.turnedAway++;
      return;
    }
    state.begun++;
    const work = state.stream
      .serve()
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => state.running.delete(work));
    state.running.add(work);
  }

  return {
    take() {
      const taken = Object.fromEntries(
        states.map(({ stream, begun, turnedAway }) => [stream.name, { begun, turnedAway }]),
      );
      for (const state of states) Object.assign(state, { begun: 0, turnedAway: 0 });
      return taken;
    },
    scale(to) {
      factor = to;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(states.flatMap(({ running }) => [...running]));
      if (failure) throw failure.error;
    },
  };
}
