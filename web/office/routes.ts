import { Hono } from 'hono';
import type { AppEnv } from '../context.ts';
import { ownStaffAccount } from './account/routes.ts';
import { administration } from './administration/routes.ts';
import { agreements } from './agreements/routes.ts';
import { approvalRules } from './approval-rules/routes.ts';
import { audit } from './audit/routes.ts';
import { bulkApproval } from './bulk-approval/routes.ts';
import { changeApplications } from './change-applications/routes.ts';
import { companiesOffice } from './companies/routes.ts';
import { entries } from './entries/routes.ts';
import { figures } from './figures/routes.ts';
import { groupViewers } from './group-viewers/routes.ts';
import { caseHistory } from './history/routes.ts';
import { holidays } from './holidays/routes.ts';
import { ipRestrictionsOffice } from './ip-restrictions/routes.ts';
import { letters } from './letters/routes.ts';
import { linkedServicesOffice } from './linked-services/routes.ts';
import { officeLogin } from './login/routes.ts';
import { mails } from './mails/routes.ts';
import { menuCounts } from './menu-counts.ts';
import { keepPlace } from './queue/place.ts';
import { queue } from './queue/routes.ts';
import { queueViews } from './queue-views/routes.ts';
import { reasonTemplates } from './reason-templates/routes.ts';
import { registrations } from './registrations/routes.ts';
import { staffAccounts } from './staff-accounts/routes.ts';
import { standIns } from './stand-ins/routes.ts';

/** Before the login. */
export const publicOfficeRoutes = new Hono<AppEnv>().route('/', officeLogin);

/** For logged-in staff. */
export const officeRoutes = new Hono<AppEnv>()
  .use(menuCounts)
  .route('/account', ownStaffAccount)
  .route('/', queue)
  .route('/queue-views', queueViews)
  .use('/change-applications/:number/*', keepPlace)
  .use('/registrations/:number/*', keepPlace)
  .use('/group-viewers/requests/:number/*', keepPlace)
  .route('/history', caseHistory)
  .route('/change-applications', changeApplications)
  .route('/registrations', registrations)
  .route('/companies', companiesOffice)
  .route('/letters', letters)
  .route('/group-viewers', groupViewers)
  .route('/figures', figures)
  .route('/audit', audit)
  .route('/administration', administration)
  .route('/ip-restrictions', ipRestrictionsOffice)
  .route('/stand-ins', standIns)
  .route('/bulk-approval', bulkApproval)
  .route('/staff-accounts', staffAccounts)
  .route('/entries', entries)
  .route('/agreements', agreements)
  .route('/linked-services', linkedServicesOffice)
  .route('/reason-templates', reasonTemplates)
  .route('/holidays', holidays)
  .route('/approval-rules', approvalRules)
  .route('/mails', mails);
