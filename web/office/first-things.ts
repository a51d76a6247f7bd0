import type { MiddlewareHandler } from 'hono';
import { needsSecondFactor } from '../../domain/second-factor.ts';
import { redirectTo } from '../answer.ts';
import type { AppEnv, Context } from '../context.ts';

/** To what a session leads before anything else. */
interface FirstThing {
  path: string;
  /** Whether a path belongs to it. */
  isOpen: (path: string) => boolean;
}

const password: FirstThing = {
  path: '/office/account/password',
  isOpen: (path) => path === '/office/account/password',
};
const secondFactor: FirstThing = {
  path: '/office/account/second-factor',
  isOpen: (path) => /^\/office\/account\/second-factor(\/set-up|\/confirmation)?$/.test(path),
};

/** What has to be done first in this session, if anything. */
export function firstThing({ var: { session, staff, services } }: Context): FirstThing | undefined {
  if (session.mustChoosePassword) return password;
  const due = needsSecondFactor(staff, services.config.STAFF_SECOND_FACTOR) && !session.hasSecondFactor;
  return due ? secondFactor : undefined;
}

/**
 * A session that began with a temporary password leads to choosing one (ASVS V6.4.1), then that of a person who has to have a
 * second factor to setting it up (V6.3.3), and nowhere else: whatever is asked is answered with the way to that page, pages of
 * the future included. Logging out stands before the login and is always possible.
 */
export const firstThingsFirst: MiddlewareHandler<AppEnv> = async (c, next) => {
  const first = firstThing(c);
  return first && !first.isOpen(c.req.path) ? redirectTo(c, first.path) : next();
};
