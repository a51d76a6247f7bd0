import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { findInsuredParty, findOpenApplication } from '../../../db/change-applications.ts';
import { findStaffDraft, saveStaffDraft } from '../../../db/drafts.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import { findWebUser } from '../../../db/web-users.ts';
import { todayInTokyo } from '../../../domain/calendar-date.ts';
import { parseEntry } from '../../../domain/entry.ts';
import {
  changesBetween,
  type InsuredPartyChanges,
  insuredPartyInput,
  parseInsuredPartyForm,
} from '../../../domain/insured-party.ts';
import { webUserIdOf } from '../../../domain/web-user.ts';
import { requireStaffRight } from '../../access.ts';
import { type FormValues, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { addressFields } from '../../portal/change-applications/address.ts';
import { recordView } from '../staff-act.ts';
import { confirmPage } from './confirm-page.ts';
import { type Draft, enter, wizardOf } from './enter.ts';
import { inputPage, obstaclePage } from './input-page.ts';

/** 代理入力: staff enter what a customer asked for by paper or telephone; from then on it is an application as any other. */
export const entries = new Hono<AppEnv>()
  .use(requireStaffRight('applications:enter'))

  .get('/address/:kind{(?:headOffice|branch)}', (c) =>
    c.html(addressFields(c.req.param('kind') as InsuredParty['kind'], c.req.query(), { fill: true })),
  )

  .get('/:insuredCode', async (c) => {
    const party = await found(c);
    await recordView(c, 'companyViewed', party.insuredCode);
    const obstacle = await obstacleTo(c, party);
    if (obstacle) return c.html(obstacle);
    const draft = await draftOf(c, party);
    const input = draft?.input ?? {
      ...insuredPartyInput(party.kind, party),
      entryRequestedOn: todayInTokyo(new Date()),
    };
    return c.html(inputPage(c, { party, input }));
  })

  .post('/:insuredCode', async (c) => {
    const party = await found(c);
    const input = await readForm(c);
    const parsed = parse(party, input);
    if ('errors' in parsed) return c.html(inputPage(c, { party, input, ...parsed }), 422);
    const draft: Draft = { ...parsed, input };
    await saveStaffDraft(c.var.services.db, c.var.session.idHash, wizardOf(party), { ...draft });
    return redirectTo(c, `${pathOf(party)}/confirm`);
  })

  .get('/:insuredCode/confirm', async (c) => {
    const party = await found(c);
    const draft = await draftOf(c, party);
    return draft ? c.html(confirmPage(c, { party, draft })) : redirectTo(c, pathOf(party));
  })

  .post('/:insuredCode/submission', async (c) => {
    const party = await found(c);
    const administrator = await findWebUser(c.var.services.db, webUserIdOf(party.insuredCode, 0));
    const entered =
      (administrator && (await enter(c, party, administrator.user))) ?? (await enteredBefore(c, party));
    if (entered) return redirectTo(c, `/office/change-applications/${entered}`);
    return c.html((await obstacleTo(c, party)) ?? inputPage(c, { party, input: {} }), 409);
  });

const pathOf = ({ insuredCode }: InsuredParty) => `/office/entries/${insuredCode}`;

async function found(c: Context): Promise<InsuredParty> {
  const party = await findInsuredParty(c.var.services.db, c.req.param('insuredCode') ?? '');
  if (!party) throw new HTTPException(404);
  return party;
}

/** Pressed once more, one is led to what the first press made. */
async function enteredBefore(c: Context, party: InsuredParty): Promise<string | undefined> {
  const open = await findOpenApplication(c.var.services.db, party.insuredCode);
  return open?.enteredBy === c.var.staff.staffId ? open.applicationNumber : undefined;
}

const draftOf = (c: Context, party: InsuredParty): Promise<Draft | undefined> =>
  findStaffDraft<Draft>(c.var.services.db, c.var.session.idHash, wizardOf(party));

/** Why nothing can be entered for this company now: its own application is open, or nobody could be told. */
async function obstacleTo(c: Context, party: InsuredParty) {
  const { db } = c.var.services;
  const [open, administrator] = await Promise.all([
    findOpenApplication(db, party.insuredCode),
    findWebUser(db, webUserIdOf(party.insuredCode, 0)),
  ]);
  if (!administrator) return obstaclePage(c, { party, obstacle: 'noAdministrator' });
  return open && obstaclePage(c, { party, obstacle: open });
}

function parse(
  party: InsuredParty,
  input: FormValues,
): Omit<Draft, 'input'> | { errors: Record<string, string>; nothingChanged?: boolean } {
  const record = parseInsuredPartyForm(party.kind, input);
  const asked = parseEntry(input, todayInTokyo(new Date()));
  if ('errors' in record || 'errors' in asked)
    return {
      errors: {
        ...('errors' in asked ? asked.errors : {}),
        ...('errors' in record ? record.errors : {}),
      },
    };
  const changes: InsuredPartyChanges = changesBetween(party.kind, party, record.values);
  if (Object.keys(changes).length === 0) return { errors: {}, nothingChanged: true };
  return { changes, entry: asked.entry };
}
