import assert from 'node:assert/strict';
import { and, eq } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { changeApplicationSteps } from '../../db/schema/change-applications.ts';
import {
  changeApplications,
  insuredParties,
  loginThrottles,
  mailLog,
  webUsers,
} from '../../db/schema/index.ts';
import { todayInTokyo } from '../../domain/calendar-date.ts';
import { insuredPartyInput } from '../../domain/insured-party.ts';
import { FAILURES_BEFORE_WAITING } from '../../domain/login-throttle.ts';
import { personalDetailsInput } from '../../domain/personal-details.ts';
import type { MailServer } from '../support/mail.ts';
import { DEMO_PASSWORD, loggedInStaff, loggedInUser, type Visitor, visitorOf } from '../support/visitor.ts';
import { waitFor } from '../support/wait-for.ts';

/** Where the journeys go: any installation with the demo data, its mails and its database to look into. */
export interface Place {
  /** Of a proxy, or of a single web server. */
  url: string;
  mail: MailServer;
  db: Db;
}

/** The product's journeys by HTTP; none keeps anything that the next could stumble over. */
export const journeys: Record<string, (place: Place) => Promise<void>> = {
  'an application with two approvals is applied once, and its mails arrive': applicationJourney,
  'a new address becomes current by its link, once': emailJourney,
  'a one-time password opens the session that asked for it': oneTimePasswordJourney,
  'wrong passwords count wherever they are tried, and a logout holds everywhere': loginJourney,
  'the access history is downloaded whole': historyJourney,
};

const COMPANY = '201234567';
const ADMINISTRATOR = '201234567000';

async function applicationJourney({ url, mail, db }: Place): Promise<void> {
  const administrator = await loggedInUser(url, ADMINISTRATOR);
  const [before] = await db.select().from(insuredParties).where(eq(insuredParties.insuredCode, COMPANY));
  assert(before);
  const name = `${before.name}二号`;
  const saved = await administrator.post('/change-applications', {
    ...insuredPartyInput(before.kind, before),
    name,
  });
  const number = /W\d{8}-\d{6}-\d/.exec(saved.headers.get('location') ?? '')?.[0] ?? '';
  assert.match(number, /^W/, 'step 1 gives a number');
  assert(
    (await text(administrator.get(`/change-applications/${number}/confirm`))).includes(name),
    'step 2 shows the name',
  );
  const presses = await Promise.all(
    Array.from({ length: 6 }, () => administrator.post(`/change-applications/${number}/submission`)),
  );
  for (const { status } of presses) assert.equal(status, 303, '申込む, pressed six times');

  const [clerk, first, second] = await Promise.all(
    ['clerk1', 'approver1', 'approver2'].map((id) => loggedInStaff(url, id)),
  );
  const act = (staff: Visitor | undefined, path: string, form: Record<string, string> = {}) =>
    staff?.post(`/office/change-applications/${number}/${path}`, {
      stepId: crypto.randomUUID(),
      round: '1',
      ...form,
    });
  assert.equal((await act(clerk, 'claim'))?.status, 303, '担当する');
  const decision = { kind: 'approved' };
  assert.equal((await act(first, 'decision', decision))?.status, 303, 'the first approval');
  assert.equal((await act(first, 'decision', decision))?.status, 409, 'nobody approves twice');
  assert.equal((await act(second, 'decision', decision))?.status, 303, 'the second approval');

  const mails = (subject: string) =>
    mail.mails.filter((one) => one.text.includes(number) && one.subject.includes(subject));
  await waitFor(() => mails('完了').length > 0, { what: 'the completion mail', timeout: 30_000 });
  assert.equal(mails('受付').length, 1, 'one receipt');
  const [row] = await db
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, number));
  assert.equal(row?.stage, 'applied');
  const applied = await db
    .select()
    .from(changeApplicationSteps)
    .where(
      and(eq(changeApplicationSteps.applicationNumber, number), eq(changeApplicationSteps.kind, 'applied')),
    );
  assert.equal(applied.length, 1, 'applied once');
  assert((await text(administrator.get('/insured-party'))).includes(name), 'the new name is shown');
  await db.update(insuredParties).set({ name: before.name }).where(eq(insuredParties.insuredCode, COMPANY));
}

async function emailJourney({ url, mail, db }: Place): Promise<void> {
  const administrator = await loggedInUser(url, '201234568000');
  const user = async () => {
    const [row] = await db.select().from(webUsers).where(eq(webUsers.webUserId, '201234568000'));
    assert(row);
    return row;
  };
  const former = await user();
  const email = `new.${Date.now()}@hotakami-precision.example`;
  const posted = await administrator.post('/administrator', personalDetailsInput({ ...former, email }));
  assert.equal(posted.headers.get('location'), '/administrator/confirm', '確認する');
  await Promise.all([administrator.get('/administrator/confirm'), administrator.get('/')]);
  const confirmed = await administrator.post('/administrator/confirm');
  assert.equal(confirmed.headers.get('location'), '/administrator/complete', '確定する');
  const { text: body } = await mail.waitForMail(email, { timeout: 30_000 });
  const link = new URL(/https?:\/\/\S+\/email-changes\/\S+/.exec(body)?.[0] ?? '');
  assert.equal(link.origin, url, "the link leads to the proxy's address");
  const reader = visitorOf(url);
  assert.equal((await reader.get(link.pathname)).status, 200);
  assert.equal((await user()).email, former.email, 'opening a link changes nothing');
  const presses = await Promise.all(Array.from({ length: 6 }, () => reader.post(link.pathname)));
  for (const pressed of presses)
    assert(
      (await text(reader.follow(pressed))).includes('メールアドレスの変更が完了しました'),
      'the button, pressed six times',
    );
  assert.equal((await user()).email, email);
  await mail.waitForMail(email, { subject: '完了', timeout: 30_000 });
  const sent = await db.select().from(mailLog).where(eq(mailLog.recipient, email));
  assert.equal(sent.filter(({ subject }) => subject.includes('完了')).length, 1, 'one mail of completion');
  await db.update(webUsers).set({ email: former.email }).where(eq(webUsers.webUserId, former.webUserId));
}

async function oneTimePasswordJourney({ url, mail, db }: Place): Promise<void> {
  const setUse = (usesOneTimePassword: boolean) =>
    db.update(insuredParties).set({ usesOneTimePassword }).where(eq(insuredParties.insuredCode, COMPANY));
  await setUse(true);
  try {
    const [applicant, another] = await Promise.all([0, 1].map(() => loggedInUser(url, '201234567001')));
    assert(applicant && another);
    const isOpen = async (visitor: Visitor) => (await visitor.get('/own-details')).status === 200;
    for (let turn = 0; turn < 4; turn++)
      assert.equal(await isOpen(applicant), false, 'closed, whoever answers');
    const sentBefore = mail.to('saori.mizuno@aonagi-trading.example').length;
    assert.equal((await applicant.post('/one-time-password')).status, 303, '発行');
    const code = await waitFor(
      () =>
        /：\s+([0-9]{6})\n/.exec(
          mail.to('saori.mizuno@aonagi-trading.example').slice(sentBefore).at(-1)?.text ?? '',
        )?.[1],
      { what: 'the code', timeout: 30_000 },
    );
    const give = (visitor: Visitor, given: string) =>
      visitor.post('/one-time-password/verification', { code: given });
    assert.equal((await give(another, code)).status, 422, 'not in another session');
    const presses = await Promise.all(Array.from({ length: 6 }, () => give(applicant, code)));
    assert.equal(presses.filter(({ status }) => status === 303).length > 0, true, '認証');
    for (let turn = 0; turn < 4; turn++) assert.equal(await isOpen(applicant), true, 'open, whoever answers');
    assert.equal(await isOpen(another), false);
  } finally {
    await setUse(false);
  }
}

async function loginJourney({ url, db }: Place): Promise<void> {
  const administrator = await loggedInUser(url, '201234569000');
  for (let turn = 0; turn < 4; turn++) assert.equal((await administrator.get('/own-details')).status, 200);
  const session = new Map(administrator.cookies);
  assert.equal((await administrator.post('/logout')).status, 303);
  const thief = visitorOf(url);
  for (const [name, value] of session) thief.cookies.set(name, value);
  for (let turn = 0; turn < 4; turn++)
    assert.equal((await thief.get('/own-details')).status, 303, 'logged out for all');

  const tries = await Promise.all(
    Array.from({ length: 12 }, () =>
      visitorOf(url).post('/login', { webUserId: '201234567002', password: 'a wrong password' }),
    ),
  );
  for (const { status } of tries) assert.equal(status, 401);
  const [counted] = await db
    .select()
    .from(loginThrottles)
    .where(eq(loginThrottles.key, 'webUser:201234567002'));
  assert.equal(counted?.failures, FAILURES_BEFORE_WAITING.person, 'of twelve at once five were compared');
  const right = await visitorOf(url).post('/login', { webUserId: '201234567002', password: DEMO_PASSWORD });
  assert.equal(right.status, 401, 'after five wrong ones the right one has to wait, whoever answers');
  await db.delete(loginThrottles);
}

async function historyJourney({ url }: Place): Promise<void> {
  const administrator = await loggedInUser(url, ADMINISTRATOR);
  const today = todayInTokyo(new Date());
  const form = { from: today, to: today, user: '', layout: 'byTime', encoding: 'utf8' };
  const files = await Promise.all([0, 1].map(() => administrator.post('/access-history/export', form)));
  for (const file of files) {
    assert.equal(file.status, 200, 'a download');
    assert((await file.text()).endsWith('\r\n'), 'to its last line');
  }
  const third = await Promise.all(
    Array.from({ length: 4 }, () => administrator.post('/access-history/export', form)),
  );
  await Promise.all(third.map((file) => file.text()));
  assert(third.some(({ status }) => status === 200));
  const page = await text(administrator.get('/access-history/export'));
  assert(!page.includes('途中で終わりました'), 'each is noted as finished');
}

const text = async (answer: Promise<Response>) => (await answer).text();
