import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dropMonthsPastRetention, MonthInUse } from '../../db/access-event-months.ts';
import { latestSeal, sealAccessEvents } from '../../db/access-event-seals.ts';
import { type Finding, verifyAccessHistory } from '../../db/access-history-verification.ts';
import { recordAccessEvents } from '../../db/events.ts';
import { verifyCommand } from '../../db/verify-access-history.ts';
import { parseSealText, sealText } from '../../domain/access-event-seal.ts';
import { createHistoryDatabase, event, type HistoryDatabase } from './access-history-fixtures.ts';

const NOW = new Date('2026-11-22T03:00:00Z');
const now = () => NOW;

let database: HistoryDatabase;
beforeAll(async () => {
  database = await createHistoryDatabase();
});
afterAll(() => database?.drop());
beforeEach(() => database.clear());

const seal = () => sealAccessEvents(database.db, now);
async function verify(options: { expected?: ReturnType<typeof parseSealText>; from?: '2026-11-01' } = {}) {
  const findings: Finding[] = [];
  const { findings: count, ...verified } = await verifyAccessHistory(database.db, {
    ...options,
    found: (finding) => findings.push(finding),
  });
  expect(count).toBe(findings.length);
  return { ...verified, findings };
}

/** Six events in two months, IDs 1 to 6, in two seals of each month. */
async function sealedHistory() {
  const at = (day: string) => new Date(`${day}T00:00:00.123Z`);
  await recordAccessEvents(database.db, [
    event({ at: at('2026-10-10'), subject: 'a' }),
    event({ at: at('2026-11-10'), subject: 'b' }),
  ]);
  await seal();
  await recordAccessEvents(database.db, [
    event({ at: at('2026-11-11') }),
    event({ at: at('2026-11-12') }),
    event({ at: at('2026-11-13') }),
    event({ at: at('2026-10-13') }),
  ]);
  await seal();
}

test('what was sealed and left alone is found as it was', async () => {
  await sealedHistory();
  await recordAccessEvents(database.db, [event()]);
  expect(await verify()).toMatchObject({ seals: 4, events: 6, unsealed: 1, findings: [] });
  expect(await seal()).toMatchObject({ events: 1, seals: 1 });
  expect(await seal()).toMatchObject({ events: 0, seals: 0 });
  expect(await verify()).toMatchObject({ seals: 5, events: 7, unsealed: 0, findings: [] });
});

describe('events', () => {
  const changes = [
    `at = at + interval '1 microsecond'`,
    `insured_code = '201234568'`,
    `web_user_id = '201234567002'`,
    `operation = '1-2'`,
    `actor_name = '水野 沙織'`,
    `actor_department = ''`,
    `actor_title = ' '`,
    `subject = ''`,
    `subject = null`,
    `address = '203.0.113.102'`,
    `actor_title = actor_department, actor_department = actor_title`,
  ];
  test('a changed one is named, whichever column it is', async () => {
    await sealedHistory();
    for (const change of changes) {
      await database.sql(`create table kept as select * from access_events`);
      await database.sql(`update access_events set ${change} where access_event_id = 2`);
      expect((await verify()).findings, change).toEqual([
        { what: 'changed', eventId: 2n, month: '2026-11-01' },
      ]);
      await database.sql(`delete from access_events`);
      await database.sql(`insert into access_events overriding system value select * from kept`);
      await database.sql(`drop table kept`);
    }
    expect((await verify()).findings).toEqual([]);
  });

  test('every removed one is named', async () => {
    await sealedHistory();
    await database.sql('delete from access_events where access_event_id in (1, 4, 5)');
    expect((await verify()).findings).toEqual([
      { what: 'removed', eventId: 1n, month: '2026-10-01' },
      { what: 'removed', eventId: 4n, month: '2026-11-01' },
      { what: 'removed', eventId: 5n, month: '2026-11-01' },
    ]);
  });

  test('a removed partition is as many removed events', async () => {
    await sealedHistory();
    await database.sql('drop table access_events_2026_10');
    expect((await verify()).findings.map((finding) => finding.what)).toEqual(['removed', 'removed']);
  });

  test('every inserted one is named, below, between, twice, and where nothing was sealed', async () => {
    await sealedHistory();
    const copy = (id: number | bigint, at: string) =>
      database.sql(`insert into access_events overriding system value
        select ${id}, '${at}', insured_code, web_user_id, operation, actor_name, actor_department, actor_title, subject, address
        from access_events where access_event_id = 3 limit 1`);
    await database.sql(`select make_access_events_partition('2026-12-01')`);
    await copy(0, '2026-11-05 00:00:00+00');
    await copy(1, '2026-11-05 00:00:00+00');
    await copy(3, '2026-11-05 00:00:00+00');
    await copy(3, '2026-11-25 00:00:00+00');
    await copy(6, '2026-12-05 00:00:00+00');
    await copy(-9223372036854775808n, '2026-12-05 00:00:00+00');
    expect((await verify()).findings).toEqual([
      { what: 'inserted', eventId: 0n, month: '2026-11-01' },
      { what: 'inserted', eventId: 1n, month: '2026-11-01' },
      { what: 'inserted', eventId: 3n, month: '2026-11-01' },
      { what: 'inserted', eventId: 3n, month: '2026-11-01' },
      { what: 'inserted', eventId: -(2n ** 63n), month: '2026-12-01' },
      { what: 'inserted', eventId: 6n, month: '2026-12-01' },
    ]);
  });

  test('a part of the table that is no month is named', async () => {
    await sealedHistory();
    await database.sql('create table elsewhere partition of access_events default');
    expect((await verify()).findings).toEqual([{ what: 'partition', name: 'elsewhere' }]);
    await database.sql('drop table elsewhere');
  });

  test('an event moved to another month is missing here and too many there', async () => {
    await sealedHistory();
    await database.sql(`update access_events set at = '2026-11-15' where access_event_id = 1`);
    expect((await verify()).findings).toEqual([
      { what: 'removed', eventId: 1n, month: '2026-10-01' },
      { what: 'inserted', eventId: 1n, month: '2026-11-01' },
    ]);
  });

  test('of months that were left out nothing is said', async () => {
    await sealedHistory();
    await database.sql('delete from access_events where access_event_id in (1, 5)');
    expect((await verify({ from: '2026-11-01' })).findings).toEqual([
      { what: 'removed', eventId: 5n, month: '2026-11-01' },
    ]);
  });
});

describe('seals', () => {
  const changes = [
    `month = '2026-09-01'`,
    `from_id = from_id + 1`,
    `to_id = to_id + 1`,
    `events = events + 1`,
    `kind = 'dropped'`,
    `leaves_hash = sha256('')`,
    `previous_hash = sha256('')`,
    `hash = sha256('')`,
    `sealed_at = sealed_at + interval '1 microsecond'`,
    `leaves = set_byte(leaves, 20, get_byte(leaves, 20) # 1)`,
    `leaves = null`,
  ];
  test('a changed one is named, whichever column it is', async () => {
    await sealedHistory();
    for (const change of changes) {
      await database.sql(`create table kept as select * from access_event_seals`);
      await database.sql(`update access_event_seals set ${change} where seal_id = 3`);
      const broken = (await verify()).findings.filter((finding) => finding.what === 'seal');
      expect(
        broken.map(({ sealId }) => sealId),
        change,
      ).toContain('3');
      await database.sql(`delete from access_event_seals`);
      await database.sql(`insert into access_event_seals select * from kept`);
      await database.sql(`drop table kept`);
    }
    expect((await verify()).findings).toEqual([]);
  });

  test('one that is missing in the middle is named', async () => {
    await sealedHistory();
    await database.sql('delete from access_event_seals where seal_id = 2');
    expect((await verify()).findings).toContainEqual({
      what: 'seal',
      problem: 'missingBefore',
      sealId: '3',
      month: '2026-10-01',
    });
  });

  test('one that is removed at the end, or a chain made anew, shows by a seal that somebody kept', async () => {
    await sealedHistory();
    const head = await latestSeal(database.db);
    const expected = parseSealText(head ? sealText(head) : '');
    expect((await verify({ expected })).findings).toEqual([]);
    await database.sql('delete from access_event_seals where seal_id > 2');
    expect(await verify()).toMatchObject({ findings: [], unsealed: 4 });
    expect((await verify({ expected })).findings).toEqual([
      { what: 'seal', problem: 'notAsExpected', sealId: '4', month: undefined },
    ]);
    await database.sql(`delete from access_event_seals`);
    await database.sql(`update access_events set operation = '1-2' where access_event_id = 1`);
    await seal();
    await recordAccessEvents(database.db, [event({ at: new Date('2026-10-20') }), event()]);
    await seal();
    expect((await verify()).findings).toEqual([]);
    expect((await verify({ expected })).findings).toEqual([
      { what: 'seal', problem: 'notAsExpected', sealId: '4', month: '2026-11-01' },
    ]);
  });
});

describe('sealing', () => {
  test('waits for who records and commits late, and holds up nobody', async () => {
    const recorded = Promise.withResolvers<void>();
    const committing = Promise.withResolvers<void>();
    const late = database.db.transaction(async (tx) => {
      await recordAccessEvents(tx, [event({ subject: 'late' })]);
      recorded.resolve();
      await committing.promise;
    });
    await recorded.promise;
    await recordAccessEvents(database.db, [event({ webUserId: '201234567002' })]);
    let done = false;
    const sealing = seal().finally(() => {
      done = true;
    });
    for (let n = 0; n < 3; n++) {
      await recordAccessEvents(database.db, [event({ webUserId: '201234567003' })]);
      await pause(30);
    }
    const doneBeforeTheCommit = done;
    committing.resolve();
    await late;
    expect(doneBeforeTheCommit).toBe(false);
    expect(await sealing).toMatchObject({ events: 2 });
    expect(await verify()).toMatchObject({ events: 2, unsealed: 3, findings: [] });
    expect(await seal()).toMatchObject({ events: 3 });
    expect(await verify()).toMatchObject({ events: 5, unsealed: 0, findings: [] });
  });

  test('while many record, of several at once, nothing is left out or sealed twice', async () => {
    let recording = true;
    const recorders = Array.from({ length: 6 }, async (_, n) => {
      for (let round = 0; recording; round++)
        await database.db
          .transaction(async (tx) => {
            await recordAccessEvents(tx, [
              event({ webUserId: String(201234567000 + n) }),
              event({ webUserId: String(201234567000 + n), at: new Date('2026-10-15') }),
            ]);
            if (round % 3 === 0) await pause(5);
            if (round % 7 === 0) throw new Error('rolled back');
          })
          .catch(() => {});
    });
    let sealed = 0;
    try {
      for (let rounds = 0; rounds < 20; rounds++)
        for (const { events } of await Promise.all([seal(), seal(), seal()])) sealed += events;
    } finally {
      recording = false;
      await Promise.all(recorders);
    }
    expect(sealed).toBeGreaterThan(20);
    sealed += (await seal()).events;
    expect(await verify()).toMatchObject({ events: sealed, unsealed: 0, findings: [] });
  });

  test('many events make seals of bounded size', async () => {
    await recordAccessEvents(
      database.db,
      Array.from({ length: 25_000 }, (_, n) => event({ subject: String(n) })),
    );
    expect(await seal()).toMatchObject({ events: 25_000, seals: 3 });
    expect(await verify()).toMatchObject({ events: 25_000, seals: 3, findings: [] });
    await database.sql('delete from access_events where access_event_id = 20000');
    expect((await verify()).findings).toMatchObject([{ what: 'removed', eventId: 20_000n }]);
  });
});

describe('a month past retention', () => {
  const drop = (kept: number) => dropMonthsPastRetention(database.db, { kept, now: NOW });

  test('goes with its counts and leaves, and the chain stays as good', async () => {
    await sealedHistory();
    expect(await drop(13)).toEqual([]);
    expect(await drop(1)).toEqual(['2026-10-01']);
    expect(await drop(1)).toEqual([]);
    expect(await database.sql('select distinct day from access_event_counts order by day')).toHaveLength(4);
    expect(await verify()).toMatchObject({ seals: 5, events: 4, findings: [] });
    await recordAccessEvents(database.db, [event({ at: new Date('2026-10-15') }), event()]);
    await seal();
    expect(await verify()).toMatchObject({ seals: 7, events: 6, findings: [] });
    expect(await drop(1)).toEqual(['2026-10-01']);
    expect(await verify()).toMatchObject({ seals: 8, events: 5, findings: [] });
  });

  test('stays while events of it are not sealed', async () => {
    await sealedHistory();
    await recordAccessEvents(database.db, [event({ at: new Date('2026-10-15') })]);
    await expect(drop(1)).rejects.toThrow(MonthInUse);
    await seal();
    expect(await drop(1)).toEqual(['2026-10-01']);
  });

  test('is left for the next time while somebody reads for long, who is not disturbed and holds up no recorder', async () => {
    await sealedHistory();
    const took = await database.db.transaction(async (tx) => {
      await tx.execute('select count(*) from access_events');
      let outcome: unknown;
      const dropping = drop(1).then(
        (months) => {
          outcome = months;
        },
        (error: unknown) => {
          outcome = error;
        },
      );
      let longest = 0;
      while (outcome === undefined) {
        const started = performance.now();
        await recordAccessEvents(database.db, [event()]);
        longest = Math.max(longest, performance.now() - started);
      }
      await dropping;
      expect(outcome).toBeInstanceOf(MonthInUse);
      return longest;
    });
    expect(took, 'milliseconds to record beside it').toBeLessThan(2_000);
    expect(await drop(1)).toEqual(['2026-10-01']);
  });

  test('that somebody dropped without an entry shows', async () => {
    await sealedHistory();
    await drop(1);
    await database.sql('delete from access_event_seals where seal_id = 5');
    expect((await verify()).findings).toContainEqual({
      what: 'seal',
      problem: 'leaves',
      sealId: '1',
      month: '2026-10-01',
    });
  });
});

test('the command names what it found, and says by its exit code that there is something', async () => {
  const printed: string[] = [];
  const run = (...given: string[]) => {
    printed.length = 0;
    return verifyCommand(database.url, given, (line: string) => printed.push(line));
  };
  await sealedHistory();
  expect(await run()).toBe(0);
  const head = /^Latest seal: (4:[0-9a-f]{64})$/.exec(printed.at(-2) ?? '')?.[1] ?? '';
  expect(printed.at(-1)).toBe('Everything is as it was sealed.');
  expect(printed).toContain('2026-10: 2 events');
  expect(await run('--expect', head, '--from', '2026-11')).toBe(0);
  expect(printed).not.toContain('2026-10: 2 events');
  await database.sql(`update access_events set actor_name = '別人' where access_event_id = 1`);
  expect(await run()).toBe(1);
  expect(printed).toContain('CHANGED event 1 of 2026-10');
  expect(printed.join()).not.toContain('別人');
  expect(await run('--expect', `3${head.slice(1)}`)).toBe(1);
  expect(printed.join('\n')).toContain('BROKEN seal 3 of 2026-10: it is not there as expected');
  for (const wrong of [['--expect', 'x'], ['--from', '2026-13'], ['--nonsense']]) {
    expect(await run(...wrong)).toBe(2);
    expect(printed.join()).toContain('Usage');
  }
});
