import type { Context } from '../context.ts';
import type { Html } from '../html.ts';
import { type Crumb, type PortalPage, portalPage } from '../layout.ts';
import { portalUser } from '../who.ts';
import { sessionNotice } from './sessions/notice.ts';

/** A page for the logged-in user; `trail` is the way to it from the user page, the page itself last. */
export function userPage(
  c: Context,
  { trail, ...page }: Omit<PortalPage, 'institutionName' | 'user' | 'breadcrumb'> & { trail?: Crumb[] },
): Html {
  return portalPage({
    institutionName: c.var.services.config.INSTITUTION_NAME,
    contact: c.var.services.config.INSTITUTION_CONTACT,
    user: portalUser(c),
    breadcrumb: page.title === home.text ? [] : [home, ...(trail ?? []), { text: page.title }],
    ...sessionNotice(c.var.session),
    ...page,
  });
}

const home = { text: 'ユーザーページ', href: '/' };

/** A page for anyone: login, links from mails. */
export const publicPage = (
  c: Context,
  page: Omit<PortalPage, 'institutionName' | 'user' | 'breadcrumb'>,
): Html =>
  portalPage({
    institutionName: c.var.services.config.INSTITUTION_NAME,
    contact: c.var.services.config.INSTITUTION_CONTACT,
    ...page,
  });
