import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  accessEvents,
  changeApplications,
  groupViewerCompanies,
  webUserSessions,
} from '../../db/schema/index.ts';
import { operation } from '../../domain/operation-catalogue.ts';
import { apply, saveDraft } from '../support/application.ts';
import { addGroupViewer } from '../support/group-viewer.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const VIEWER = '201234567901';
const HOME = '201234567';
const OTHER = '201234568';
const STRANGE = '201234569';

let web: TestWeb;
let viewer: Visitor;
let applied: string;
let draft: string;
let ofStranger: string;
beforeAll(async () => {
  web = await startTestWeb();
  const { db } = web.services;
  await addGroupViewer(db, VIEWER, [HOME, OTHER]);
  const administrator = (code: string) => web.user(`${code}000`);
  draft = await saveDraft(db, await administrator(HOME), HOME, { phone: '03-0123-9999' });
  applied = await apply(db, await administrator(OTHER), OTHER, { phone: '052-012-9999' });
  ofStranger = await apply(db, await administrator(STRANGE), STRANGE, { phone: '06-0123-9999' });
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  await db.delete(webUserSessions).where(eq(webUserSessions.webUserId, VIEWER));
  await db.delete(groupViewerCompanies);
  await db
    .insert(groupViewerCompanies)
    .values([HOME, OTHER].map((insuredCode) => ({ webUserId: VIEWER, insuredCode })));
  viewer = await web.user(VIEWER);
  await db.delete(accessEvents);
});

const text = async (path: string) => (await viewer.get(path)).text();
const lookAt = (insuredCode: string) => viewer.post('/companies/selection', { insuredCode });
const recorded = async () =>
  (await web.services.db.select().from(accessEvents).orderBy(accessEvents.accessEventId)).map((event) => [
    event.webUserId,
    event.operation,
    event.insuredCode,
  ]);

describe('a group viewer', () => {
  test('looks at its home first, and says so on every page', async () => {
    const page = await text('/');
    expect(page).toContain('照会中の保険利用者');
    expect(page).toContain('青凪貿易株式会社');
    expect(page).toContain('全社閲覧');
    expect(page).not.toContain('管理項目');
    expect(page).not.toMatch(/href="\/(administrator|applicants)"/);
  });

  test('switches to another of its companies, and sees that one', async () => {
    expect((await lookAt(OTHER)).headers.get('location')).toBe('/');
    const party = await text('/insured-party');
    expect(party).toContain(OTHER);
    expect(party).toContain('穂高');
    expect(party).not.toContain('変更する</');
    expect(await text('/change-applications')).toContain(applied);
    const status = await text(`/change-applications/${applied}`);
    expect(status).toContain('052-012-9999');
    expect(status).not.toContain('取り下げる');
  });

  test.each([STRANGE, '999999999', '', `${OTHER}'`])('cannot look at %j', async (code) => {
    expect((await lookAt(code)).status).toBe(404);
    expect(await text('/insured-party')).toContain(HOME);
  });

  test('does not see applications of a company that it is not looking at, nor of one that is not its own', async () => {
    expect((await viewer.get(`/change-applications/${applied}`)).status).toBe(404);
    await lookAt(OTHER);
    expect((await viewer.get(`/change-applications/${applied}`)).status).toBe(200);
    expect((await viewer.get(`/change-applications/${ofStranger}`)).status).toBe(404);
  });

  test('does not see what an administrator has not applied for yet', async () => {
    expect((await viewer.get(`/change-applications/${draft}`)).status).toBe(404);
    expect(await text('/change-applications')).not.toContain(draft);
  });

  test.each(['/submission', '/withdrawal', '/discard', ''])('cannot send POST …%s', async (act) => {
    await lookAt(OTHER);
    expect((await viewer.post(`/change-applications/${applied}${act}`, { phone: '1' })).status).toBe(403);
    const [application] = await web.services.db
      .select()
      .from(changeApplications)
      .where(eq(changeApplications.applicationNumber, applied));
    expect(application?.stage).toBe('received');
  });

  test('leaves its traces in the history of the company that it looks at', async () => {
    await viewer.get('/insured-party');
    await lookAt(OTHER);
    await viewer.get('/insured-party');
    expect(await recorded()).toEqual([
      [VIEWER, operation.insuredPartyView, HOME],
      [VIEWER, operation.companySwitch, OTHER],
      [VIEWER, operation.insuredPartyView, OTHER],
    ]);
  });

  test('is back at its home as soon as the other company is taken away', async () => {
    await lookAt(OTHER);
    await web.services.db.delete(groupViewerCompanies).where(eq(groupViewerCompanies.insuredCode, OTHER));
    expect(await text('/insured-party')).toContain(HOME);
    expect((await viewer.get(`/change-applications/${applied}`)).status).toBe(404);
    expect((await lookAt(OTHER)).status).toBe(404);
  });

  test('chooses for one session: another browser looks where it looked', async () => {
    const elsewhere = await web.user(VIEWER);
    await lookAt(OTHER);
    expect(await (await elsewhere.get('/insured-party')).text()).toContain(HOME);
  });
});

test('nobody else has companies to choose from', async () => {
  const administrator = await web.user(`${HOME}000`);
  expect((await administrator.get('/companies')).status).toBe(403);
  expect((await administrator.post('/companies/selection', { insuredCode: OTHER })).status).toBe(403);
  await web.services.db.update(webUserSessions).set({ viewedInsuredCode: OTHER });
  expect(await (await administrator.get('/insured-party')).text()).toContain('青凪貿易');
});
