/** Milliseconds that the web may take to answer once Postgres or Temporal is back, and workflows to go on. */
export const LIMITS = { web: 2_000, workflows: 30_000 } as const;

export interface Recovery {
  of: keyof typeof LIMITS;
  after: string;
  milliseconds: number;
}

export interface Recoveries {
  readonly all: readonly Recovery[];
  /** Measures until `isBack` is true; resolves then. Looks again and again, for as long as it takes. */
  measure(of: Recovery['of'], after: string, isBack: () => Promise<boolean>): Promise<void>;
  /** Resolves when nothing is measured any more. */
  done(): Promise<void>;
}

export function watchRecoveries(): Recoveries {
  const all: Recovery[] = [];
  const running = new Set<Promise<void>>();
  async function look(of: Recovery['of'], after: string, isBack: () => Promise<boolean>) {
    const began = performance.now();
    while (!(await isBack().catch(() => false)))
      if (performance.now() - began > 4 * LIMITS.workflows) break;
      else await new Promise((resolve) => setTimeout(resolve, 20));
    all.push({ of, after, milliseconds: Math.round(performance.now() - began) });
  }
  return {
    all,
    measure(...what) {
      const looking = look(...what);
      running.add(looking);
      return looking.finally(() => running.delete(looking));
    },
    done: async () => void (await Promise.all(running)),
  };
}
