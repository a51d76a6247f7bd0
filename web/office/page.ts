import { mayStaff } from '../access.ts';
import type { Context } from '../context.ts';
import type { Html } from '../html.ts';
import { type OfficePage, officePage } from '../layout.ts';
import { staffMember } from '../who.ts';
import { firstThing } from './first-things.ts';
import { countOf, isCurrent, mainItems } from './navigation.ts';
import { placeLinks } from './queue/place-links.ts';

type Page = Omit<OfficePage, 'institutionName' | 'staff' | 'nav'>;

/** A page for logged-in staff; one that was opened from the queue leads back there, and on. */
export function staffPage(c: Context, page: Page): Html {
  const { queuePlace } = c.var;
  return officePage({
    institutionName: c.var.services.config.INSTITUTION_NAME,
    staff: staffMember(c.var.staff),
    nav: navigation(c),
    ...page,
    ...(queuePlace
      ? {
          place: placeLinks(queuePlace),
          breadcrumb: page.breadcrumb?.map((crumb) =>
            crumb.href === '/office' ? { ...crumb, href: queuePlace.back } : crumb,
          ),
        }
      : {}),
  });
}

/** None where something has to be done first: nothing else would answer. */
const navigation = (c: Context) =>
  firstThing(c)
    ? undefined
    : mainItems
        .filter(({ right }) => mayStaff(c.var.staff, right))
        .map((item) => ({
          text: item.text,
          href: item.href,
          current: isCurrent(item, c.req.path),
          count: countOf(item, c.var.menuCounts),
        }));

/** A page before the login. */
export const publicOfficePage = (c: Context, page: Page): Html =>
  officePage({ institutionName: c.var.services.config.INSTITUTION_NAME, ...page });
