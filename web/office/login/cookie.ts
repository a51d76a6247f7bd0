import { randomBytes } from 'node:crypto';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Context } from '../../context.ts';
import { cookieNameFor, isSecure } from '../../sessions.ts';

/** Binds a login that waits for its second factor to the browser in which the password was given. */
const NAME = 'madoguchi_office_login';

const nameOf = (c: Context) => cookieNameFor(NAME, isSecure(c));
const attributes = (c: Context) =>
  ({ path: '/', secure: isSecure(c), httpOnly: true, sameSite: 'Strict' }) as const;

/** Gives the browser a new token, in place of any before, and returns it. */
export function keepLogin(c: Context): string {
  const token = randomBytes(32).toString('base64url');
  setCookie(c, nameOf(c), token, attributes(c));
  return token;
}

export const loginToken = (c: Context): string | undefined => getCookie(c, nameOf(c));

export const forgetLogin = (c: Context): void => void deleteCookie(c, nameOf(c), attributes(c));
