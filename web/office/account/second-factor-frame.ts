import type { Context } from '../../context.ts';
import type { Html } from '../../html.ts';
import { firstThing } from '../first-things.ts';
import { staffPage } from '../page.ts';
import { HOME as ACCOUNT, accountTrail } from './account-page.ts';

export const HOME = `${ACCOUNT}/second-factor`;

interface Page {
  title: string;
  lead?: string;
  notice?: Html | undefined;
  titleAside?: Html;
  content: Html;
}

/** Around each page of 二要素認証; without a way back where it is the first thing to be done. */
export const page = (c: Context, { title, ...rest }: Page): Html =>
  staffPage(c, {
    title,
    breadcrumb: firstThing(c)
      ? []
      : accountTrail(...(title === TITLE ? [] : [{ text: TITLE, href: HOME }]), { text: title }),
    ...rest,
  });

export const TITLE = '二要素認証';
