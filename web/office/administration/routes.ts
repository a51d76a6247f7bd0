import { Hono } from 'hono';
import { mayStaff, requireStaffRight } from '../../access.ts';
import { badge, menuSection } from '../../components.ts';
import type { AppEnv } from '../../context.ts';
import { administrationItems, countOf } from '../navigation.ts';
import { staffPage } from '../page.ts';

/** 管理: the menu of what is set up or looked up now and then, as far as this person may. */
export const administration = new Hono<AppEnv>().get('/', requireStaffRight('applications:see'), (c) =>
  c.html(
    staffPage(c, {
      title: '管理',
      lead: '設定と照会のメニューです。',
      content: menuSection(
        '管理',
        administrationItems
          .filter(({ right }) => mayStaff(c.var.staff, right))
          .map((item) => {
            const { text: title, href, description } = item;
            const waiting = countOf(item, c.var.menuCounts);
            return {
              title,
              href,
              description,
              badge: waiting ? badge('warning', `${waiting}件`) : undefined,
            };
          }),
      ),
    }),
  ),
);
