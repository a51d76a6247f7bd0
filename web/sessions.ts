import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import { Lucia, TimeSpan } from 'lucia';
import type { Db } from '../db/client.ts';
import type { InsuredParty } from '../db/schema/insured-parties.ts';
import type { Staff } from '../db/schema/staff.ts';
import type { WebUser } from '../db/schema/web-users.ts';
import { staffSessionAdapter, webUserSessionAdapter } from '../db/session-adapters.ts';
import { holdSession, moveIdleEnd, removeEndedSessions, SESSION_HOURS_AT_MOST } from '../db/sessions.ts';
import { together } from '../db/together.ts';
import { isPartial } from './answer.ts';
import type { AppEnv, Context, Session } from './context.ts';

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Omit<Session, 'id'>, Record<string, unknown>>;
    DatabaseSessionAttributes: Record<string, unknown>;
    DatabaseUserAttributes: Record<string, unknown>;
  }
}

/** Minutes without a request after which a session ends; the longest a session can be is `SESSION_HOURS_AT_MOST`. */
export const IDLE_MINUTES = 30;

/** Seconds between two notes that a session is in use, at least; by so much a session may end too early. */
const NOTED_EVERY_SECONDS = 60;

const adapters = { webUser: webUserSessionAdapter, staff: staffSessionAdapter };
export type SessionKind = keyof typeof adapters;
const cookieNames: Record<SessionKind, string> = { webUser: 'madoguchi_session', staff: 'madoguchi_office' };

/** lucia over the sessions of customers or of staff. `db` may be a transaction. */
function sessionsOf(kind: SessionKind, db: Db, secure: boolean) {
  return new Lucia(adapters[kind](db), {
    sessionExpiresIn: new TimeSpan(IDLE_MINUTES, 'm'),
    sessionCookie: {
      name: cookieName(kind, secure),
      expires: false,
      attributes: { secure, sameSite: 'lax', path: '/' },
    },
    getSessionAttributes: (attributes) => attributes as unknown as Omit<Session, 'id'>,
    getUserAttributes: (attributes) => attributes,
  });
}

/** `__Host-` over HTTPS (ASVS V3.3.1): no subdomain and no plain connection can set it. */
export const cookieNameFor = (name: string, secure: boolean) => `${secure ? '__Host-' : ''}${name}`;
const cookieName = (kind: SessionKind, secure: boolean) => cookieNameFor(cookieNames[kind], secure);

export const isSecure = (c: Context) => c.var.services.config.PUBLIC_URL.startsWith('https:');

/** Puts the session and its person into the context, where there is a living one. */
export const readSession =
  (kind: SessionKind): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const token = getCookie(c, cookieName(kind, isSecure(c)));
    if (token) await recogniseSession(c, kind, token);
    await next();
  };

async function recogniseSession(c: Context, kind: SessionKind, token: string) {
  const lucia = sessionsOf(kind, c.var.services.db, isSecure(c));
  const { session, user } = await lucia.validateSession(token);
  if (!session) {
    c.header('set-cookie', lucia.createBlankSessionCookie().serialize(), { append: true });
    c.set('sessionEnded', true);
    return;
  }
  c.set('session', session);
  if (isUse(c)) await noteUse(c, kind);
  const person = user as unknown as { user: WebUser; company: InsuredParty; staff: Staff };
  if (kind === 'staff') return c.set('staff', person.staff);
  c.set('user', { ...person.user, insuredCode: person.company.insuredCode });
  c.set('company', person.company);
}

/** What a page fetches by itself, such as a status every few seconds, does not keep an unattended session alive. */
const isUse = (c: Context) => !(isPartial(c) && c.req.method === 'GET');

/**
 * Moves the end of the idle limit on, exact to a minute. lucia itself would do so only in the second half of the
 * period, so that a session could end 15 minutes after its last use.
 */
async function noteUse(c: Context, kind: SessionKind): Promise<void> {
  const notedAt = c.var.session.idleEndsAt.getTime() - IDLE_MINUTES * 60_000;
  if (Date.now() - notedAt >= NOTED_EVERY_SECONDS * 1000) await extendSession(c, kind);
}

/** 延長: the idle limit begins anew, within the hours that a session may last at most. */
export async function extendSession(c: Context, kind: SessionKind, db = c.var.services.db): Promise<void> {
  const { session } = c.var;
  const idleEndsAt = new Date(Date.now() + IDLE_MINUTES * 60_000);
  await moveIdleEnd(db, kind, session.idHash, idleEndsAt);
  c.set('session', { ...session, idleEndsAt });
}

/** When a session ends if nothing more is asked, and whether asking would still put it off. */
export function endOf({ createdAt, idleEndsAt }: Session): { at: Date; extendable: boolean } {
  const latest = new Date(createdAt.getTime() + SESSION_HOURS_AT_MOST * 3_600_000);
  return idleEndsAt < latest ? { at: idleEndsAt, extendable: true } : { at: latest, extendable: false };
}

/** Seconds rather than a time: the browser's clock may be wrong. */
export function secondsLeft(session: Session): { seconds: number; extendable: boolean } {
  const { at, extendable } = endOf(session);
  return { seconds: Math.max(0, Math.floor((at.getTime() - Date.now()) / 1000)), extendable };
}

/** Makes a session in `tx` and sets its cookie. A session that the browser already had ends (ASVS V7.2.4). */
export async function beginSession(
  c: Context,
  tx: Db,
  kind: SessionKind,
  personId: string,
  previousLogin: { at: Date | null; address: string | null },
  restriction: { mustChoosePassword?: boolean } = {},
): Promise<void> {
  const lucia = sessionsOf(kind, tx, isSecure(c));
  if (c.var.session) await lucia.invalidateSession(c.var.session.id);
  const [session] = await together(
    () =>
      lucia.createSession(personId, {
        address: c.var.address,
        userAgent: (c.req.header('user-agent') ?? '').slice(0, 300),
        previousLoginAt: previousLogin.at,
        previousLoginAddress: previousLogin.address,
        ...restriction,
      }),
    () => removeEndedSessions(tx, { kind, id: personId }),
  );
  c.header('set-cookie', lucia.createSessionCookie(session.id).serialize(), { append: true });
}

/**
 * Call it first in the transaction of an act that takes no draft of the session: of the act and the end of the session,
 * which may be a suspension, one comes first, and an act that came too late is answered as any without a session.
 */
export async function inLivingSession(c: Context, tx: Db): Promise<void> {
  if (!(await holdSession(tx, c.var.session.idHash)))
    throw new HTTPException(401, { message: 'the session has ended' });
}

/** Ends the session of this request. */
export async function endSession(c: Context, tx: Db, kind: SessionKind): Promise<void> {
  const lucia = sessionsOf(kind, tx, isSecure(c));
  await lucia.invalidateSession(c.var.session.id);
  c.header('set-cookie', lucia.createBlankSessionCookie().serialize(), { append: true });
}
