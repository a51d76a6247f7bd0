import { eq } from 'drizzle-orm';
import {
  changeApplications,
  credentials,
  insuredParties,
  ipRestrictions,
  letters,
  mailLog,
  registrations,
  webUsers,
} from '../../../db/schema/index.ts';
import { saveDraft } from '../../support/application.ts';
import { newAccount } from '../../support/bank-account.ts';
import { givePassword, giveSecondFactor } from '../../support/second-factor.ts';
import type { TestWeb, Visitor } from '../../support/web.ts';
import { addPeople } from './people.ts';
import { addRecords, type RecordInPath } from './records.ts';

/** Who asks, what is there, and pages beside those that the records lead to. */
export interface World {
  visitors: Map<string, Visitor>;
  records: RecordInPath[];
  pages: string[];
}

/** Demo data in as many states as have forms of their own for customers. */
export async function customersWorld(web: TestWeb): Promise<World> {
  const { db } = web.services;
  await addPeople(web);
  const records = await addRecords(web);
  const administrator = await web.user('201234567000');
  const second = await web.user('201234568000');
  const number = await saveDraft(db, second, '201234568', { phone: '03-0123-8888' });
  await second.post('/bank-accounts/new', newAccount);
  await administrator.post('/administrator', {
    name: '日本　太郎',
    kana: 'ニホン　タロウ',
    department: '財務部',
    title: '部長',
    phone: '03-0123-4521',
    fax: '',
    email: 'taro.nihon2@aonagi-trading.example',
    emailAgain: 'taro.nihon2@aonagi-trading.example',
  });
  await db
    .update(insuredParties)
    .set({ usesOneTimePassword: true })
    .where(eq(insuredParties.insuredCode, '201234569'));
  const protectedByCode = await web.user('201234569000');
  await protectedByCode.post('/one-time-password');
  return {
    visitors: new Map([
      ['nobody', web.visitor()],
      ['administrator', administrator],
      ['administrator of a second company', second],
      ['administrator who has to give a code', protectedByCode],
      ['group viewer', await web.user('201234567901')],
    ]),
    records,
    pages: [
      ...['edit', 'confirm', 'discard'].map((page) => `/change-applications/${number}/${page}`),
      '/access-history/export?from=2026-11-01&to=2026-11-25&user=&layout=byUser&encoding=utf8',
    ],
  };
}

/** The same for staff: what waits is in their hands, what can be ended has begun. */
export async function staffWorld(web: TestWeb): Promise<World> {
  const { db } = web.services;
  await addPeople(web);
  const records = await addRecords(web);
  await db.update(changeApplications).set({ stage: 'inReview', assigneeId: 'approver1' });
  await db.update(registrations).set({ stage: 'inReview', assigneeId: 'approver1' });
  await db.update(letters).set({ printedAt: new Date(), printedBy: 'clerk2' });
  await db.insert(mailLog).values({
    messageId: '<not-sent@madoguchi.example>',
    mailId: FAILED_MAIL,
    kind: 'changeApplicationReceipt',
    recipient: 'taro.nihon@aonagi-trading.example',
    subject: '受付',
    reference: 'W20261122-000001-0',
    givenUpAt: new Date(),
  });
  const suspended = { suspendedAt: new Date(), suspendedBy: 'staff' as const };
  await db.update(webUsers).set(suspended).where(eq(webUsers.webUserId, '201234567002'));
  await db
    .update(credentials)
    .set({ disabledAt: new Date() })
    .where(eq(credentials.webUserId, '201234567003'));
  await db
    .update(insuredParties)
    .set({ suspendedAt: new Date() })
    .where(eq(insuredParties.insuredCode, '201234569'));
  await db.insert(ipRestrictions).values({ insuredCode: '201234567', enabled: true });
  const secured = await web.staff('clerk2');
  await giveSecondFactor(db, 'clerk2');
  const halfWay = web.visitor();
  await givePassword(halfWay, 'clerk2');
  await web.staff('approver1');
  return {
    visitors: new Map<string, Visitor>([
      ['clerk', await web.staff('clerk1')],
      ['clerk on the way to a code', halfWay],
      ['clerk with a second factor', secured],
      ['approver', await web.staff('approver1')],
      ['supervisor', await web.staff('supervisor1')],
    ]),
    records,
    pages: [
      '/office/entries/201234568',
      `/office/mails/${FAILED_MAIL}`,
      '/office/companies/201234567/users/201234567002/resumption',
      '/office/companies/201234567/users/201234567003/enablement',
      '/office/companies/201234569/resumption',
      '/office/companies/201234567/users/201234567000/letter',
    ],
  };
}

const FAILED_MAIL = '0193a000-0000-4000-8000-0000000000a5';
