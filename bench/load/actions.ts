import { randomUUID } from 'node:crypto';
import { DEMO_PASSWORD } from '../../db/seed/demo.ts';
import type { People } from './people.ts';
import type { Asker, Requests } from './requests.ts';
import type { Tally } from './tally.ts';

/** What people do, each as one function that does it once. */
export interface Actions {
  /** A customer logs in; the session takes part in what follows. */
  login(): Promise<void>;
  /** A page of the portal or of the back office. */
  page(): Promise<void>;
  /** From step 1 to 申込む, claimed and approved by staff. */
  application(): Promise<void>;
  /** Numbers of the applications whose 申込む was acknowledged. */
  readonly acknowledged: readonly string[];
  /** Numbers of those whose approval was. */
  readonly approved: readonly string[];
}

const portalPages = [
  '/',
  '/',
  '/insured-party',
  '/own-details',
  '/bank-accounts',
  '/access-history/own',
  '/sessions',
];
/** `null` stands for one of the latest applications. */
const officePages = [
  '/office',
  null,
  '/office/companies?q=7000',
  null,
  '/office',
  '/office/mails',
  null,
  '/office/bulk-approval',
];
/** Of ten pages. */
const OFFICE_PAGES = 3;
/** Of so many applications staff look at one now and then. */
const LATEST = 50;
/** Sessions that are in use at a time. */
const CUSTOMERS = 200;

/** Has staff logged in and the first customers too, so that pages can be read at once. */
export async function prepareActions(people: People, requests: Requests, tally: Tally): Promise<Actions> {
  const turns = new Map<string, number>();
  /** The next of a list, round and round. */
  function next<T>(name: string, list: readonly T[]): T {
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    return list[turn % list.length] as T;
  }
  const customers: Asker[] = [];
  const staff: Asker[] = [];
  const acknowledged: string[] = [];
  const approved: string[] = [];
  const administrators = new Map<string, Asker>();
  const waiting = [...people.companies];

  async function logIn(path: string, form: Record<string, string>): Promise<Asker | undefined> {
    const asker: Asker = { address: addressOf(next('address', ADDRESSES)) };
    const answer = await tally.ask('login', 303, () =>
      requests.post(path, { ...form, password: DEMO_PASSWORD }, asker),
    );
    return answer?.cookie ? { ...asker, cookie: answer.cookie } : undefined;
  }

  async function login() {
    const customer = await logIn('/login', { webUserId: next('user', people.webUserIds) });
    if (!customer) return;
    customers[(turns.get('session') ?? 0) % CUSTOMERS] = customer;
    next('session', [customer]);
  }

  async function page() {
    const turn = next('page', TEN);
    const isOffice = turn < OFFICE_PAGES;
    const path = isOffice ? officePage() : next('portal', portalPages);
    const asker = isOffice ? next('staff', staff) : next('customer', customers);
    await tally.ask(isOffice ? 'office' : 'portal', 200, () => requests.get(path, asker));
  }

  function officePage(): string {
    const page = next('office', officePages);
    const number = acknowledged[acknowledged.length - 1 - ((turns.get('office') ?? 0) % LATEST)];
    return page ?? (number ? `/office/change-applications/${number}` : '/office');
  }

  async function application() {
    const company = waiting.shift();
    if (!company) return;
    try {
      const { administrator, input } = company;
      const asker =
        administrators.get(administrator) ?? (await logIn('/login', { webUserId: administrator }));
      if (!asker) return;
      administrators.set(administrator, asker);
      next('phone', [company]);
      const n = turns.get('phone') ?? 0;
      const phone = `03-${String(1000 + (n % 9000))}-${String(Math.floor(n / 9000) % 10_000).padStart(4, '0')}`;
      const saved = await tally.ask('apply', 303, () =>
        requests.post('/change-applications', { ...input, phone }, asker),
      );
      const number = /W\d{8}-\d{6}-\d/.exec(saved?.location ?? '')?.[0];
      if (!number) return;
      await tally.ask('apply', 200, () => requests.get(`/change-applications/${number}/confirm`, asker));
      const sent = await tally.ask('apply', 303, () =>
        requests.post(`/change-applications/${number}/submission`, {}, asker),
      );
      if (!sent) return;
      acknowledged.push(number);
      await tally.ask('apply', 200, () => requests.get(`/change-applications/${number}/complete`, asker));
      await decide(number);
    } finally {
      waiting.push(company);
    }
  }

  async function decide(number: string) {
    const asker = next('decider', staff);
    const act = (path: string, form: Record<string, string>) =>
      tally.ask('decide', 303, () =>
        requests.post(
          `/office/change-applications/${number}/${path}`,
          { stepId: randomUUID(), round: '1', ...form },
          asker,
        ),
      );
    if ((await act('claim', {})) && (await act('decision', { kind: 'approved' }))) approved.push(number);
  }

  for (const staffId of people.staffIds) {
    const asker = await logIn('/office/login', { staffId });
    if (asker) staff.push(asker);
  }
  while (customers.length < Math.min(20, people.webUserIds.length)) await login();
  return { login, page, application, acknowledged, approved };
}

const TEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
/** Offices from which people come: each has its own count of failed logins. */
const ADDRESSES = Array.from({ length: 500 }, (_, n) => n);
const addressOf = (n: number) => `198.51.${100 + Math.floor(n / 250)}.${1 + (n % 250)}`;
