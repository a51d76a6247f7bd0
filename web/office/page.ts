import type { Context } from '../context.ts';
import type { Html } from '../html.ts';
import { type OfficePage, officePage } from '../layout.ts';
import { staffMember } from '../who.ts';

type Page = Omit<OfficePage, 'institutionName' | 'staff' | 'nav'>;

/** A page for logged-in staff. */
export const staffPage = (c: Context, page: Page): Html =>
  officePage({
    institutionName: c.var.services.config.INSTITUTION_NAME,
    staff: staffMember(c.var.staff),
    nav: [
      { text: '申込一覧', href: '/office', current: c.req.path === '/office' },
      { text: '通知書', href: '/office/letters', current: c.req.path.startsWith('/office/letters') },
      {
        text: '全社閲覧用ID',
        href: '/office/group-viewers',
        current: c.req.path.startsWith('/office/group-viewers'),
      },
      {
        text: 'IPアドレス制限',
        href: '/office/ip-restrictions',
        current: c.req.path.startsWith('/office/ip-restrictions'),
      },
    ],
    ...page,
  });

/** A page before the login. */
export const publicOfficePage = (c: Context, page: Page): Html =>
  officePage({ institutionName: c.var.services.config.INSTITUTION_NAME, ...page });
