import { randomBytes } from 'node:crypto';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import {
  countPublicDrafts,
  discardPublicDraft,
  findPublicDraft,
  type PublicDraft,
  savePublicDraft,
} from '../../../db/public-drafts.ts';
import { tokenHash } from '../../../db/sessions.ts';
import { TERMS_VERSION } from '../../../domain/registration.ts';
import type { Context } from '../../context.ts';
import { cookieNameFor, isSecure } from '../../sessions.ts';
import type { Form, RegistrationRequest } from './form.ts';

/** What was entered and waits for 確定する. */
export interface Entered {
  form: Form;
  request: RegistrationRequest;
  termsVersion: string;
  /** Instant, ISO 8601: when the box was ticked. */
  termsAgreedAt: string;
}

/** What is left of it afterwards, for the completion page. */
export interface Completed {
  registrationNumber: string;
  email: string;
  /** Instant, ISO 8601. */
  submittedAt: string;
}

export type Draft = PublicDraft<Entered | Completed>;
export type EnteredDraft = PublicDraft<Entered>;

/** Drafts that one client address can leave lying about, so that nobody fills the table. */
const DRAFTS_PER_ADDRESS = 200;

/** The draft of this browser; only the hash of its cookie is known here (ASVS V7.2). */
async function findDraft(c: Context): Promise<Draft | undefined> {
  const hash = tokenHashOf(c);
  return hash ? findPublicDraft(c.var.services.db, hash, new Date()) : undefined;
}

/** The same, where it still waits for 確定する under the terms that hold now. */
export async function findEntered(c: Context): Promise<EnteredDraft | undefined> {
  const draft = await findDraft(c);
  return draft && isEntered(draft) && draft.values.termsVersion === TERMS_VERSION ? draft : undefined;
}

export const isEntered = (draft: Draft): draft is EnteredDraft => 'request' in draft.values;

/** What this browser has registered last. */
export async function findCompleted(c: Context): Promise<Completed | undefined> {
  const values = (await findDraft(c))?.values;
  return values && 'registrationNumber' in values ? values : undefined;
}

/** What the confirm page shows, by name: 確定する names what was seen. */
export const fingerprint = ({ tokenHash }: { tokenHash: string }) => tokenHash.slice(0, 24);

/**
 * Keeps the input under a new cookie: one that somebody had planted in this browser leads nowhere. Returns false where
 * too many drafts came from this address.
 */
export async function saveEntered(c: Context, form: Form, request: RegistrationRequest): Promise<boolean> {
  const { db } = c.var.services;
  const now = new Date();
  if ((await countPublicDrafts(db, c.var.address, now)) >= DRAFTS_PER_ADDRESS) return false;
  const token = randomBytes(32).toString('base64url');
  const values: Entered = { form, request, termsVersion: TERMS_VERSION, termsAgreedAt: now.toISOString() };
  await db.transaction((tx) =>
    savePublicDraft(
      tx,
      { tokenHash: tokenHash(token), values: { ...values }, address: c.var.address },
      tokenHashOf(c),
      now,
    ),
  );
  setCookie(c, cookieName(c), token, { httpOnly: true, secure: isSecure(c), sameSite: 'Lax', path: '/' });
  return true;
}

/** 戻る: what was entered is forgotten. */
export async function forgetDraft(c: Context): Promise<void> {
  const hash = tokenHashOf(c);
  if (hash) await discardPublicDraft(c.var.services.db, hash);
  deleteCookie(c, cookieName(c), { secure: isSecure(c), path: '/' });
}

export function tokenHashOf(c: Context): string | undefined {
  const token = getCookie(c, cookieName(c));
  return token ? tokenHash(token) : undefined;
}

const cookieName = (c: Context) => cookieNameFor('madoguchi_registration', isSecure(c));
