import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { changeApplicationSteps, changeApplications } from '../../db/schema/change-applications.ts';
import { insuredParties } from '../../db/schema/insured-parties.ts';
import { insuredPartyInput } from '../../domain/insured-party.ts';
import { apply, claim, decide, saveDraft } from '../support/application.ts';
import { type PrivatePostgres, startPrivatePostgres } from '../support/postgres.ts';
import { startWorker } from '../support/processes.ts';
import { type Product, startProductOn } from '../support/product.ts';
import { type PrivateTemporal, startPrivateTemporal } from '../support/temporal.ts';
import { waitFor } from '../support/wait-for.ts';
import { loggedInStaff, loggedInUser } from '../support/web.ts';

let postgres: PrivatePostgres;
let temporal: PrivateTemporal;
let product: Product;
beforeAll(async () => {
  [postgres, temporal] = await Promise.all([startPrivatePostgres(), startPrivateTemporal()]);
  const servers = {
    databaseUrl: postgres.url,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
  };
  product = await startProductOn(servers);
});
afterAll(async () => {
  await product?.stop();
  await Promise.all([postgres?.remove(), temporal?.remove()]);
});

afterEach(() => product.mail.behave({ kind: 'accept' }));

const db = () => product.database.db;
const applicationOf = async (number: string) =>
  (await db().select().from(changeApplications).where(eq(changeApplications.applicationNumber, number)))[0];
const hasStage = (number: string, stage: string) => async () =>
  (await applicationOf(number))?.stage === stage;
const mailsAbout = (number: string, subject: string) =>
  product.mail.mails.filter((mail) => mail.text.includes(number) && mail.subject.includes(subject));

test('with Temporal down 申込む is accepted and numbered, and its workflow starts once Temporal is back', async () => {
  const administrator = await loggedInUser(product.url, '201234569000');
  await temporal.kill();
  const number = await apply(db(), administrator, '201234569', { phone: '052-123-0001' });
  expect(number).toMatch(/^W\d{8}-\d{6}-\d$/);
  const status = await (await administrator.get(`/change-applications/${number}`)).text();
  expect(status).toContain('受付済');

  const refused = await administrator.post(`/change-applications/${number}/withdrawal`);
  expect(refused.status, 'a withdrawal cannot be judged without Temporal').toBe(503);
  expect(await refused.text()).toContain('ただいま取下げを受け付けられません');
  expect(mailsAbout(number, '受付')).toEqual([]);

  await temporal.start();
  await waitFor(() => mailsAbout(number, '受付').length > 0, { what: 'the receipt', timeout: 30_000 });
  const withdrawn = await administrator.post(`/change-applications/${number}/withdrawal`);
  expect(withdrawn.status).toBe(303);
  expect(await applicationOf(number)).toMatchObject({ stage: 'withdrawn' });
});

test('a worker killed with -9 between applying and mailing: applied once, mailed once', async () => {
  const administrator = await loggedInUser(product.url, '201234568000');
  const clerk = await loggedInStaff(product.url, 'clerk1');
  const approver = await loggedInStaff(product.url, 'approver1');
  const number = await apply(db(), administrator, '201234568', { phone: '06-1234-0002' });
  await waitFor(() => mailsAbout(number, '受付').length > 0, { what: 'the receipt' });
  expect((await claim(clerk, number)).status).toBe(303);

  product.mail.behave({ kind: 'hang' });
  expect((await decide(approver, number)).status).toBe(303);
  await waitFor(hasStage(number, 'applied'), { what: 'the change to be applied' });
  await product.worker.kill();
  product.mail.behave({ kind: 'accept' });
  const worker = await startWorker(product.environment);
  await waitFor(() => mailsAbout(number, '完了').length > 0, {
    what: 'the completion mail',
    timeout: 90_000,
  });

  const applied = await db()
    .select()
    .from(changeApplicationSteps)
    .where(
      and(eq(changeApplicationSteps.applicationNumber, number), eq(changeApplicationSteps.kind, 'applied')),
    );
  expect(applied).toHaveLength(1);
  const ids = mailsAbout(number, '完了').map(({ messageId }) => messageId);
  expect(new Set(ids).size, 'Message-IDs of the completion mail').toBe(1);
  const [party] = await db().select().from(insuredParties).where(eq(insuredParties.insuredCode, '201234568'));
  expect(party?.phone).toBe('06-1234-0002');
  await worker.stop();
  Object.assign(product, { worker: await startWorker(product.environment) });
});

test('Postgres restarted while customers work: the web process lives and nothing acknowledged is lost', async () => {
  const administrator = await loggedInUser(product.url, '201234567000');
  const draft = await saveDraft(db(), administrator, '201234567', { fax: '03-1234-0000' });
  const { pid } = product.web;
  const acknowledged: string[] = [];
  let stop = false;

  async function customer(index: number) {
    for (let turn = 0; !stop; turn++) {
      const fax = `03-12${String(index).padStart(2, '0')}-${String(turn % 10_000).padStart(4, '0')}`;
      const answer = await administrator.post(`/change-applications/${draft}`, { ...input, fax });
      if (answer.status === 303) acknowledged.push(fax);
      else if (answer.status !== 503) throw new Error(`answered ${answer.status}`);
    }
  }
  const party = (
    await db().select().from(insuredParties).where(eq(insuredParties.insuredCode, '201234567'))
  )[0];
  const input = insuredPartyInput('headOffice', party as never);
  const customers = Promise.all(Array.from({ length: 8 }, (_, index) => customer(index)));

  await waitFor(() => acknowledged.length > 20, { what: 'the first answers' });
  for (let round = 0; round < 3; round++) {
    await postgres.restart();
    const before = acknowledged.length;
    const began = Date.now();
    await waitFor(() => acknowledged.length > before, { what: 'an answer after the restart' });
    expect(Date.now() - began, 'milliseconds until customers are served again').toBeLessThan(2_000);
  }
  stop = true;
  await customers;

  expect(product.web.isRunning()).toBe(true);
  expect(product.web.pid).toBe(pid);
  expect(acknowledged).toContain((await applicationOf(draft))?.changes.fax?.requested);
  expect((await administrator.post(`/change-applications/${draft}/submission`)).status).toBe(303);
  await waitFor(() => mailsAbout(draft, '受付').length > 0, {
    what: 'the receipt after all this',
    timeout: 30_000,
  });
});
