import type { HttpBindings } from '@hono/node-server';
import type { Context as HonoContext } from 'hono';
import type { Logger } from 'pino';
import type { Db } from '../db/client.ts';
import type { OfficeCounts } from '../db/office-counts.ts';
import type { InsuredParty } from '../db/schema/insured-parties.ts';
import type { Staff } from '../db/schema/staff.ts';
import type { WebUser } from '../db/schema/web-users.ts';
import type { Tracing } from '../db/tracing.ts';
import type { Config } from './config.ts';
import type { QueuePlace } from './office/queue/place-links.ts';
import type { Temporal } from './temporal.ts';

/** What the web server is made of; a test passes its own. */
export interface Services {
  db: Db;
  temporal: Temporal;
  config: Config;
  logger: Logger;
  /** Set once the server has been told to stop: it finishes what it does, and is to be given nothing new. */
  isStopping?: boolean;
  /** Where traces are kept. */
  tracing?: Tracing | undefined;
}

/** The session that a request came with. */
export interface Session {
  /** The cookie's value; only its hash is stored. */
  id: string;
  idHash: string;
  createdAt: Date;
  /** End of the idle limit, whatever the absolute one says: `endOf` in web/sessions.ts knows both. */
  idleEndsAt: Date;
  passwordGivenAt: Date;
  /** Began with a temporary password, and only leads to choosing one. */
  mustChoosePassword?: boolean;
  /** Of customers' sessions: the company demands a one-time password, and this session has not given one (manual 5-3). */
  oneTimePasswordDue?: boolean;
  /** Of staff's sessions: the person has a second factor, whether or not this session was begun with it. */
  hasSecondFactor?: boolean;
  /** Codes tried in this session. */
  oneTimePasswordTries?: number;
  /** The person's login before this session's. */
  previousLoginAt: Date | null;
  previousLoginAddress: string | null;
}

export interface AppEnv {
  Bindings: HttpBindings;
  Variables: {
    services: Services;
    requestId: string;
    /** The span of a trusted proxy that led to the request. */
    traceparent: string | undefined;
    /** Empty where it could not be determined. */
    address: string;
    session: Session;
    /** The request came with a session that has ended, as distinct from none. */
    sessionEnded: boolean;
    /** `insuredCode` is the company's below: what a group viewer does belongs to the company that it looks at. */
    user: WebUser;
    /** The user's company; of a group viewer, the one that it looks at. */
    company: InsuredParty;
    staff: Staff;
    /** What waits for staff, for the menus; a piece of a page has none. */
    menuCounts: OfficeCounts | undefined;
    /** Where in the queue the page stands, if it was opened from there. */
    queuePlace: QueuePlace | undefined;
  };
}
export type Context = HonoContext<AppEnv>;
