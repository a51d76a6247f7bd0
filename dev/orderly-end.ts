export interface OrderlyEnd {
  readonly isEnding: boolean;
  /** Stops everything and ends the process. Called again (Ctrl-C reaches us twice through npm), it goes on with the same. */
  end(code: number): Promise<void>;
}

/** The end of a command that starts servers: the same whether it is done, fails or is told to stop, which gives `codeOfSignal`. */
export function orderlyEnd(codeOfSignal: number, stopAll: () => Promise<void>): OrderlyEnd {
  let ending: Promise<void> | undefined;
  const end = (code: number) => {
    ending ??= stopAll().then(() => process.exit(code));
    return ending;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
    process.on(signal, () => void end(codeOfSignal));
  // The channel to prepare.mjs only tells that it is gone; it must not keep this process alive.
  process.channel?.unref();
  return {
    get isEnding() {
      return ending !== undefined;
    },
    end,
  };
}

/** Stops what was started in this order, the latest first; one that does not stop is told of, and the others are stopped. */
export async function stopInReverse(stops: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const stop of stops.toReversed())
    await stop().catch((error: unknown) => console.error('While stopping:', error));
}
