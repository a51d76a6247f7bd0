import { condition, patched } from '@temporalio/workflow';
import { addDays, dateInTokyo, endOfDayInTokyo, nineInTokyo } from '../domain/calendar-date.ts';
import {
  type CorrectionReminder,
  correctionReminders,
  lastDayOfCorrection,
  RETURNED_EXPIRES_AFTER_DAYS,
} from '../domain/change-application.ts';

/** The database notes a return a moment after the workflow's clock: the day that it promises is kept over midnight too. */
const RECORDED_WITHIN_MS = 60_000;

/**
 * Waits for the correction of what was returned at `since`, and reminds the applicant of it on the way. Returns when the
 * application is not with the applicant any more, or the time is over: look at the stage.
 */
export async function correctedOrTooLate(
  isReturned: () => boolean,
  remind: (kind: CorrectionReminder) => void,
  since: number,
): Promise<void> {
  if (!patched('correction-reminders')) {
    await waited(`${RETURNED_EXPIRES_AFTER_DAYS} days`, EXPIRY);
    return;
  }
  const returnedAt = new Date(since + RECORDED_WITHIN_MS);
  for (const { kind, afterDays } of correctionReminders) {
    await until(
      nineInTokyo(addDays(dateInTokyo(returnedAt), afterDays)),
      'Reminds the applicant to correct it',
    );
    if (!isReturned()) return;
    remind(kind);
  }
  await until(endOfDayInTokyo(lastDayOfCorrection(returnedAt)), EXPIRY);

  function until(moment: Date, summary: string) {
    return waited(Math.max(moment.getTime() - Date.now(), 1), summary);
  }

  async function waited(time: number | `${number} days`, summary: string) {
    await condition(() => !isReturned(), time, { summary });
  }
}

const EXPIRY = 'Expires if the applicant does not correct it';
