import { listApplicants } from '../../../db/applicants.ts';
import type { Context } from '../../context.ts';
import { type ListPage, listPage } from './list-page.ts';

/** The list as it is now. */
export async function showList(
  c: Context,
  page: Omit<ListPage, 'applicants'> = {},
  status: 200 | 409 | 422 = 200,
) {
  const applicants = await listApplicants(c.var.services.db, c.var.user.insuredCode);
  return c.html(listPage(c, { ...page, applicants }), status);
}
