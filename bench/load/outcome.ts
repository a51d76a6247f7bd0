import { inArray, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { changeApplicationSteps, changeApplications, mailLog } from '../../db/schema/index.ts';
import { waitFor } from '../../dev/wait-for.ts';
import type { Actions } from './actions.ts';

const AT_A_TIME = 1_000;

/** What was acknowledged and is not there, or is there twice; empty when all is as it should be. */
export async function lostOrDoubled(db: Db, { acknowledged, approved }: Actions): Promise<string[]> {
  const wrong: string[] = [];
  if (new Set(acknowledged).size !== acknowledged.length) wrong.push('a number was given twice');
  for (let from = 0; from < acknowledged.length; from += AT_A_TIME)
    wrong.push(...(await wrongOf(db, acknowledged.slice(from, from + AT_A_TIME), new Set(approved))));
  return wrong;
}

async function wrongOf(db: Db, numbers: string[], approved: ReadonlySet<string>): Promise<string[]> {
  const expected = numbers.filter((number) => approved.has(number));
  const ended = () =>
    db.$count(
      changeApplications,
      sql`${inArray(changeApplications.applicationNumber, expected)} and ${changeApplications.stage} = 'applied'`,
    );
  if (expected.length > 0)
    await waitFor(async () => (await mailed(db, expected)) && (await ended()) === expected.length, {
      timeout: 120_000,
      every: 500,
      what: 'all approved applications to be applied and mailed',
    }).catch(() => {});

  const steps = await countsOf(
    db,
    sql`select application_number as number, kind as what, count(*)::int as count from ${changeApplicationSteps}
      where ${inArray(changeApplicationSteps.applicationNumber, numbers)} group by 1, 2`,
  );
  const mails = await countsOf(
    db,
    sql`select reference as number, kind as what, count(*) filter (where sent_at is not null)::int as count from ${mailLog}
      where ${inArray(mailLog.reference, numbers)} group by 1, 2`,
  );
  return numbers.flatMap((number) => {
    const wanted: [string, number | undefined, number][] = [
      ['submission', steps.get(`${number} submitted`), 1],
      ['receipt', mails.get(`${number} changeApplicationReceipt`), 1],
      ...(approved.has(number)
        ? ([
            ['applied', steps.get(`${number} applied`), 1],
            ['completion mail', mails.get(`${number} changeApplicationCompleted`), 1],
          ] as [string, number | undefined, number][])
        : []),
    ];
    return wanted
      .filter(([, found = 0, count]) => found !== count)
      .map(([what, found = 0, count]) => `${number}: ${what} ${found} times instead of ${count}`);
  });
}

async function mailed(db: Db, numbers: string[]): Promise<boolean> {
  const sent = await db.$count(
    mailLog,
    sql`${inArray(mailLog.reference, numbers)} and ${mailLog.kind} = 'changeApplicationCompleted' and ${mailLog.sentAt} is not null`,
  );
  return sent === numbers.length;
}

async function countsOf(db: Db, query: ReturnType<typeof sql>): Promise<Map<string, number>> {
  const rows = await db.execute<{ number: string; what: string; count: number }>(query);
  return new Map(rows.map(({ number, what, count }) => [`${number} ${what}`, count]));
}
