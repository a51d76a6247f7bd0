import type { MailBehaviour } from '../support/mail.ts';
import { waitFor } from '../support/wait-for.ts';
import type { FaultKind, Round } from './plan.ts';
import type { World } from './world.ts';

/** A fault that has fallen: `over` resolves when what it took is there again. */
export interface Fallen {
  over(): Promise<void>;
}

const behaviours: Record<string, MailBehaviour> = {
  refuses: { kind: 'refuse', code: 451 },
  hangs: { kind: 'hang' },
  'drops the line': { kind: 'acceptThenDrop' },
};

const HOURS_AHEAD = 25;

/** Lets the fault of a round fall. What was ended is started again at once. */
export function letFall(world: World, round: Round): Fallen {
  return fall[round.kind](world, round.variant);
}

/** What is asked for only later is not unheard of until then. */
function returning(back: Promise<void>): Fallen {
  back.catch(() => {});
  return { over: () => back };
}

const fall: Record<FaultKind, (world: World, variant: string) => Fallen> = {
  K(world, variant) {
    const room = variant as 'web' | 'worker';
    const back = world.replace(room).then(() => {
      if (room === 'worker') void measureWorkflows(world, 'a killed worker');
    });
    return returning(back);
  },

  P(world, variant) {
    const back = (
      variant === 'restarted'
        ? world.postgres.restart()
        : world.postgres.kill().then(() => world.postgres.start())
    ).then(() => whole(world, `Postgres ${variant}`));
    return returning(back);
  },

  T(world, variant) {
    const ended = variant === 'stopped' ? world.temporal.stop() : world.temporal.kill();
    const back = ended.then(() => world.temporal.start()).then(() => whole(world, `Temporal ${variant}`));
    return returning(back);
  },

  S(world, variant) {
    const { mail } = world;
    const before = mail.offered;
    mail.behave(behaviours[variant] ?? { kind: 'accept' });
    return {
      async over() {
        await waitFor(() => mail.offered > before, { what: 'a mail to meet the fault', timeout: 30_000 });
        mail.behave({ kind: 'accept' });
        // Whoever waits for an answer that never comes learns it at once, not after ten seconds.
        mail.dropConnections();
      },
    };
  },

  /** Whoever presses sees to it. */
  D: () => ({ over: async () => {} }),

  C(world) {
    const ahead = world.clock.ahead(HOURS_AHEAD * 60 * 60);
    return { over: () => ahead.then(() => world.clock.ahead(0)) };
  },
};

/** The web answers again, everything there; that workflows go on is measured beside it. */
async function whole(world: World, after: string): Promise<void> {
  void measureWorkflows(world, after);
  await world.recoveries.measure('web', after, async () => {
    const answer = await fetch(`${world.url}/readyz`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok;
  });
}

/** A question that only a worker can answer, of a workflow that waits for all the time. */
const measureWorkflows = (world: World, after: string) =>
  world.recoveries.measure('workflows', after, async () => {
    await world.client.withDeadline(Date.now() + 5_000, () => world.witness.query('currentProgress'));
    return true;
  });
