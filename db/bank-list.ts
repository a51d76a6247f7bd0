import { and, asc, count, desc, eq, like, or, type SQL, sql } from 'drizzle-orm';
import { type BankQuery, type KanaRow, kanaRows } from '../domain/bank-search.ts';
import { JAPAN_POST_BANK } from '../domain/japan-post-account.ts';
import type { Db } from './client.ts';
import { type Bank, type BankList, type Branch, bankLists, banks, branches } from './schema/banks.ts';

/** What is looked for: nothing, one row of the index, or a name, reading or code. */
export interface BankSearch {
  row?: KanaRow | undefined;
  query?: BankQuery | undefined;
}

export interface Found<Row> {
  /** In the order of the readings, at most `MOST_SHOWN`. */
  rows: Row[];
  /** How many there are in all. */
  total: number;
}

/** More than the longest row of the index has. */
const MOST_SHOWN = 300;

/** Banks of the list. Without anything to look for: those with the most customers. */
export async function searchBanks(db: Db, search: BankSearch): Promise<Found<Bank>> {
  const where = and(eq(banks.listed, true), conditionOf(banks, banks.bankCode, search) ?? isLarge);
  return {
    total: await counted(db, banks, where),
    rows: await db
      .select()
      .from(banks)
      .where(where)
      .orderBy(...orderOf(banks, banks.bankCode, search))
      .limit(MOST_SHOWN),
  };
}

/** Branches of one bank. */
export async function searchBranches(db: Db, bankCode: string, search: BankSearch): Promise<Found<Branch>> {
  const where = and(
    eq(branches.bankCode, bankCode),
    eq(branches.listed, true),
    conditionOf(branches, branches.branchCode, search),
  );
  return {
    total: await counted(db, branches, where),
    rows: await db
      .select()
      .from(branches)
      .where(where)
      .orderBy(...orderOf(branches, branches.branchCode, search))
      .limit(MOST_SHOWN),
  };
}

/** A bank that can be chosen. */
export async function findBank(db: Db, bankCode: string): Promise<Bank | undefined> {
  const [bank] = await db
    .select()
    .from(banks)
    .where(and(eq(banks.bankCode, bankCode), eq(banks.listed, true)));
  return bank;
}

/** A branch of this bank that can be chosen. */
export async function findBranch(db: Db, bankCode: string, branchCode: string): Promise<Branch | undefined> {
  const [branch] = await db
    .select()
    .from(branches)
    .where(
      and(eq(branches.bankCode, bankCode), eq(branches.branchCode, branchCode), eq(branches.listed, true)),
    );
  return branch;
}

/** The list that was imported last. */
export async function latestBankList(db: Db): Promise<BankList | undefined> {
  const [list] = await db.select().from(bankLists).orderBy(desc(bankLists.listedOn)).limit(1);
  return list;
}

type Listing = typeof banks | typeof branches;
type Code = typeof banks.bankCode | typeof branches.branchCode;

/** The five that most companies use stand ready before anything is typed. */
const isLarge = sql`${banks.bankCode} in ('0001', '0005', '0009', '0010', ${JAPAN_POST_BANK})`;

function conditionOf(listing: Listing, code: Code, { row, query }: BankSearch): SQL | undefined {
  if (query)
    return or(
      query.code ? like(code, `${query.code}%`) : undefined,
      query.name ? like(listing.searchName, `%${literal(query.name)}%`) : undefined,
      query.kana ? like(listing.kana, `%${literal(query.kana)}%`) : undefined,
    );
  if (!row) return undefined;
  const initial = sql`left(${listing.kana}, 1)`;
  const others = Object.values(kanaRows).join('');
  return row === '英数'
    ? sql`position(${initial} in ${others}) = 0`
    : sql`position(${initial} in ${kanaRows[row]}) > 0`;
}

/** What begins with the words comes before what has them inside. Without a search by code, since large banks have low ones. */
function orderOf(listing: Listing, code: Code, { row, query }: BankSearch): SQL[] {
  if (!row && !query) return [asc(code)];
  const start = query?.kana ?? query?.name;
  const begins = sql`(${listing.kana} like ${`${literal(start ?? '')}%`} or ${listing.searchName} like ${`${literal(query?.name ?? '')}%`}) desc`;
  return [...(start ? [begins] : []), sql`${listing.kana} collate "C"`, asc(code)];
}

/** The characters of LIKE's own, as characters. */
const literal = (text: string) => text.replace(/[\\%_]/g, (special) => `\\${special}`);

async function counted(db: Db, listing: Listing, where: SQL | undefined): Promise<number> {
  const [row] = await db.select({ total: count() }).from(listing).where(where);
  return row?.total ?? 0;
}
