import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staffEvents } from '../../db/schema/events.ts';
import { queueViews } from '../../db/schema/queue-views.ts';
import { VIEW_NAME_AT_MOST, VIEWS_AT_MOST } from '../../domain/queue-view.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { submitted } from './office-fixtures.ts';

let web: TestWeb;
let people: Record<'clerk1' | 'clerk2' | 'supervisor1' | 'auditor1', Visitor>;
let mine: string;
let nobodys: string;
beforeAll(async () => {
  web = await startTestWeb();
  const entries = (['clerk1', 'clerk2', 'supervisor1', 'auditor1'] as const).map(
    async (id) => [id, await web.staff(id)] as const,
  );
  people = Object.fromEntries(await Promise.all(entries)) as typeof people;
  mine = await submitted(web.services.db, { stage: 'inReview', assigneeId: 'clerk1' });
  nobodys = await submitted(web.services.db);
});
afterAll(() => web?.close());

async function save(who: Visitor, name: string, fields: Record<string, string> = {}) {
  const viewId = crypto.randomUUID();
  const answer = await who.post('/office/queue-views', {
    viewId,
    name,
    queue: 'assignee=mine&page=7',
    ...fields,
  });
  return { viewId, answer, path: `/office/queue-views/${viewId}` };
}
const bar = async (who: Visitor) =>
  (await (await who.get('/office?state=all')).text()).match(
    /<nav[^>]*aria-label="保存した条件".*?<\/nav>/s,
  )?.[0];
const recorded = async (subject: string) =>
  (await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, subject))).map(
    ({ operation, staffId }) => `${staffId} ${operation}`,
  );

test('filters are saved under a name, without the page, and lead back to what they show', async () => {
  const form = await (await people.clerk1.get('/office/queue-views/new?queue=assignee%3Dmine')).text();
  expect(form).toContain('value="未決裁・担当：自分"');
  const { answer } = await save(people.clerk1, '　私の 担当 ');
  expect(answer.headers.get('location')).toBe('/office?assignee=mine');
  expect(await bar(people.clerk1)).toMatch(/<a href="\/office\?assignee=mine">私の 担当<\/a>/);
  const page = await (await people.clerk1.get('/office?assignee=mine')).text();
  expect(page).toMatch(/<a href="\/office\?assignee=mine" aria-current="true">私の 担当<\/a>/);
  expect(page).toContain(mine);
  expect(page).not.toContain(nobodys);
  expect(await recorded('私の 担当')).toEqual(['clerk1 queueViewSaved']);
});

test("one's own is nobody else's: colleagues neither see nor open nor change it, a supervisor neither", async () => {
  const { path } = await save(people.clerk1, '秘密の条件');
  for (const other of [people.clerk2, people.supervisor1, people.auditor1]) {
    expect(await bar(other)).not.toContain('秘密の条件');
    expect((await other.get(path)).status).toBe(404);
    expect((await other.post(path, { name: '別名' })).status).toBe(404);
    expect((await other.post(`${path}/deletion`)).status).toBe(404);
    expect((await other.post('/office/queue-views/first', { viewId: path.slice(-36) })).status).toBe(404);
  }
});

test('what is shared everybody sees, each with their own 自分; its maker and a supervisor change it', async () => {
  const { path, viewId } = await save(people.clerk1, '朝の確認', { shared: 'true' });
  expect(await bar(people.clerk2)).toContain('朝の確認');
  expect(await (await people.clerk2.get('/office?assignee=mine')).text()).not.toContain(mine);
  const list = await (await people.clerk2.get('/office/queue-views')).text();
  expect(list).toMatch(/朝の確認.*共有（佐藤　美咲）/s);
  expect(list).not.toContain(`href="${path}"`);
  expect(await (await people.clerk2.get(path)).text()).toContain(
    '作成した職員と統括者だけが変更・削除できます',
  );
  expect((await people.clerk2.post(path, { name: '横取り' })).status).toBe(409);
  expect((await people.clerk2.post(`${path}/deletion`)).status).toBe(409);
  expect(await bar(people.clerk1)).toContain('朝の確認');

  expect((await people.supervisor1.post(path, { name: '朝一番', shared: 'true' })).status).toBe(303);
  expect(await bar(people.clerk2)).toContain('朝一番');
  expect((await people.clerk1.post(path, { name: '朝一番' })).status).toBe(303);
  expect(await bar(people.clerk2), 'not shared any more').not.toContain('朝一番');
  const [kept] = await web.services.db.select().from(queueViews).where(eq(queueViews.viewId, viewId));
  expect(kept).toMatchObject({ ownerId: 'clerk1', shared: false });
  expect(await recorded('朝一番')).toEqual(['supervisor1 queueViewChanged', 'clerk1 queueViewChanged']);
});

test('the auditor keeps views, and shares none', async () => {
  expect(await (await people.auditor1.get('/office/queue-views/new')).text()).not.toContain('name="shared"');
  await save(people.auditor1, '監査', { shared: 'true' });
  expect(await bar(people.auditor1)).toContain('監査');
  expect(await bar(people.clerk1)).not.toContain('監査');
});

test('the view that one sees first is where the queue opens, until it is chosen otherwise, gone or withdrawn', async () => {
  const opened = async (who: Visitor) => (await who.get('/office')).headers.get('location');
  expect(await opened(people.clerk2)).toBeNull();
  const own = await save(people.clerk2, '私の最初', { first: 'true', queue: 'due=overdue' });
  expect(await opened(people.clerk2)).toBe('/office?due=overdue');
  expect(await opened(people.clerk1)).toBeNull();
  expect((await people.clerk2.get('/office?state=undecided')).status, 'the rest is a press away').toBe(200);

  const shared = await save(people.clerk1, '共有の最初', { shared: 'true', queue: 'state=all' });
  await people.clerk2.post('/office/queue-views/first', { viewId: shared.viewId });
  expect(await opened(people.clerk2)).toBe('/office?state=all');
  await people.clerk1.post(shared.path, { name: '共有の最初' });
  expect(await opened(people.clerk2), 'not shared any more').toBeNull();
  await people.clerk2.post('/office/queue-views/first', { viewId: own.viewId });
  await people.clerk2.post(`${own.path}/deletion`);
  expect(await opened(people.clerk2)).toBeNull();
  await save(people.clerk2, '最後', { first: 'true' });
  await people.clerk2.post('/office/queue-views/first', { viewId: '' });
  expect(await opened(people.clerk2)).toBeNull();
});

test('a name is used once by each person: the second may replace the first, in which case it stays the same view', async () => {
  const { viewId } = await save(people.supervisor1, '二重');
  const again = await save(people.supervisor1, '二重', { queue: 'state=all' });
  expect(again.answer.status).toBe(422);
  expect(await again.answer.text()).toMatch(/同じ名前の条件がすでにあります.*上書きする/s);
  await save(people.supervisor1, '二重', { queue: 'state=all', overwrite: 'true' });
  const [kept] = await web.services.db.select().from(queueViews).where(eq(queueViews.name, '二重'));
  expect(kept).toMatchObject({ viewId, query: 'state=all' });
  expect((await save(people.clerk2, '二重')).answer.status, 'others have names of their own').toBe(303);
  const other = await save(people.supervisor1, '別');
  expect((await people.supervisor1.post(other.path, { name: '二重' })).status).toBe(422);
});

test('the same form sent twice saves once; bad names come back with what was typed', async () => {
  const form = { viewId: crypto.randomUUID(), name: '二度押し', queue: 'state=all' };
  for (const _ of [1, 2]) expect((await people.clerk1.post('/office/queue-views', form)).status).toBe(303);
  expect(await web.services.db.select().from(queueViews).where(eq(queueViews.name, '二度押し'))).toHaveLength(
    1,
  );
  for (const name of ['', ' ', 'あ'.repeat(VIEW_NAME_AT_MOST + 1), '改\n行', '外字\ue000']) {
    const { answer } = await save(people.clerk1, name);
    expect(answer.status, JSON.stringify(name)).toBe(422);
    expect(await answer.text()).toContain('aria-invalid="true"');
  }
  const markup = await save(people.clerk1, '<script>alert(1)</script>');
  expect(markup.answer.status).toBe(303);
  expect(await bar(people.clerk1)).not.toContain('<script>');
});

test('what is saved cannot be anything but filters of ours, and there is an end to it', async () => {
  const { viewId } = await save(people.auditor1, '変な条件', { queue: 'state=x&evil=//evil.example&q=%00a' });
  const [kept] = await web.services.db.select().from(queueViews).where(eq(queueViews.viewId, viewId));
  expect(kept?.query).toBe('q=a');
  for (let n = 0; n < VIEWS_AT_MOST; n += 1) await save(people.auditor1, `条件${n}`);
  const { answer } = await save(people.auditor1, '多すぎる');
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('保存できるのは30件までです');
});
