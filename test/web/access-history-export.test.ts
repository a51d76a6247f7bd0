import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { desc, eq } from 'drizzle-orm';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  accessEventCounts,
  accessEvents,
  accessHistoryExports,
  loginThrottles,
  webUsers,
} from '../../db/schema/index.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { addEvents, addLongHistory } from '../support/access-history.ts';
import { waitFor } from '../support/wait-for.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

let web: TestWeb;
let administrator: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  administrator = await web.user('201234567000');
});
afterAll(() => web.close());
beforeEach(async () => {
  await web.services.db.delete(accessEvents);
  await web.services.db.delete(accessEventCounts);
  await web.services.db.delete(accessHistoryExports);
});

const today = todayInTokyo(new Date());
const usual = { from: addDays(today, -30), to: today, user: '', layout: 'byUser', encoding: 'utf8' };
const search = (changed: Record<string, string> = {}, who = administrator) =>
  who.get(`/access-history/export?${new URLSearchParams({ ...usual, ...changed })}`);
const download = (changed: Record<string, string> = {}, who = administrator) =>
  who.post('/access-history/export', { ...usual, ...changed });

/** The lines of a file, its heading first, by a reader that is not ours. */
const linesOf = (file: Buffer, encoding = 'utf8'): string[][] =>
  parse(encoding === 'utf8' ? file.toString('utf8') : iconv.decode(file, encoding), {
    bom: true,
    record_delimiter: '\r\n',
  });

const fileOf = async (answer: Response) => {
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};

describe('検索', () => {
  test.each(['utf8', 'cp932'])(
    'says how many records there are, and in %s about how large the file will be',
    async (encoding) => {
      const people = Array.from({ length: 1234 }, (_, n) => ({
        webUserId: `20123456700${n % 3}`,
        actorName: `水野　${n}`,
      }));
      await addEvents(web.services.db, people);
      const page = await (await search({ encoding })).text();
      expect(page).toContain('1,234件');
      const said = Number(/おおよそのファイルサイズ.*?([0-9]+)KB/s.exec(page)?.[1]) * 1024;
      const size = (await fileOf(await download({ encoding }))).length;
      expect(Math.abs(said - size) / size, `${said} said, ${size} sent`).toBeLessThan(0.1);
    },
  );

  test('counts one user where one is chosen, and only the days that are asked for', async () => {
    const daysAgo = (days: number) => new Date(`${addDays(today, -days)}T12:00:00+09:00`);
    await addEvents(web.services.db, [
      { webUserId: '201234567001', at: daysAgo(1) },
      { webUserId: '201234567001', at: daysAgo(2) },
      { webUserId: '201234567002', at: daysAgo(2) },
      { insuredCode: '201234568', webUserId: '201234568000', at: daysAgo(2) },
    ]);
    const count = async (changed: Record<string, string>) =>
      /([0-9]+)件</.exec(await (await search(changed)).text())?.[1];
    expect(await count({})).toBe('3');
    expect(await count({ user: '201234567001' })).toBe('2');
    expect(await count({ from: addDays(today, -2), to: addDays(today, -2) })).toBe('2');
  });

  test('nothing found says so, and nothing can be downloaded', async () => {
    for (const answer of [await search({ user: '201234567002' }), await download({ user: '201234567002' })]) {
      const page = await answer.text();
      expect(page).toContain('対象データがありません');
      expect(page).not.toContain('ダウンロード</button>');
    }
    expect(await web.services.db.$count(accessHistoryExports)).toBe(0);
    expect(await web.services.db.$count(accessEvents)).toBe(0);
  });

  test('above 5 MB it advises to narrow the search', async () => {
    await addEvents(web.services.db, [{}]);
    await web.services.db.update(accessEventCounts).set({ bytes: 5 * 1024 * 1024 });
    expect(await (await search()).text()).toContain('想定ファイルサイズが5MBを超えています');
  });

  test.each([
    ['an ID of another company', { user: '201234568000' }, 'このWebユーザーIDはありません'],
    ['an ID that does not exist', { user: '201234567077' }, 'このWebユーザーIDはありません'],
    ['a day more than a year ago', { from: '2020-01-01' }, '取得できるアクセス履歴は1年前までです'],
    ['the end before the beginning', { from: today, to: addDays(today, -1) }, '開始日以後の日付'],
    ['no layout', { layout: 'sideways' }, '出力形式を選択してください'],
    ['no encoding', { encoding: 'ebcdic' }, '文字コードを選択してください'],
  ])('%s is refused beside its field, and what was typed stays', async (_what, changed, message) => {
    await addEvents(web.services.db, [{}, { insuredCode: '201234568', webUserId: '201234568000' }]);
    for (const answer of [await search(changed), await download(changed)]) {
      expect(answer.status).toBe(422);
      const page = await answer.text();
      expect(page).toContain(message);
      expect(page).toContain('aria-invalid="true"');
      expect(page).not.toContain('検索結果');
    }
    expect(await web.services.db.$count(accessHistoryExports)).toBe(0);
  });
});

describe('ダウンロード', () => {
  test('both layouts have the columns of the manual, name, department and title as of the operation', async () => {
    const at = (time: string) => new Date(`${addDays(today, -1)}T${time}+09:00`);
    const day = addDays(today, -1).replaceAll('-', '/');
    await addEvents(web.services.db, [
      {
        at: at('09:00:00.900'),
        webUserId: '201234567002',
        operation: '3-2',
        actorName: '貿易　花子',
        actorDepartment: '見本課',
        actorTitle: '',
      },
      { at: at('23:59:59.999'), webUserId: '201234567000', operation: '1-2' },
      { at: at('00:00:00'), webUserId: '201234567000', operation: '1-4', actorTitle: '課長' },
    ]);
    const first = [
      '201234567000',
      `${day} 00:00:00`,
      '[1-4]Web申込状況一覧の参照',
      '日本　太郎',
      '財務部',
      '課長',
    ];
    const second = ['201234567000', `${day} 23:59:59`, '[1-2]パスワード変更', '日本　太郎', '財務部', '部長'];
    const other = ['201234567002', `${day} 09:00:00`, '[3-2]申込み（個別新規）', '貿易　花子', '見本課', ''];
    const period = { from: addDays(today, -1), to: addDays(today, -1) };
    expect(linesOf(await fileOf(await download(period)))).toEqual([
      ['WebユーザーID', 'アクセス日時', '操作内容', '氏名', '所属名', '役職名'],
      first,
      second,
      other,
    ]);
    const byTime = ([user, time, ...rest]: string[]) => [time, user, ...rest];
    expect(linesOf(await fileOf(await download({ ...period, layout: 'byTime' })))).toEqual([
      ['アクセス日時', 'WebユーザーID', '操作内容', '氏名', '所属名', '役職名'],
      byTime(first),
      byTime(other),
      byTime(second),
    ]);
  });

  test('a name that changes within the period is both', async () => {
    const { db } = web.services;
    await administrator.get('/own-details');
    await db.update(webUsers).set({ name: '日本　次郎' }).where(eq(webUsers.webUserId, '201234567000'));
    await administrator.get('/own-details');
    await db.update(webUsers).set({ name: '日本　太郎' }).where(eq(webUsers.webUserId, '201234567000'));
    const lines = linesOf(await fileOf(await download()));
    expect(lines.slice(1).map(([, , , name]) => name)).toEqual(['日本　太郎', '日本　次郎']);
  });

  test('what happened at the same time stands in the order in which it was recorded', async () => {
    const at = new Date(Date.now() - 7_200_000);
    const titles = Array.from({ length: 40 }, (_, n) => String(n));
    await addEvents(
      web.services.db,
      titles.map((actorTitle) => ({ at, actorTitle })),
    );
    for (const layout of ['byUser', 'byTime'])
      expect(
        linesOf(await fileOf(await download({ layout, user: '201234567000' })))
          .slice(1, 41)
          .map((line) => line[5]),
      ).toEqual(titles);
  });

  test('whatever the cells hold, another reader finds it there, and none begins like a formula (ASVS V1.2.10)', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc
        .tuple(fc.constantFrom(...'=+-@\t\r\n＝＋－＠",'), fc.string({ maxLength: 5 }))
        .map((parts) => parts.join('')),
    );
    const stored = cell.map((text) => text.toWellFormed().replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(stored, stored, stored), { minLength: 1, maxLength: 60 }),
        async (people) => {
          await web.services.db.delete(accessEvents);
          await web.services.db.delete(accessEventCounts);
          await addEvents(
            web.services.db,
            people.map(([actorName, actorDepartment, actorTitle]) => ({
              webUserId: '201234567001',
              actorName,
              actorDepartment,
              actorTitle,
            })),
          );
          const lines = linesOf(await fileOf(await download({ user: '201234567001' }))).slice(1);
          const harmless = (text: string) => (/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text);
          expect(lines.map((line) => line.slice(3))).toEqual(people.map((person) => person.map(harmless)));
        },
      ),
      { numRuns: 12 },
    );
  });

  test('CP932 keeps 髙 and ①; what it cannot hold is 〓, counted on the page', async () => {
    await addEvents(web.services.db, [
      { actorName: '髙橋　①郎', actorDepartment: '𠮷野支店', actorTitle: '☃' },
    ]);
    const answer = await download({ encoding: 'cp932' });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=windows-31j');
    expect(linesOf(await fileOf(answer), 'cp932')[1]?.slice(3)).toEqual(['髙橋　①郎', '〓野支店', '〓']);
    const page = await (await administrator.get('/access-history/export')).text();
    expect(page).toContain('Shift_JISにない文字2字を「〓」に置き換えました');
  });

  test('is an event of its own, which the next file has, and its row has the digest of the file', async () => {
    await addEvents(web.services.db, [{}]);
    const file = await fileOf(await download());
    const [row] = await web.services.db.select().from(accessHistoryExports);
    expect(row).toMatchObject({
      insuredCode: '201234567',
      webUserId: '201234567000',
      expectedEvents: 1,
      eventsSent: 1,
      bytesSent: file.length,
      charactersReplaced: 0,
      outcome: 'finished',
      fileHash: createHash('sha256').update(file).digest('hex'),
    });
    const [event] = await web.services.db
      .select()
      .from(accessEvents)
      .orderBy(desc(accessEvents.accessEventId));
    expect(event).toMatchObject({ operation: 'P-91', accessEventId: row?.accessEventId });
    expect(linesOf(file).length).toBe(2);
    expect(linesOf(await fileOf(await download()))[2]?.[2]).toBe('[P-91]アクセス履歴ダウンロード');
  });

  /** Connections that last asked who is recording. */
  const lookers = async () => {
    const [row] = await web.services.db.execute<{ count: string }>(
      "select count(*) from pg_stat_activity where datname = current_database() and query like '%pg_partition_tree%' and pid <> pg_backend_pid()",
    );
    return Number(row?.count);
  };

  test('what was still being recorded when it was asked for is in it', async () => {
    await addEvents(web.services.db, [{}]);
    let answer: Promise<Response> | undefined;
    await web.services.db.transaction(async (tx) => {
      await addEvents(tx, [{ webUserId: '201234567003', actorName: '遅れて　確定' }]);
      answer = download();
      await waitFor(async () => (await lookers()) > 0, { what: 'the export to look who is recording' });
    });
    const lines = linesOf(await fileOf((await answer) as Response));
    expect(lines.map(([, , , name]) => name)).toEqual(['氏名', '日本　太郎', '遅れて　確定']);
  });

  test('a group viewer’s acts in the name of the company are in its file', async () => {
    await addEvents(web.services.db, [{ webUserId: '201234568901', actorName: '照会　専用' }, {}]);
    expect(await (await search()).text()).toContain('<option value="201234568901"');
    expect(linesOf(await fileOf(await download({ user: '201234568901' }))).length).toBe(2);
  });
});

describe('floods (ASVS V2.4.1)', () => {
  /** Has an export run that nobody reads. */
  const unread = async () => {
    const answer = await download({ user: '201234567001' });
    expect(answer.status).toBe(200);
    return answer;
  };

  test('a third at once is told to wait; it begins when one of the two is over, or its process is dead', async () => {
    await addEvents(web.services.db, [{ webUserId: '201234567001' }]);
    const [first, second] = [await unread(), await unread()];
    const third = await download();
    expect(third.status).toBe(429);
    expect(await third.text()).toContain('同時にダウンロードできるのは、1社につき2件まで');
    await first.body?.cancel();
    await fileOf(await download());
    await second.body?.cancel();
    const [other] = await web.services.db.select().from(accessHistoryExports).limit(1);
    for (let n = 0; n < 2; n++)
      await web.services.db.insert(accessHistoryExports).values({
        ...other,
        exportId: undefined,
        outcome: null,
        endedAt: null,
        fileHash: null,
        seenAt: new Date(Date.now() - 60_000),
        startedAt: new Date(),
      } as typeof accessHistoryExports.$inferInsert);
    expect(await (await administrator.get('/access-history/export')).text()).toContain('中断');
    await fileOf(await download());
  });

  test('one process carries out four; more are told that it is busy, and nothing is recorded of them', async () => {
    const companies = ['201234567', '201234568', '201234569'];
    const people = await Promise.all(companies.map((code) => web.user(`${code}000`)));
    const running = [];
    for (const person of people.slice(0, 2))
      running.push(await download({}, person), await download({}, person));
    const refused = await download({}, people[2]);
    expect(refused.status).toBe(429);
    expect(await refused.text()).toContain('ただいま混み合っています');
    await Promise.all(running.map((answer) => answer.body?.cancel()));
    await fileOf(await download({}, people[2]));
  });

  test('after many in a row there is a wait', async () => {
    await addEvents(web.services.db, [{}]);
    await web.services.db
      .update(loginThrottles)
      .set({ blockedUntil: new Date(Date.now() + 60_000) })
      .where(eq(loginThrottles.key, 'access-history:201234567'));
    const answer = await download();
    expect(answer.status).toBe(429);
    expect(await answer.text()).toContain('しばらくお待ちください');
    await web.services.db.delete(loginThrottles);
  });
});

describe('a cut file', () => {
  test('a reader that leaves ends the query and the row says so', async () => {
    await addLongHistory(web.environment.DATABASE_URL, 50_000);
    const answer = await download();
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const row = await waitFor(async () => ended(), { what: 'the export to end' });
    expect(row).toMatchObject({ outcome: 'left', fileHash: null });
    await waitFor(async () => (await copies()) === 0, { what: 'its query to end' });
  });

  test('one that takes too long is cut off, and never comes to an end', async () => {
    await addLongHistory(web.environment.DATABASE_URL, 50_000);
    web.services.config.EXPORT_MINUTES_AT_MOST = 0.01;
    const answer = await download();
    const row = await waitFor(async () => ended(), { what: 'the export to end' });
    expect(row).toMatchObject({ outcome: 'tooSlow' });
    await expect(answer.arrayBuffer()).rejects.toThrow();
    await waitFor(async () => (await copies()) === 0, { what: 'its query to end' });
    expect(await (await administrator.get('/access-history/export')).text()).toContain('時間切れ');
    web.services.config.EXPORT_MINUTES_AT_MOST = 15;
  });

  test('a query that is ended in the middle cuts the file, and is failed', async () => {
    await addLongHistory(web.environment.DATABASE_URL, 50_000);
    const answer = await download();
    await web.services.db.execute(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'madoguchi copy'",
    );
    await expect(answer.arrayBuffer()).rejects.toThrow();
    expect(await waitFor(async () => ended(), { what: 'the export to end' })).toMatchObject({
      outcome: 'failed',
    });
  });

  const ended = async () => {
    const [row] = await web.services.db.select().from(accessHistoryExports);
    return row?.outcome && row;
  };
  const copies = async () => {
    const [row] = await web.services.db.execute<{ count: string }>(
      "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'madoguchi copy'",
    );
    return Number(row?.count);
  };
});
