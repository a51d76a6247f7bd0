import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type BankAccount, findBankAccount, listBankAccounts } from '../../../db/bank-accounts.ts';
import { type CompanyOverview, findCompany } from '../../../db/companies.ts';
import { recordMeasure } from '../../../db/measures.ts';
import { bankAccountTypeText, purposeText } from '../../../domain/bank-account.ts';
import { requireStaffRight } from '../../access.ts';
import type { AppEnv, Context } from '../../context.ts';
import { accountsTab, numberPath } from './accounts-tab.ts';
import { readReason } from './ask.ts';
import { companyFrame } from './frame.ts';
import { type MeasureState, measurePage } from './measure-page.ts';
import { openCompany } from './open.ts';
import { tabPath } from './paths.ts';
import { isTaken } from './take-measure.ts';

const show = requireStaffRight('accountNumbers:show');

/** A whole account number, once, to whoever says why: the answer to the form alone has it, no address leads to it. */
export const accountNumberRoutes = new Hono<AppEnv>()
  .get('/:insuredCode/accounts/:bankAccountId/number', show, async (c) => ask(c, await open(c)))

  .post('/:insuredCode/accounts/:bankAccountId/number', show, async (c) => {
    const { overview, account } = await open(c);
    const form = await readReason(c);
    if ('error' in form) return ask(c, { overview, account }, form, 422);
    const { db, config } = c.var.services;
    const { insuredCode } = overview.company;
    const taken = {
      ...form,
      measure: 'accountNumberShown',
      insuredCode,
      subject: account.bankAccountId,
    } as const;
    const kept = await db.transaction((tx) => recordMeasure(tx, taken, c.var, new Date()));
    if (!kept && !(await isTaken(db, c, form.measureId))) throw new HTTPException(409);
    const content = accountsTab(c, await listBankAccounts(db, config.ENCRYPTION_KEYS, insuredCode), account);
    return c.html(
      companyFrame(c, (await findCompany(db, insuredCode)) ?? overview, { tab: 'accounts', content }),
    );
  });

interface Opened {
  overview: CompanyOverview;
  account: BankAccount;
}

async function open(c: Context): Promise<Opened> {
  const overview = await openCompany(c);
  const { db, config } = c.var.services;
  const account = await findBankAccount(
    db,
    config.ENCRYPTION_KEYS,
    overview.company.insuredCode,
    c.req.param('bankAccountId') ?? '',
  );
  if (!account) throw new HTTPException(404);
  return { overview, account };
}

function ask(c: Context, { overview, account }: Opened, state: MeasureState = {}, status: 200 | 422 = 200) {
  const { bankName, branchName, type, purpose } = account;
  const question = {
    path: numberPath(account),
    back: tabPath(overview.company.insuredCode, 'accounts'),
    title: '口座番号を表示する',
    consequences: [
      `${bankName}　${branchName}　${bankAccountTypeText[type]}（${purposeText[purpose]}）の口座番号を、次の画面に1回だけ表示します。`,
    ],
    confirm: '口座番号を表示する',
    kind: 'primary' as const,
  };
  return c.html(measurePage(c, { overview }, question, state), status);
}
