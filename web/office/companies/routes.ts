import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { listBankAccounts } from '../../../db/bank-accounts.ts';
import { listCompanyUsers, listRelatedCompanies, listViewersOf } from '../../../db/companies.ts';
import { listCompanyApplications } from '../../../db/company-applications.ts';
import { listCompanyMails, type MailCursor } from '../../../db/company-mails.ts';
import { findLatestEmailChange } from '../../../db/email-changes.ts';
import { findIpRestriction } from '../../../db/ip-restrictions.ts';
import { listLettersOf } from '../../../db/letters.ts';
import { listMeasures } from '../../../db/measures.ts';
import { webUserIdOf } from '../../../domain/web-user.ts';
import { requireStaffRight } from '../../access.ts';
import { section } from '../../components.ts';
import type { AppEnv, Context } from '../../context.ts';
import type { Html } from '../../html.ts';
import { accountNumberRoutes } from './account-number.ts';
import { accountsTab } from './accounts-tab.ts';
import { companyActs, type Target } from './acts.ts';
import { applicationsTab } from './applications-tab.ts';
import { askAbout, take } from './ask.ts';
import { detailsTab } from './details-tab.ts';
import { companyFrame } from './frame.ts';
import { historyTab } from './history-tab.ts';
import { mailsTab } from './mails-tab.ts';
import { measureHistory } from './measure-history.ts';
import { openCompany, openTarget } from './open.ts';
import { companyPath, type Tab } from './paths.ts';
import { restrictionsTab } from './restrictions-tab.ts';
import { searchRoutes } from './search.ts';
import { userRoutes } from './user-routes.ts';
import { usersTab } from './users-tab.ts';
import { companyWordings } from './wording.ts';

/** 保険利用者: the search, one company with all that belongs to it, and what staff do to it. */
export const companiesOffice = new Hono<AppEnv>()
  .use(requireStaffRight('companies:see'))
  .route('/', searchRoutes)

  .get('/:insuredCode', (c) =>
    showTab(c, '', async ({ overview }) =>
      detailsTab(c, overview, await listRelatedCompanies(c.var.services.db, overview.company)),
    ),
  )

  .get('/:insuredCode/users', (c) =>
    showTab(c, 'users', async ({ insuredCode }) =>
      usersTab(
        ...(await Promise.all([
          listCompanyUsers(c.var.services.db, insuredCode),
          listViewersOf(c.var.services.db, insuredCode),
        ])),
      ),
    ),
  )

  .get('/:insuredCode/applications', (c) =>
    showTab(c, 'applications', async ({ overview, insuredCode }) =>
      applicationsTab(c, overview.company, await listCompanyApplications(c.var.services.db, insuredCode)),
    ),
  )

  .get('/:insuredCode/accounts', (c) =>
    showTab(c, 'accounts', async ({ insuredCode }) => {
      const { db, config } = c.var.services;
      return accountsTab(c, await listBankAccounts(db, config.ENCRYPTION_KEYS, insuredCode));
    }),
  )

  .get('/:insuredCode/restrictions', (c) =>
    showTab(c, 'restrictions', async ({ overview, insuredCode }) => {
      const { db } = c.var.services;
      const [restriction, emailChange] = await Promise.all([
        findIpRestriction(db, insuredCode),
        findLatestEmailChange(db, webUserIdOf(insuredCode, 0)),
      ]);
      return restrictionsTab(c, overview, { restriction, emailChange });
    }),
  )

  .get('/:insuredCode/mails', (c) =>
    showTab(c, 'mails', async ({ insuredCode }) => {
      const { db } = c.var.services;
      const after = mailCursor(c);
      const [mails, letters] = await Promise.all([
        listCompanyMails(db, insuredCode, after),
        after ? [] : listLettersOf(db, insuredCode),
      ]);
      return mailsTab({ insuredCode, mails, letters, isFirst: !after });
    }),
  )

  .get('/:insuredCode/history', (c) => showTab(c, 'history', ({ insuredCode }) => historyTab(c, insuredCode)))

  .get('/:insuredCode/measures', (c) =>
    showTab(c, 'measures', async ({ insuredCode }) =>
      section({
        title: '対応の履歴',
        content: measureHistory(await listMeasures(c.var.services.db, insuredCode), { withUser: true }),
      }),
    ),
  )

  .route('/', accountNumberRoutes)
  .route('/', userRoutes);

for (const [path, act] of Object.entries(companyActs)) {
  const step = {
    act,
    wording: companyWordings[act.measure],
    open: openTarget,
    backOf: ({ overview }: Target) => companyPath(overview.company.insuredCode),
  };
  companiesOffice
    .get(`/:insuredCode/${path}`, requireStaffRight(act.right), (c) => askAbout(c, step))
    .post(`/:insuredCode/${path}`, requireStaffRight(act.right), (c) => take(c, step));
}

/** One part of the company's page. */
async function showTab(
  c: Context,
  tab: Tab,
  contentOf: (target: Target & { insuredCode: string }) => Promise<Html>,
): Promise<Response> {
  const overview = await openCompany(c);
  const content = await contentOf({ overview, insuredCode: overview.company.insuredCode });
  return c.html(companyFrame(c, overview, { tab, content }));
}

/** Beside which mail a page begins; a link that is none of ours is not there. */
function mailCursor(c: Context): MailCursor | undefined {
  const { before, id } = c.req.query();
  if (before === undefined && id === undefined) return undefined;
  const createdAt = z.iso.datetime().safeParse(before).data;
  if (!createdAt || !id) throw new HTTPException(404);
  return { createdAt: new Date(createdAt), messageId: id };
}
