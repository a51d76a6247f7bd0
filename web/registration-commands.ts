import type { Registration } from '../db/schema/registrations.ts';
import type { RegistrationCommand, RegistrationStage } from '../domain/registration.ts';
import { decideRegistration, registrationStart } from '../workflows/registration.ts';
import type { Services } from './context.ts';
import { askWorkflow } from './temporal.ts';

/**
 * Asks the registration's workflow for a change of hands, a decision or the posting of the letter; the step's row must already be
 * there. The same command sent twice acts once. Where the relay has not yet started the workflow, this starts it.
 * Returns the stage that the database now shows. Throws `Refused<RegistrationRefusal>` or `TemporalDown`.
 */
export const commandRegistration = (
  services: Pick<Services, 'temporal' | 'config'>,
  { registrationNumber, dueAt }: Registration,
  command: RegistrationCommand,
): Promise<RegistrationStage> =>
  askWorkflow(services, registrationStart({ registrationNumber, dueAt: dueAt.toISOString() }), {
    update: decideRegistration,
    args: [command],
    updateId: command.stepId,
    ended: 'closed',
  });
