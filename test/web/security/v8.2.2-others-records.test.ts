import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tokenHash } from '../../../db/sessions.ts';
import { formatApplicationNumber } from '../../../domain/application-number.ts';
import { changedTables, writesSoFar } from '../../support/changed-tables.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../../support/web.ts';
import { addPeople } from './people.ts';
import { addRecords, placeOf, type RecordInPath } from './records.ts';
import { sameBrowser, temporalThatIsDown, undone } from './undone.ts';

/** The records are this company's. */
const OWNER = '201234567';
/** Well formed, and nobody's. */
const ghosts: Record<string, string> = {
  number: formatApplicationNumber('2026-11-22', 999_998),
  webUserId: '209999999001',
  bankAccountId: 'ffffffff-0000-4000-8000-00000000ffff',
  insuredCode: '209999999',
  commentId: 'ffffffff-0000-4000-8000-00000000ffff',
  keyId: 'ffffffff-0000-4000-8000-00000000ffff',
};

/** What differs each time that a page is drawn: IDs that its forms make, and when it was. */
const THIS_TIME = /[0-9a-f]{8}-[0-9a-f-]{27}|<time .*?<\/time>/g;

let web: TestWeb;
let records: RecordInPath[];
const visitors = new Map<string, Visitor>();
beforeAll(async () => {
  web = await startTestWeb();
  web.services.temporal = temporalThatIsDown;
  await addPeople(web);
  records = await addRecords(web);
  for (const id of ['201234568000', '201234569000', '201234568901']) visitors.set(id, await web.user(id));
  for (const id of ['clerk1', 'clerk2', 'supervisor1']) visitors.set(id, await web.staff(id));
});
afterAll(() => web?.close());

/** Everything that an answer tells, but for the names that were asked for. */
async function told(
  who: string,
  method: string,
  path: string,
  form: Record<string, string>,
  names: string[],
) {
  return undone(web, async () => {
    const visitor = sameBrowser(web, visitors.get(who) as Visitor);
    const before = await writesSoFar(web.services.db);
    const answer = await (method === 'GET' ? visitor.get(path) : visitor.post(path, form));
    const written = await changedTables(web.services.db, before);
    const plain = (text: string) => names.reduce((rest, name) => rest.replaceAll(name, '…'), text);
    return {
      status: answer.status,
      location: plain(answer.headers.get('location') ?? ''),
      body: plain(await answer.text()).replaceAll(THIS_TIME, ''),
      written,
    };
  });
}

/** Asks for `real`, which is somebody else's, and for `ghost`, which is nobody's, in the same words. */
async function expectNoDifference(
  who: string,
  method: string,
  pathTo: (name: string) => string,
  [real, ghost]: [string, string],
  formOf: (name: string) => Record<string, string> = () => ({}),
) {
  const asked = await told(who, method, pathTo(real), formOf(real), [real, ghost]);
  const nobodys = await told(who, method, pathTo(ghost), formOf(ghost), [real, ghost]);
  expect(asked, `${who} ${method} ${pathTo(real)}`).toEqual(nobodys);
  return asked;
}

describe('V8.2.2 of another company’s record one learns what one learns of none', () => {
  test('by its address, whichever page or act is asked for', async () => {
    let asked = 0;
    for (const { method, path } of web.routes) {
      const record = records.find((one) => one.path.test(path));
      const name = /:(number|webUserId|bankAccountId)/.exec(path)?.[1];
      if (record?.owner !== OWNER || !name) continue;
      const [real, ghost] = [record.values[name] ?? '', ghosts[name] ?? ''];
      const place = placeOf({ path }, records).path;
      for (const who of ['201234568000', '201234569000', '201234568901']) {
        const { status, written } = await expectNoDifference(
          who,
          method,
          (id) => place.replace(real, id),
          [real, ghost],
          () => ({ confirmed: 'true', password: 'demo only, never in production' }),
        );
        expect([403, 404], `${who} ${place}`).toContain(status);
        expect(written).toEqual([]);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(100);
  }, 120_000);

  const [number, webUserId] = ['number', 'webUserId'].map((name) => ghosts[name] ?? '') as [string, string];
  const account = '6d0f2f0a-1c56-4d0e-9a53-2b1f5c7e0001';
  const nobodysAccount = ghosts.bankAccountId ?? '';

  test.each<
    [
      what: string,
      who: string,
      method: string,
      (id: string) => string,
      [string, string],
      ((id: string) => Record<string, string>)?,
    ]
  >([
    [
      'the choice of an applicant',
      '201234569000',
      'GET',
      (id) => `/applicants/selection?applicant=${id}&next=change`,
      [`${OWNER}001`, webUserId],
    ],
    [
      'the choice of an account',
      '201234569000',
      'GET',
      (id) => `/bank-accounts/selection?account=${id}&next=change`,
      [account, nobodysAccount],
    ],
    [
      'the history on screen',
      '201234569000',
      'GET',
      (id) => `/access-history?user=${id}`,
      [`${OWNER}001`, webUserId],
    ],
    [
      'the question of a download',
      '201234569000',
      'GET',
      (id) => `/access-history/export?from=2026-11-01&to=2026-11-25&user=${id}&layout=byUser&encoding=utf8`,
      [`${OWNER}001`, webUserId],
    ],
    [
      'a download',
      '201234569000',
      'POST',
      () => '/access-history/export',
      [`${OWNER}001`, webUserId],
      (user) => ({ from: '2026-11-01', to: '2026-11-25', user, layout: 'byUser', encoding: 'utf8' }),
    ],
    [
      'a company to look at',
      '201234568901',
      'POST',
      () => '/companies/selection',
      [OWNER, '209999999'],
      (insuredCode) => ({ insuredCode }),
    ],
  ])('by %s', async (_, who, method, pathTo, pair, formOf) => {
    const { written } = await expectNoDifference(who, method, pathTo, pair, formOf);
    expect(written).toEqual([]);
  });

  test('and ends nobody else’s session', async () => {
    const victim = await web.user(`${OWNER}001`);
    const [token = ''] = victim.cookies.values();
    await expectNoDifference('201234569000', 'POST', (hash) => `/sessions/ends/${hash}`, [
      tokenHash(token),
      'f'.repeat(64),
    ]);
    await (visitors.get('201234569000') as Visitor).post(`/sessions/ends/${tokenHash(token)}`);
    expect((await victim.get('/own-details')).status).toBe(200);
  });

  test('an application is not one of another kind', async () => {
    const registration = 'R20261122-000001-7';
    await expectNoDifference('supervisor1', 'GET', (id) => `/office/change-applications/${id}`, [
      registration,
      number,
    ]);
    await expectNoDifference('supervisor1', 'POST', (id) => `/office/change-applications/${id}/decision`, [
      registration,
      number,
    ]);
  });
});

describe('V8.2.2 staff find a part only within the whole that it is of', () => {
  test('a company’s users and accounts', async () => {
    let asked = 0;
    for (const { method, path } of web.routes) {
      const name = /^\/office\/companies\/:insuredCode\/.*:(webUserId|bankAccountId)/.exec(path)?.[1];
      if (!name) continue;
      const [real, ghost] = [
        placeOf({ path: path.slice(0, path.indexOf(`:${name}`) + name.length + 1) }, records)
          .path.split('/')
          .at(-1) ?? '',
        ghosts[name] ?? '',
      ];
      const place = placeOf({ path }, records).path.replace(`/${OWNER}/`, '/201234568/');
      const form = { measureId: crypto.randomUUID(), reasonText: '電話で確認しました。' };
      const { status, written } = await expectNoDifference(
        'supervisor1',
        method,
        (id) => place.replace(real, id),
        [real, ghost],
        () => form,
      );
      expect(status, place).toBe(404);
      expect(written).toEqual([]);
      asked += 1;
    }
    expect(asked).toBeGreaterThan(10);
  });

  test.each([
    [
      'a service’s keys',
      'supervisor1',
      (id: string) => `/office/linked-services/credit-limit/keys/${id}/revocation`,
      '0193a000-0000-4000-8000-000000000003',
    ],
    [
      'an application’s comments',
      'supervisor1',
      (id: string) => `/office/history/registration/R20261122-000001-7/comments/${id}/deletion`,
      '0193a000-0000-4000-8000-000000000005',
    ],
    [
      'a colleague’s comments',
      'clerk2',
      (id: string) => `/office/history/change/${ours()}/comments/${id}/deletion`,
      '0193a000-0000-4000-8000-000000000005',
    ],
    [
      'a colleague’s kept filters',
      'clerk1',
      (id: string) => `/office/queue-views/${id}/deletion`,
      '0193a000-0000-4000-8000-000000000009',
    ],
    [
      'a colleague’s bulk approvals',
      'supervisor1',
      (id: string) => `/office/bulk-approval/${id}/continuation`,
      '0193a000-0000-4000-8000-000000000004',
    ],
  ])('%s', async (_, who, pathTo, real) => {
    const { written } = await told(who, 'POST', pathTo(real), {}, []);
    expect(written).toEqual([]);
  });
});

/** The change application of the records. */
const ours = (): string =>
  records.find(({ path }) => path.test('/change-applications/:number'))?.values.number ?? '';
