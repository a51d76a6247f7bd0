import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { findBank, latestBankList, searchBanks, searchBranches } from '../../../db/bank-list.ts';
import { isKanaRow, type KanaRow, readBankQuery } from '../../../domain/bank-search.ts';
import { type FormValues, isPartial, redirectTo, typedId } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { type Choices, choices, chooserDialog, chooserPage, noBankDialog } from './chooser.ts';
import { chosenBranch } from './chosen-branch.ts';
import { findInput, saveInput, type Wizard } from './draft.ts';
import { findChosen, readInput } from './form.ts';
import { inputPage } from './input-page.ts';
import { wizardOf } from './wizard.ts';

/**
 * The popups behind 選択. With a script a dialog opens over the form and only the choice changes in it; without one the
 * input is kept as a draft, and the same list is a page that leads back to the form.
 */
export const chooserRoutes = new Hono<AppEnv>()
  .post('/banks', async (c) => {
    const wizard = await wizardOf(c);
    if (isPartial(c)) return c.html(chooserDialog(wizard, await bankChoices(c)));
    await saveInput(c, wizard, { input: await readInput(c) });
    return redirectTo(c, `${wizard.path}/banks`);
  })

  .get('/banks', async (c) => {
    const wizard = await wizardOf(c);
    return show(c, wizard, await bankChoices(c));
  })

  .post('/banks/selection', async (c) => {
    const { bankCode = '' } = await readInput(c);
    return choose(c, await wizardOf(c), { bankCode, branchCode: '' });
  })

  .post('/branches', async (c) => {
    const wizard = await wizardOf(c);
    const input = await readInput(c);
    const choices = await branchChoices(c, input.bankCode);
    if (isPartial(c)) return c.html(choices ? chooserDialog(wizard, choices) : noBankDialog);
    await saveInput(c, wizard, { input });
    if (choices) return redirectTo(c, `${wizard.path}/branches?bank=${choices.bank?.bankCode}`);
    const errors = { bankCode: '先に取引先金融機関を「選択」ボタンから選択してください。' };
    return c.html(inputPage(c, wizard, { input, chosen: await findChosen(c, input), errors }), 422);
  })

  .get('/branches', async (c) => {
    const wizard = await wizardOf(c);
    const choices = await branchChoices(c, c.req.query('bank'));
    if (!choices && isPartial(c)) throw new HTTPException(404);
    if (!choices) return c.redirect(`${wizard.path}/edit`, 303);
    return show(c, wizard, choices);
  })

  .post('/branches/selection', async (c) => {
    const { bankCode = '', branchCode = '' } = await readInput(c);
    return choose(c, await wizardOf(c), { bankCode, branchCode });
  });

/** What was looked for; a row of the index comes from a button of its own, and replaces the words. */
function searchOf(c: Context): { row: KanaRow | undefined; text: string } {
  const row = c.req.query('row') ?? '';
  return isKanaRow(row) ? { row, text: '' } : { row: undefined, text: c.req.query('q') ?? '' };
}

async function bankChoices(c: Context): Promise<Choices> {
  const { db } = c.var.services;
  const { row, text } = searchOf(c);
  const [found, list] = await Promise.all([
    searchBanks(db, { row, query: readBankQuery(text) }),
    latestBankList(db),
  ]);
  const rows = found.rows.map(({ bankCode, name, kana }) => ({ code: bankCode, name, kana }));
  return { of: 'banks', row, text, rows, total: found.total, list };
}

/** Undefined where there is no such bank to choose from. */
async function branchChoices(c: Context, bankCode: string | undefined): Promise<Choices | undefined> {
  const { db } = c.var.services;
  const bank = await findBank(db, typedId(bankCode));
  if (!bank) return undefined;
  const { row, text } = searchOf(c);
  const [found, list] = await Promise.all([
    searchBranches(db, bank.bankCode, { row, query: readBankQuery(text) }),
    latestBankList(db),
  ]);
  const rows = found.rows.map(({ branchCode, name, kana }) => ({ code: branchCode, name, kana }));
  return { of: 'branches', bank, row, text, rows, total: found.total, list };
}

async function show(c: Context, wizard: Wizard, found: Choices): Promise<Response> {
  if (isPartial(c)) return c.html(choices(wizard, found, 'dialog'));
  return (await findInput(c, wizard)) ? c.html(chooserPage(c, wizard, found)) : c.redirect(wizard.path, 303);
}

/** Puts the choice into the form: as the part of it that shows the choice, or into the draft. */
async function choose(c: Context, wizard: Wizard, codes: FormValues): Promise<Response> {
  if (isPartial(c))
    return c.html(chosenBranch(c, wizard, { input: codes, chosen: await findChosen(c, codes) }));
  const draft = await findInput(c, wizard);
  if (draft) await saveInput(c, wizard, { input: { ...draft.input, ...codes } });
  return redirectTo(c, draft ? `${wizard.path}/edit` : wizard.path);
}
