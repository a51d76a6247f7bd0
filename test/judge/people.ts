import { credentials, loginThrottles } from '../../db/schema/index.ts';
import { issueServiceKey } from '../../db/service-keys.ts';
import type { Product } from '../support/product.ts';
import { loggedInStaff, loggedInUser, type Visitor } from '../support/web.ts';
import type { Asked } from './witness.ts';

/** As whom the product is judged: where they begin, and how they get a session. */
export interface JudgedPerson {
  name: string;
  start: '/' | '/office';
  /** Undefined: without a session. */
  logIn?: (url: string) => Promise<Visitor>;
  /** What they ask for that has no page. */
  requests?: (product: Pick<Product, 'database'>) => Promise<Asked[]>;
}

const customer = (name: string, webUserId: string): JudgedPerson => ({
  name,
  start: '/',
  logIn: (url) => loggedInUser(url, webUserId),
});
const employee = (name: string, staffId: string): JudgedPerson => ({
  name,
  start: '/office',
  logIn: (url) => loggedInStaff(url, staffId),
});

/** `addPeople` of the rights' test makes the group viewer; all others are the demo's. */
export const judgedPeople: readonly JudgedPerson[] = [
  { name: 'visitor', start: '/', requests: async ({ database }) => [await eventsOfService(database)] },
  { ...customer('administrator', '201234567000'), requests: async () => gatewayChecks },
  customer('applicant', '201234567001'),
  customer('group viewer', '201234567901'),
  employee('clerk', 'clerk1'),
  employee('approver', 'approver1'),
  employee('supervisor', 'supervisor1'),
  employee('auditor', 'auditor1'),
];

/**
 * The cookies of a new session; none for a visitor. Where the attacks have tried so many wrong passwords that the person has
 * to wait, the wait is ended: it has done its work.
 */
export async function sessionOf(
  { logIn }: JudgedPerson,
  { url, database }: Pick<Product, 'url' | 'database'>,
): Promise<string> {
  const visitor = await logIn?.(url).catch(async () => {
    await database.db.delete(loginThrottles);
    await database.db.update(credentials).set({ disabledAt: null });
    return logIn(url);
  });
  return [...(visitor?.cookies ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** What a reverse proxy asks about a customer. */
const gatewayChecks = [
  { 'X-Original-URL': 'http://localhost:3100/premium-estimate/*' },
  {
    'X-Forwarded-Proto': 'http',
    'X-Forwarded-Host': 'localhost:3100*',
    'X-Forwarded-Uri': '/premium-estimate/*',
  },
].map(
  (headers): Asked => ({
    method: 'GET',
    path: '/gateway/check',
    route: 'GET /gateway/check',
    contentType: '',
    body: '',
    headers,
  }),
);

/** What a linked service records, with a key of its own. */
async function eventsOfService({ db }: Product['database']): Promise<Asked> {
  const event = {
    eventId: 'judge-1',
    webUserId: '201234567001',
    operation: '3-2',
    at: new Date().toISOString(),
    address: '203.0.113.101',
    subject: 'A-1234',
  };
  return {
    method: 'POST',
    path: '/gateway/events',
    route: 'POST /gateway/events',
    contentType: 'application/json',
    body: JSON.stringify({ events: [event] }),
    headers: { Authorization: `Bearer ${await issueServiceKey(db, 'premium-estimate')}` },
  };
}
