import { asOfNow } from '../../../db/events.ts';
import { type ChangeApplication, changeApplicationSteps } from '../../../db/schema/change-applications.ts';
import { commandApplication } from '../../change-application-commands.ts';
import type { Context } from '../../context.ts';
import { inLivingSession } from '../../sessions.ts';

/** 取下げ: asks the workflow, which alone knows whether a decision was quicker. Throws Refused or TemporalDown. */
export async function withdraw(c: Context, application: ChangeApplication): Promise<void> {
  const { user, services } = c.var;
  const stepId = crypto.randomUUID();
  await services.db.transaction(async (tx) => {
    await inLivingSession(c, tx);
    await tx.insert(changeApplicationSteps).values({
      stepId,
      applicationNumber: application.applicationNumber,
      round: application.round,
      kind: 'withdrawn',
      actorKind: 'webUser',
      actorId: user.webUserId,
      ...asOfNow(user),
      address: c.var.address,
    });
  });
  await commandApplication(services, application, { kind: 'withdrawn', stepId, actorId: user.webUserId });
}
