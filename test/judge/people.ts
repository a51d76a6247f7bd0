import type { Product } from '../support/product.ts';
import { loggedInStaff, loggedInUser, type Visitor } from '../support/web.ts';

/** As whom the product is judged: where they begin, and how they get a session. */
export interface JudgedPerson {
  name: string;
  start: '/' | '/office';
  /** Undefined: without a session. */
  logIn?: (url: string) => Promise<Visitor>;
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
  { name: 'visitor', start: '/' },
  customer('administrator', '201234567000'),
  customer('applicant', '201234567001'),
  customer('group viewer', '201234567901'),
  employee('clerk', 'clerk1'),
  employee('approver', 'approver1'),
  employee('supervisor', 'supervisor1'),
  employee('auditor', 'auditor1'),
];

/** The cookies of a new session; none for a visitor. */
export async function sessionOf({ logIn }: JudgedPerson, { url }: Pick<Product, 'url'>): Promise<string> {
  const visitor = await logIn?.(url);
  return [...(visitor?.cookies ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
}
