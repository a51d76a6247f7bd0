import { findIpRestriction, saveIpRestriction } from '../../db/ip-restrictions.ts';
import type { IpRestriction, Row } from '../../domain/ip-restriction.ts';
import { DEMO_PASSWORD, type TestWeb, type Visitor } from '../support/web.ts';

export const COMPANY = '201234567';
export const ADMINISTRATOR = '201234567000';
export const APPLICANT = '201234567001';
/** Where the administrator of these tests sits. */
export const HERE = '8.8.8.8';
export const ELSEWHERE = '9.9.9.9';

/** The administrator's details as the demo data have them. */
export const details = {
  name: '日本　太郎',
  kana: 'ニホン　タロウ',
  department: '財務部',
  title: '部長',
  phone: '03-0123-4520',
  fax: '03-0123-4599',
  email: 'taro.nihon@aonagi-trading.example',
  emailAgain: 'taro.nihon@aonagi-trading.example',
};

/** The form with 設定する and these rows, after OK in the message box. */
export const settingOf = (...rows: Partial<Row>[]): Record<string, string> => ({
  ...details,
  ipRestriction: 'true',
  ipRestrictionAnswered: 'true',
  ipRowCount: String(Math.max(10, Math.ceil(rows.length / 10) * 10)),
  ...Object.fromEntries(
    rows.flatMap((row, position) =>
      Object.entries(row).map(([key, value]) => [`ip[${position}].${key}`, value]),
    ),
  ),
});

export const logInFrom = (
  web: TestWeb,
  peer: string | undefined,
  webUserId: string,
  visitor = web.visitor(peer),
) => visitor.post('/login', { webUserId, password: DEMO_PASSWORD });

/** A browser at `peer` of a logged-in customer. */
export async function userFrom(web: TestWeb, peer: string | undefined, webUserId: string): Promise<Visitor> {
  const visitor = web.visitor(peer);
  const answer = await logInFrom(web, peer, webUserId, visitor);
  if (answer.status !== 303) throw new Error(`login of ${webUserId} answered ${answer.status}`);
  return visitor;
}

export const restrict = ({ services: { db } }: TestWeb, restriction: IpRestriction, insuredCode = COMPANY) =>
  db.transaction((tx) => saveIpRestriction(tx, insuredCode, restriction, new Date()));

export const only = (...values: string[]): IpRestriction => ({
  enabled: true,
  entries: values.map((value) => ({ kind: value.includes('/') ? 'range' : 'single', value, memo: '' })),
});

export const registered = ({ services: { db } }: TestWeb, insuredCode = COMPANY) =>
  findIpRestriction(db, insuredCode);
