import type { MiddlewareHandler } from 'hono';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { Db } from '../../db/client.ts';
import type { LinkedService } from '../../db/schema/linked-services.ts';
import { type Recorded, recordServiceEvents, type ServiceEvent } from '../../db/service-events.ts';
import { findServiceByKey } from '../../db/service-keys.ts';
import { isServiceOperation } from '../../domain/linked-service.ts';
import type { OperationCode } from '../../domain/operation-catalogue.ts';
import type { AppEnv, Context } from '../context.ts';

/** Events that one request may bring. */
export const EVENTS_AT_MOST = 1_000;
/** A service's clock may be ahead of ours by so much. */
const MINUTES_AHEAD = 5;
/** The history goes back a year; a service that was cut off has time to catch up. */
const DAYS_BACK = 366;

/** What `requireServiceKey` adds to the context. */
export interface GatewayEnv {
  var: { linkedService: LinkedService };
}

/** The key of a service as a bearer token. Whatever is wrong with it, the answer is the same. */
export const requireServiceKey: MiddlewareHandler<AppEnv> = async (c, next) => {
  const key = /^Bearer ([\w-]{20,100})$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const service = key && (await findServiceByKey(c.var.services.db, key, new Date()));
  const { address } = c.var;
  if (!service) {
    c.var.services.logger.warn({ address }, 'events with a wrong key');
    c.header('www-authenticate', 'Bearer');
    return c.json({ error: 'the key is not valid' }, 401);
  }
  (c as unknown as { set(name: string, value: LinkedService): void }).set('linkedService', service);
  await next();
};

/** The list of events as it came, or why there is none. Each event is judged by itself, later. */
export async function parseBatch(c: Context): Promise<unknown[] | 'malformed'> {
  const body: unknown = await c.req.json().catch(() => undefined);
  const events = typeof body === 'object' && body !== null && 'events' in body ? body.events : undefined;
  return Array.isArray(events) ? events : 'malformed';
}

/** Four decimal numbers, or IPv6: octal or short forms are read differently by different programs. */
const isAddress = (text: string) => ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);

const line = (length: number) =>
  z
    .string()
    .max(length)
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line without control characters')
    .refine((text) => text.isWellFormed(), 'must be Unicode');

const eventSchema = z.strictObject({
  eventId: line(100).min(1),
  webUserId: z.string().regex(/^[0-9]{12}$/, 'must be a web user ID of 12 digits'),
  operation: z
    .string()
    .refine(isServiceOperation, 'must be 1-3 to 1-5 or a code of the groups 2 to 11, such as 3-1'),
  at: z.iso.datetime({ offset: true }),
  address: z.string().refine(isAddress, 'must be an IP address'),
  subject: line(200).optional(),
  name: line(100).min(1).optional(),
  department: line(100).optional(),
  title: line(100).optional(),
  insuredCode: z
    .string()
    .regex(/^[0-9]{9}$/, 'must be an insured code of 9 digits')
    .optional(),
});

/** What became of one event; `errors` name the property. */
export interface EventResult {
  eventId: string | null;
  status: 'recorded' | 'duplicate' | 'refused';
  errors?: string[];
}

/** Records what is good of a batch in one transaction; what is not is told one by one, in the order of the batch. */
export async function recordBatch(
  db: Db,
  serviceCode: string,
  batch: readonly unknown[],
  now = new Date(),
): Promise<EventResult[]> {
  const parsed = batch.map((raw) => parseEvent(raw, now));
  const good = parsed.flatMap((one) => ('event' in one ? [one.event] : []));
  const outcomes = await db.transaction((tx) => recordServiceEvents(tx, serviceCode, good));
  const outcomeOf = new Map(good.map((event, index) => [event, outcomes[index] as Recorded]));
  return parsed.map((one, index) => {
    if ('errors' in one) return { eventId: idOf(batch[index]), status: 'refused', errors: one.errors };
    return { eventId: one.event.eventId, ...results[outcomeOf.get(one.event) ?? 'unknownUser'] };
  });
}

const results: Record<Recorded, Omit<EventResult, 'eventId'>> = {
  recorded: { status: 'recorded' },
  duplicate: { status: 'duplicate' },
  unknownUser: { status: 'refused', errors: ['webUserId: there is no such user'] },
  notTheirCompany: { status: 'refused', errors: ['insuredCode: the user cannot act for this company'] },
};

function parseEvent(raw: unknown, now: Date): { event: ServiceEvent } | { errors: string[] } {
  const parsed = eventSchema.safeParse(raw);
  if (!parsed.success)
    return {
      errors: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'event'}: ${message}`),
    };
  const at = new Date(parsed.data.at);
  if (at.getTime() > now.getTime() + MINUTES_AHEAD * 60_000) return { errors: ['at: is in the future'] };
  if (at.getTime() < now.getTime() - DAYS_BACK * 86_400_000)
    return { errors: [`at: is more than ${DAYS_BACK} days ago`] };
  return { event: { ...parsed.data, at, operation: parsed.data.operation as OperationCode } };
}

const idOf = (raw: unknown): string | null =>
  typeof raw === 'object' && raw !== null && 'eventId' in raw && typeof raw.eventId === 'string'
    ? raw.eventId.slice(0, 100)
    : null;
