import { sql } from 'drizzle-orm';
import type { Db } from '../../../db/client.ts';
import { asOfNow } from '../../../db/events.ts';
import { listClosingDays } from '../../../db/holidays.ts';
import { requestWorkflowStart } from '../../../db/outbox.ts';
import { findPublicDraft, rewritePublicDraft } from '../../../db/public-drafts.ts';
import { countRegistrationsSince, nextRegistrationNumber } from '../../../db/registrations.ts';
import { registrationSteps, registrations } from '../../../db/schema/registrations.ts';
import { dueAfterBusinessDays } from '../../../domain/business-days.ts';
import { REGISTRATION_BUSINESS_DAYS, TERMS_VERSION } from '../../../domain/registration.ts';
import { registrationStart } from '../../../workflows/registration.ts';
import type { Context } from '../../context.ts';
import { type Completed, type Draft, type Entered, fingerprint, isEntered, tokenHashOf } from './draft.ts';

/** Registrations that one client address may confirm in an hour. */
const REGISTRATIONS_PER_HOUR = 10;
/** Registrations a day that may name one mail address: each of them sends it a mail. */
const REGISTRATIONS_PER_EMAIL = 5;

export type Outcome = 'registered' | 'nothingEntered' | 'changedMeanwhile' | 'tooMany';

/**
 * 確定する: the registration, its step and the request to start its workflow commit together. Pressed again, it finds the
 * draft used up and changes nothing. `seen` is the fingerprint of what the confirm page showed.
 */
export const submit = (c: Context, seen: string | undefined): Promise<Outcome> =>
  c.var.services.db.transaction(async (tx) => {
    const now = new Date();
    const tokenHash = tokenHashOf(c);
    const draft: Draft | undefined =
      tokenHash === undefined ? undefined : await findPublicDraft(tx, tokenHash, now, { lock: true });
    if (!draft) return 'nothingEntered';
    if (!isEntered(draft)) return 'registered';
    if (draft.values.termsVersion !== TERMS_VERSION) return 'nothingEntered';
    if (seen !== fingerprint(draft)) return 'changedMeanwhile';
    if (await isFlood(tx, c.var.address, draft.values, now)) return 'tooMany';

    const completed = await insertRegistration(c, tx, draft.values, now);
    await rewritePublicDraft(tx, draft.tokenHash, { ...completed });
    return 'registered';
  });

/** Counted one after the other for an address, so that simultaneous requests count too. */
async function isFlood(tx: Db, address: string, { request }: Entered, now: Date): Promise<boolean> {
  const { email } = request.administrator;
  await tx.execute(sql`select pg_advisory_xact_lock(1, hashtext(${address}))`);
  await tx.execute(sql`select pg_advisory_xact_lock(2, hashtext(${email.toLowerCase()}))`);
  const { fromAddress, forEmail } = await countRegistrationsSince(tx, {
    address,
    email,
    addressSince: new Date(now.getTime() - 3_600_000),
    emailSince: new Date(now.getTime() - 24 * 3_600_000),
  });
  return fromAddress >= REGISTRATIONS_PER_HOUR || forEmail >= REGISTRATIONS_PER_EMAIL;
}

async function insertRegistration(
  c: Context,
  tx: Db,
  { request, termsVersion, termsAgreedAt }: Entered,
  now: Date,
): Promise<Completed> {
  const registrationNumber = await nextRegistrationNumber(tx, now);
  const dueAt = dueAfterBusinessDays(now, REGISTRATION_BUSINESS_DAYS, await listClosingDays(tx));
  await tx.insert(registrations).values({
    registrationNumber,
    ...request,
    termsVersion,
    termsAgreedAt: new Date(termsAgreedAt),
    address: c.var.address,
    submittedAt: now,
    dueAt,
  });
  await tx.insert(registrationSteps).values({
    registrationNumber,
    kind: 'submitted',
    actorKind: 'visitor',
    actorId: 'visitor',
    ...asOfNow(request.administrator),
    address: c.var.address,
    askedAt: now,
    recordedAt: now,
  });
  await requestWorkflowStart(tx, registrationStart({ registrationNumber, dueAt: dueAt.toISOString() }));
  return { registrationNumber, email: request.administrator.email, submittedAt: now.toISOString() };
}
