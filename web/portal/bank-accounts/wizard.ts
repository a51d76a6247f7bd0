import { HTTPException } from 'hono/http-exception';
import { findBankAccount } from '../../../db/bank-accounts.ts';
import type { Context } from '../../context.ts';
import { changeOf, registration, type Wizard } from './draft.ts';

/** Which way a request is on; an account of another company answers as one that does not exist. */
export async function wizardOf(c: Context): Promise<Wizard> {
  const bankAccountId = c.req.param('bankAccountId');
  if (bankAccountId === undefined) return registration;
  const { db, config } = c.var.services;
  const account = await findBankAccount(db, config.ENCRYPTION_KEYS, c.var.user.insuredCode, bankAccountId);
  if (!account) throw new HTTPException(404);
  return changeOf(account);
}
