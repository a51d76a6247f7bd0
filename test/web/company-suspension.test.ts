import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { issueAdministrator } from '../../db/registrations.ts';
import {
  changeApplications,
  emailChanges,
  insuredParties,
  passwordMails,
  webUserSessions,
  webUsers,
} from '../../db/schema/index.ts';
import type { Registration } from '../../db/schema/registrations.ts';
import { tokenHash } from '../../db/sessions.ts';
import { resumeCompany, resumeUser, suspendCompany, suspendUser } from '../../db/suspensions.ts';
import { recordBatch } from '../../web/gateway/events.ts';
import { TemporalDown } from '../../web/temporal.ts';
import { apply, saveDraft } from '../support/application.ts';
import { addGroupViewer } from '../support/group-viewer.ts';
import { CHOSEN_PASSWORD } from '../support/passwords.ts';
import { existingInput } from '../support/registration.ts';
import { waitFor } from '../support/wait-for.ts';
import { DEMO_PASSWORD, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { only, restrict } from './ip-restriction-fixtures.ts';
import { give, issued, setUse } from './one-time-password-fixtures.ts';
import { giveTemporaryPassword, logIn, resetAccounts, UNKNOWN } from './security/fixtures.ts';

const COMPANY = '201234567';
const OTHER = '201234568';
const ADMINISTRATOR = `${COMPANY}000`;
const APPLICANT = `${COMPANY}001`;
/** Begins with the company's code. */
const OWN_VIEWER = `${COMPANY}901`;
/** Belongs to another company, and sees this one. */
const OTHERS_VIEWER = `${OTHER}901`;
const TEMPORARY = 'k7mq-2345-abcd-efgh-jkmn';
const LINK = 'a-link-in-the-mail-to-the-new-address';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
  await addGroupViewer(web.services.db, OWN_VIEWER, [COMPANY, OTHER]);
  await addGroupViewer(web.services.db, OTHERS_VIEWER, [OTHER, COMPANY]);
  web.services.temporal = {
    client: new Proxy({} as TestWeb['services']['temporal']['client'], {
      get() {
        throw new TemporalDown('not here');
      },
    }),
    isUp: async () => false,
    close: async () => {},
  };
});
afterAll(() => web?.close());
beforeEach(async () => {
  await resetAccounts(web);
  const { db } = web.services;
  await db.update(insuredParties).set({ suspendedAt: null, usesOneTimePassword: false });
  await db.delete(emailChanges);
  await db.update(changeApplications).set({ stage: 'discarded' });
});

const suspend = () => web.services.db.transaction((tx) => suspendCompany(tx, COMPANY, new Date()));
const resume = () => web.services.db.transaction((tx) => resumeCompany(tx, COMPANY));
const sessionsOf = (webUserId: string) =>
  web.services.db.select().from(webUserSessions).where(eq(webUserSessions.webUserId, webUserId));

/** One way in: what was begun before the suspension, and what is answered otherwise (`open`) and while it lasts (`closed`). */
interface Path {
  prepare?: () => Promise<Visitor>;
  ask: (visitor: Visitor) => Promise<string | number>;
  open: string | number;
  closed: string | number;
}

const landing = async (answer: Response) => answer.headers.get('location') ?? answer.status;
const loginOf = (webUserId: string, password?: string): Path => ({
  ask: async () => (await logIn(web.visitor(), webUserId, password)).status,
  open: 303,
  closed: 401,
});
const withTemporaryPassword = async () => {
  await giveTemporaryPassword(web, APPLICANT, TEMPORARY);
  const chooser = web.visitor();
  await logIn(chooser, APPLICANT, TEMPORARY);
  return chooser;
};

const paths: Record<string, Path> = {
  'login of the administrator': loginOf(ADMINISTRATOR),
  'login of an applicant': loginOf(APPLICANT),
  'login of a group viewer whose ID begins with its code': loginOf(OWN_VIEWER),
  'login with a temporary password': {
    ...loginOf(APPLICANT, TEMPORARY),
    prepare: async () => {
      await giveTemporaryPassword(web, APPLICANT, TEMPORARY);
      return web.visitor();
    },
    ask: async () => (await logIn(web.visitor(), APPLICANT, TEMPORARY)).status,
  },
  'a running session': {
    prepare: () => web.user(APPLICANT),
    ask: async (visitor) => landing(await visitor.get('/own-details')),
    open: 200,
    closed: '/login?ended',
  },
  'a running session of a group viewer whose ID begins with its code': {
    prepare: () => web.user(OWN_VIEWER),
    ask: async (visitor) => landing(await visitor.get('/own-details')),
    open: 200,
    closed: '/login?ended',
  },
  'a session that must choose a password': {
    prepare: withTemporaryPassword,
    ask: async (visitor) =>
      landing(await visitor.post('/password', { password: CHOSEN_PASSWORD, again: CHOSEN_PASSWORD })),
    open: '/password/complete',
    closed: 401,
  },
  'the reissue of the administrator’s password': {
    ask: async () => {
      await web.services.db.delete(passwordMails);
      const email = 'taro.nihon@aonagi-trading.example';
      await web.visitor().post('/password-reissue', { webUserId: ADMINISTRATOR, email, confirmed: 'true' });
      return (await web.services.db.select().from(passwordMails)).length;
    },
    open: 1,
    closed: 0,
  },
  'the link to a new mail address': {
    prepare: async () => {
      await web.services.db.insert(emailChanges).values({
        webUserId: ADMINISTRATOR,
        oldEmail: 'old@example.jp',
        newEmail: 'new@example.jp',
        confirmTokenHash: tokenHash(LINK),
        expiresAt: new Date(Date.now() + 3_600_000),
      });
      return web.visitor();
    },
    ask: async () => {
      const page = await (await web.visitor().get(`/email-changes/${LINK}`)).text();
      const { status } = await web.visitor().post(`/email-changes/${LINK}`);
      return `${page.includes('変更を確定する</button>') ? 'button' : 'no button'}, ${status}`;
    },
    // 503: the workflow was asked, and does not run in this test.
    open: 'button, 503',
    closed: 'no button, 409',
  },
  'the gateway to linked services': {
    prepare: () => web.user(APPLICANT),
    ask: async (visitor) => {
      const url = { 'x-original-url': 'http://localhost:3100/premium-estimate/' };
      return (await visitor.get('/gateway/check', url)).status;
    },
    open: 200,
    closed: 401,
  },
  'the issue of a one-time password': {
    prepare: async () => {
      await setUse(web, COMPANY, true);
      return web.user(APPLICANT);
    },
    ask: async (visitor) => landing(await visitor.post('/one-time-password')),
    open: '/one-time-password',
    closed: 401,
  },
  'a one-time password that is on its way': {
    prepare: async () => {
      await setUse(web, COMPANY, true);
      const applicant = await web.user(APPLICANT);
      await issued(web, applicant, '123456');
      return applicant;
    },
    ask: async (visitor) => landing(await give(visitor, '123456')),
    open: '/',
    closed: 401,
  },
  申込む: {
    prepare: async () => {
      const administrator = await web.user(ADMINISTRATOR);
      draft = await saveDraft(web.services.db, administrator, COMPANY, { phone: '03-0123-9999' });
      return administrator;
    },
    ask: async (visitor) => {
      await visitor.post(`/change-applications/${draft}/submission`);
      return stageOf(draft);
    },
    open: 'received',
    closed: 'draft',
  },
  'the sight of a group viewer of another company': {
    prepare: async () => {
      const viewer = await web.user(OTHERS_VIEWER);
      await viewer.post('/companies/selection', { insuredCode: COMPANY });
      return viewer;
    },
    ask: async (viewer) => {
      const looksAtIt = (await (await viewer.get('/insured-party')).text()).includes(`>${COMPANY}<`);
      const isOffered = (await (await viewer.get('/companies')).text()).includes(COMPANY);
      const { status } = await viewer.post('/companies/selection', { insuredCode: COMPANY });
      return `${looksAtIt}, ${isOffered}, ${status}`;
    },
    open: 'true, true, 303',
    closed: 'false, false, 404',
  },
  // Only staff hear of it; that there is one already is what else they would hear.
  'the approval of a new administrator': {
    ask: async () => {
      const [administrator] = await web.services.db
        .select()
        .from(webUsers)
        .where(eq(webUsers.webUserId, ADMINISTRATOR));
      const registration = { details: null, insuredCode: COMPANY, administrator } as unknown as Registration;
      const issue = await web.services.db.transaction((tx) =>
        issueAdministrator(tx, registration, new Date()),
      );
      return 'refusal' in issue ? issue.refusal : 'issued';
    },
    open: 'hasAdministrator',
    closed: 'insuredPartySuspended',
  },
};

let draft: string;
const stageOf = async (applicationNumber: string) => {
  const [application] = await web.services.db
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, applicationNumber));
  return application?.stage ?? 'nothing';
};

const prepared = (path: Path): Promise<Visitor> => path.prepare?.() ?? Promise.resolve(web.visitor());

describe('while a company is suspended, no path leads in', () => {
  test.each(Object.entries(paths))('%s', async (_, path) => {
    const answers: Record<string, string | number> = {};
    answers.open = await path.ask(await prepared(path));
    await resetAccounts(web);
    await web.services.db.update(changeApplications).set({ stage: 'discarded' });
    await web.services.db.delete(emailChanges);

    const visitor = await prepared(path);
    await suspend();
    answers.closed = await path.ask(visitor);
    expect(answers).toEqual({ open: path.open, closed: path.closed });
  });

  test('what began before it stays ended after it, and what begins after it works', async () => {
    const running = await web.user(APPLICANT);
    await suspend();
    await resume();
    expect(await landing(await running.get('/own-details'))).toBe('/login?ended');
    expect((await (await web.user(APPLICANT)).get('/own-details')).status).toBe(200);
  });

  test('whoever was suspended before it stays so after it', async () => {
    await web.services.db
      .update(webUsers)
      .set({ suspendedAt: new Date(), suspendedBy: 'administrator' })
      .where(eq(webUsers.webUserId, APPLICANT));
    await suspend();
    await resume();
    expect((await logIn(web.visitor(), APPLICANT)).status).toBe(401);
    expect((await logIn(web.visitor(), ADMINISTRATOR)).status).toBe(303);
  });

  test('the login says what it says to everybody, where addresses are restricted too', async () => {
    await restrict(web, only('8.8.8.8'));
    await suspend();
    const body = async (webUserId: string, password?: string) => {
      const answer = await logIn(web.visitor(), webUserId, password);
      return [answer.status, (await answer.text()).replaceAll(webUserId, '')];
    };
    const refusal = await body(ADMINISTRATOR);
    expect(await body(ADMINISTRATOR, 'not the password at all')).toEqual(refusal);
    expect(await body(UNKNOWN)).toEqual(refusal);
    await restrict(web, { enabled: false, entries: [] });
  });

  test('the public form does not tell it', async () => {
    const answers = async () => {
      const answer = await web.visitor().post('/registration/administrator', existingInput(COMPANY));
      return [answer.status, answer.headers.get('location')];
    };
    const before = await answers();
    await suspend();
    expect(await answers()).toEqual(before);
  });

  test('what a linked service says of its users is kept: the history is complete', async () => {
    await suspend();
    const event = {
      eventId: crypto.randomUUID(),
      webUserId: APPLICANT,
      operation: '3-1',
      at: new Date().toISOString(),
      address: '198.51.100.7',
    };
    expect(await recordBatch(web.services.db, 'premium-estimate', [event])).toMatchObject([
      { status: 'recorded' },
    ]);
  });
});

test('its open applications stay with staff, marked in the list and on their page', async () => {
  const administrator = await web.user(ADMINISTRATOR);
  const number = await apply(web.services.db, administrator, COMPANY, { phone: '03-0123-9999' });
  const clerk = await web.staff('clerk1');
  const mark = '利用停止中';
  const places = ['/office', `/office/change-applications/${number}`];
  for (const place of places) expect(await (await clerk.get(place)).text(), place).not.toContain(mark);
  await suspend();
  for (const place of places) expect(await (await clerk.get(place)).text(), place).toContain(mark);
  expect(await stageOf(number)).toBe('received');
});

test('of a user is lifted by the side that made it alone; staff can take over what the administrator began', async () => {
  const by = (side: 'administrator' | 'staff') => ({
    suspend: () => web.services.db.transaction((tx) => suspendUser(tx, APPLICANT, side, new Date())),
    resume: () => web.services.db.transaction((tx) => resumeUser(tx, APPLICANT, side, new Date())),
  });
  const [administrator, staff] = [by('administrator'), by('staff')];
  expect(await administrator.suspend()).toBe(true);
  expect(await staff.resume()).toBe(false);
  expect(await staff.suspend()).toBe(true);
  expect(await administrator.suspend()).toBe(false);
  expect(await administrator.resume()).toBe(false);
  expect(await staff.resume()).toBe(true);
});

describe('a suspension that comes in the middle', () => {
  /** Runs `act` while a suspension has happened but not committed, until the database lets it wait; then commits. */
  async function overtaken<Result>(act: () => Promise<Result>): Promise<Result> {
    let running: Promise<Result> | undefined;
    await web.services.db.transaction(async (tx) => {
      await suspendCompany(tx, COMPANY, new Date());
      running = act();
      running.catch(() => {});
      await waitFor(somebodyWaits, { what: 'the act to wait for the suspension' });
    });
    return running as Promise<Result>;
  }

  async function somebodyWaits(): Promise<boolean> {
    const waiting = await web.services.db.execute(
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return waiting.length > 0;
  }

  test('of a login: there is no session', async () => {
    const answer = await overtaken(() => logIn(web.visitor(), APPLICANT, DEMO_PASSWORD));
    expect(answer.status).toBe(401);
    expect(await sessionsOf(APPLICANT)).toEqual([]);
  });

  test('of 申込む: nothing was applied for, and the answer says that the session has ended', async () => {
    const { db } = web.services;
    const administrator = await web.user(ADMINISTRATOR);
    const number = await saveDraft(db, administrator, COMPANY, { phone: '03-0123-9999' });
    const answer = await overtaken(() => administrator.post(`/change-applications/${number}/submission`));
    expect(answer.status).toBe(401);
    expect(await stageOf(number)).toBe('draft');
  });

  test('of many logins: whichever came first, nobody is in afterwards', async () => {
    const logins = Array.from({ length: 8 }, () => logIn(web.visitor(), APPLICANT));
    const ended = await suspend();
    const statuses = (await Promise.all(logins)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(ended ?? -1);
    expect(await sessionsOf(APPLICANT)).toEqual([]);
  });

  test('of another, or of a resumption: each has its effect once', async () => {
    const suspensions = await Promise.all([suspend(), suspend(), suspend()]);
    expect(suspensions.filter((ended) => ended !== undefined)).toHaveLength(1);
    const resumptions = await Promise.all([resume(), resume()]);
    expect(resumptions.filter(Boolean)).toHaveLength(1);
  });
});
