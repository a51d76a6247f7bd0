import type { ChangeApplication } from '../db/schema/change-applications.ts';
import type { Command, Refusal, Stage } from '../domain/change-application.ts';
import { changeApplicationStart, decide } from '../workflows/change-application.ts';
import { changeApplicationInput } from '../workflows/change-application-input.ts';
import type { Services } from './context.ts';
import { askWorkflow } from './temporal.ts';

/**
 * Asks the application's workflow for a decision, a change of hands or a withdrawal; the step's row must already be there. The
 * same command sent twice acts once. Where the relay has not yet started the workflow, this starts it.
 * Returns the stage that the database now shows. Throws `Refused<Refusal>` or `TemporalDown`.
 */
export const commandApplication = (
  services: Services,
  application: ChangeApplication,
  command: Command,
): Promise<Stage> =>
  askWorkflow(services, changeApplicationStart(changeApplicationInput(application)), {
    update: decide,
    args: [command],
    updateId: command.stepId,
    ended: 'closed' satisfies Refusal,
  });
