import { findBank, findBranch } from '../../../db/bank-list.ts';
import type { Bank, Branch } from '../../../db/schema/banks.ts';
import { type FormValues, readForm, typedId } from '../../answer.ts';
import type { Context } from '../../context.ts';

/** What the codes in the form stand for in the bank list. */
export interface Chosen {
  bank: Bank | undefined;
  /** A branch of that bank. */
  branch: Branch | undefined;
}

const keys = ['purpose', 'bankCode', 'branchCode', 'type', 'number', 'holder', 'symbol', 'symbolNumber'];

/** Fields of the form only, so that nothing else gets into the draft. */
export async function readInput(c: Context): Promise<FormValues> {
  const form = await readForm(c);
  return Object.fromEntries(keys.map((key) => [key, form[key] ?? '']));
}

/** The codes may be anything: a form can be sent without its page. */
export async function findChosen(
  c: Context,
  { bankCode = '', branchCode = '' }: FormValues,
): Promise<Chosen> {
  const { db } = c.var.services;
  const [bankSent, branchSent] = [typedId(bankCode), typedId(branchCode)];
  const [bank, branch] = await Promise.all([findBank(db, bankSent), findBranch(db, bankSent, branchSent)]);
  return { bank, branch: bank && branch };
}
