import type { Db } from '../../db/client.ts';
import { hashPassword } from '../../db/password-hash.ts';
import { banks, branches, credentials, insuredParties, webUsers } from '../../db/schema/index.ts';
import { demoInsuredParties } from '../../db/seed/demo-companies.ts';
import { corporateNumberOf } from '../../domain/corporate-number.ts';
import { type InsuredPartyDetails, insuredPartyInput } from '../../domain/insured-party.ts';
import { administratorRights } from '../../domain/web-user.ts';
import { DEMO_PASSWORD } from '../support/web.ts';

/** The company of a round, which no other round touches. */
export const companyOf = (round: number) => String(310_000_000 + round);
export const administratorOf = (insuredCode: string) => `${insuredCode}000`;
export const applicantOf = (insuredCode: string) => `${insuredCode}001`;
export const mailboxOf = (webUserId: string) => `user${webUserId}@customers.example`;

export const BANK = { bankCode: '0001', branchCode: '004' };

/** One company for each round, with an administrator and an applicant who have the demo's password. */
export async function addCompanies(db: Db, rounds: number): Promise<void> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const codes = Array.from({ length: rounds + 1 }, (_, round) => companyOf(round));
  const people = codes.flatMap((insuredCode) => [
    { insuredCode, kind: 'administrator' as const, ...personOf(administratorOf(insuredCode)) },
    { insuredCode, kind: 'applicant' as const, ...personOf(applicantOf(insuredCode)) },
  ]);
  await db.transaction(async (tx) => {
    await tx
      .insert(insuredParties)
      .values(codes.map((insuredCode) => ({ ...partyOf(insuredCode), lastApplicantSequence: 1 })));
    await tx.insert(webUsers).values(people);
    await tx.insert(credentials).values(people.map(({ webUserId }) => ({ webUserId, passwordHash })));
    const listed = { name: '見本', kana: 'ﾐﾎﾝ', searchName: '見本' };
    await tx
      .insert(banks)
      .values({ bankCode: BANK.bankCode, ...listed })
      .onConflictDoNothing();
    await tx
      .insert(branches)
      .values({ ...BANK, ...listed })
      .onConflictDoNothing();
  });
}

const [model] = demoInsuredParties as [typeof insuredParties.$inferInsert];
const partyOf = (insuredCode: string) => ({
  ...model,
  insuredCode,
  corporateNumber: corporateNumberOf(insuredCode.padStart(12, '4')),
  name: `試験${insuredCode}株式会社`,
});

/** What the form of 保険利用者情報変更 shows of a company that nothing was changed of. */
export const partyInput = (insuredCode: string): Record<string, string> =>
  insuredPartyInput('headOffice', partyOf(insuredCode) as InsuredPartyDetails);

/** A user as they are registered. */
export const personOf = (webUserId: string) => ({
  webUserId,
  name: '試験　太郎',
  kana: 'シケン　タロウ',
  department: '財務部',
  title: '部長',
  phone: '03-0123-4520',
  fax: null,
  email: mailboxOf(webUserId),
  ...administratorRights,
});
