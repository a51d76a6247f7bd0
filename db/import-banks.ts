import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { desc, sql } from 'drizzle-orm';
import { toBankKana } from '../domain/bank-kana.ts';
import { searchName } from '../domain/bank-search.ts';
import { connect, type Db } from './client.ts';
import { databaseVariables, readEnvironment } from './environment.ts';
import { bankLists } from './schema/banks.ts';

/** The nationwide list of banks and branches, as of one day. */
export interface PublishedBankList {
  /** YYYY-MM-DD */
  listedOn: string;
  source: string;
  banks: readonly Listed[];
  branches: readonly (Listed & { bankCode: string })[];
}
interface Listed {
  code: string;
  name: string;
  kana: string;
}

/**
 * Brings the bank list up to the one of the package `zengin-code`; does nothing where it, or a newer one, is there
 * already. Refreshing is: a newer version of the package, and this command.
 */
export async function importBankList(db: Db): Promise<'imported' | 'upToDate'> {
  const listedOn = packagedDay();
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`);
    const [latest] = await tx.select().from(bankLists).orderBy(desc(bankLists.listedOn)).limit(1);
    if (latest && latest.listedOn >= listedOn) return 'upToDate';
    await replaceBankList(tx, packagedList());
    return 'imported';
  });
}

/**
 * Makes `list` the one that can be chosen from. What it no longer has stays as not listed: accounts may still name it.
 * Call it in a transaction, so that nobody chooses from half a list.
 */
export async function replaceBankList(tx: Db, list: PublishedBankList): Promise<void> {
  const rows = (listed: readonly Listed[]) =>
    JSON.stringify(
      listed.map(({ code, name, kana, ...rest }) => ({
        ...rest,
        code,
        name,
        kana: toBankKana(kana),
        search_name: searchName(name),
      })),
    );
  await tx.execute(sql`
    insert into banks (bank_code, name, kana, search_name)
    select code, name, kana, search_name
    from jsonb_to_recordset(${rows(list.banks)}::text::jsonb) as listed (code text, name text, kana text, search_name text)
    on conflict (bank_code) do update
    set name = excluded.name, kana = excluded.kana, search_name = excluded.search_name, listed = true`);
  await tx.execute(sql`
    insert into branches (bank_code, branch_code, name, kana, search_name)
    select "bankCode", code, name, kana, search_name
    from jsonb_to_recordset(${rows(list.branches)}::text::jsonb)
      as listed ("bankCode" text, code text, name text, kana text, search_name text)
    on conflict (bank_code, branch_code) do update
    set name = excluded.name, kana = excluded.kana, search_name = excluded.search_name, listed = true`);
  const bankCodes = list.banks.map(({ code }) => code);
  const branchCodes = list.branches.map(({ bankCode, code }) => bankCode + code);
  await tx.execute(sql`
    update banks set listed = false
    where listed and bank_code not in (select jsonb_array_elements_text(${JSON.stringify(bankCodes)}::text::jsonb))`);
  await tx.execute(sql`
    update branches set listed = false
    where listed and bank_code || branch_code not in
      (select jsonb_array_elements_text(${JSON.stringify(branchCodes)}::text::jsonb))`);
  await tx.insert(bankLists).values({
    listedOn: list.listedOn,
    source: list.source,
    banks: list.banks.length,
    branches: list.branches.length,
  });
}

/** Any fixed number: two processes that import at once take turns. */
const IMPORT_LOCK = 20_261_123;

const require = createRequire(import.meta.url);

/** The day of the list is the end of the version: 1.0.0-p20260824. */
function packagedDay(): string {
  const { version } = require('zengin-code/package.json') as { version: string };
  const day = /p([0-9]{4})([0-9]{2})([0-9]{2})$/.exec(version);
  if (!day) throw new Error(`the version of zengin-code, ${version}, does not tell the day of its list`);
  return day.slice(1).join('-');
}

function packagedList(): PublishedBankList {
  const { version } = require('zengin-code/package.json') as { version: string };
  const all = Object.values(
    require('zengin-code') as Record<string, Listed & { branches: Record<string, Listed> }>,
  );
  const only = ({ code, name, kana }: Listed): Listed => ({ code, name, kana });
  return {
    listedOn: packagedDay(),
    source: `zengin-code ${version}`,
    banks: all.map(only),
    branches: all.flatMap(({ code: bankCode, branches }) =>
      Object.values(branches).map((branch) => ({ ...only(branch), bankCode })),
    ),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DATABASE_URL } = readEnvironment(databaseVariables);
  const database = connect(DATABASE_URL, { max: 1 });
  await importBankList(database.db);
  await database.close();
}
