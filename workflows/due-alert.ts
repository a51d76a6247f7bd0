import { CancellationScope, isCancellation, patched, sleep } from '@temporalio/workflow';
import type { DueAlertKind, DueWork } from '../domain/due-alert.ts';
import { databaseSteps, stepsBeside } from './activities.ts';
import { mailQueue } from './mail.ts';
import { showDueAlerts } from './visibility.ts';

/** What staff are told of next, and when: an instant, ISO 8601. */
export interface NextAlert {
  at: string;
  for: DueAlertKind;
}

/** Between two looks at a due date, however near the next alert is: clocks differ. */
const SHORTEST_WAIT_MS = 30_000;

/**
 * Tells staff of a due date beside the workflow's story. The database decides whether it is time and whom to tell, so
 * that closing days, a moved due date and another assignee count as they are at that moment. `onNext` is called where
 * `next` has become another.
 */
export function dueAlerts(reference: { work: DueWork; number: string }, onNext: () => void) {
  // Asked once, before anything else: what ran already goes on as it began.
  const steps = patched('due-alerts-beside') ? stepsBeside : databaseSteps;
  let watching: CancellationScope | undefined;
  let next: NextAlert | undefined;
  return {
    /** What comes next; undefined where nothing does, or it is not known yet. */
    get next() {
      return next;
    },
    /** Goes on while somebody has to decide, and stops when nobody has to any more. */
    while(undecided: boolean): void {
      if (undecided && !watching) begin();
      if (!undecided) end();
    },
    /** Looks at once: somebody else may have to be told. */
    lookAgain(): void {
      end();
      begin();
    },
  };

  function begin() {
    if (!patched('due-alerts')) return;
    watching = new CancellationScope();
    watching.run(lookAgainAndAgain).catch(unlessCancelled);
  }

  function end() {
    watching?.cancel();
    watching = undefined;
    next = undefined;
  }

  async function lookAgainAndAgain() {
    for (let coming = await look(); coming; coming = await look()) {
      const wait = Date.parse(coming.at) - Date.now();
      await sleep(Math.max(wait, SHORTEST_WAIT_MS), { summary: purpose[coming.for] });
    }
  }

  async function look(): Promise<NextAlert | undefined> {
    const asOf = new Date(Date.now()).toISOString();
    next = (await steps('Tell of the due date').tellOfDueDate({ ...reference, asOf })) ?? undefined;
    onNext();
    return next;
  }
}

/** Who gets work from a colleague, or has to find one for it, may not have been told yet; who claims it looks at it. */
export const changesHands = (kind: string) => kind === 'handedOver' || kind === 'released';

const purpose: Record<DueAlertKind, string> = {
  dueSoon: 'Reminds staff that it is due',
  overdue: 'Tells the supervisors that it is overdue',
};

function unlessCancelled(error: unknown) {
  if (!isCancellation(error)) throw error;
}

/** References only. */
export interface DueAlertsInput {
  /** Which alerts: those of the same few minutes. */
  digest: string;
  /** Instant, ISO 8601. */
  sendAt: string;
}

/** One mail for each member of staff about all that became due or overdue in the same minutes. */
export async function dueAlertMails({ digest, sendAt }: DueAlertsInput): Promise<number> {
  showDueAlerts(sendAt);
  await sleep(Math.max(Date.parse(sendAt) - Date.now(), 1), {
    summary: 'Until all alerts of these minutes are there',
  });
  const staffIds = await databaseSteps('Whom to tell').recipientsOfDueAlerts({ digest });
  await Promise.all(staffIds.map(mailTo));
  showDueAlerts();
  return staffIds.length;

  function mailTo(staffId: string): Promise<void> {
    const mails = mailQueue();
    mails.post('Mail: due dates', (send) => send.sendDueAlerts({ digest, staffId }));
    return mails.sent();
  }
}
