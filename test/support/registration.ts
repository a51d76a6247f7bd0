import { and, eq } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Db } from '../../db/client.ts';
import { nextRegistrationNumber } from '../../db/registrations.ts';
import { letters, registrations } from '../../db/schema/registrations.ts';
import { corporateNumberOf } from '../../domain/corporate-number.ts';
import type { Visitor } from './web.ts';

let companies = 0;

export const administratorInput = {
  'administrator.name': '新田　望',
  'administrator.kana': 'ニッタ　ノゾミ',
  'administrator.department': '総務部',
  'administrator.title': '課長',
  'administrator.phone': '03-5555-0101',
  'administrator.fax': '',
  'administrator.email': 'nozomi.nitta@nitta-boeki.example',
  'administrator.emailAgain': 'nozomi.nitta@nitta-boeki.example',
};

/** A branch's form, filled in. */
export const branchInput = {
  'party.name': '新田貿易株式会社　大阪支店',
  'party.nameKana': 'ニッタボウエキカブシキガイシャ　オオサカシテン',
  'party.nameEnglish': 'Nitta Trading Co., Ltd. Osaka Branch',
  'party.postalCode': '100-0001',
  'party.prefecture': '東京都',
  'party.city': '千代田区',
  'party.street': '千代田1-1-1',
  'party.building': '',
  'party.addressEnglish': '1-1-1 Chiyoda, Chiyoda-ku, Tokyo',
  'party.phone': '03-5555-0100',
  'party.fax': '',
  'party.url': '',
  'party.contactDepartment': '総務部',
  'party.contactName': '新田　望',
  'party.contactPhone': '03-5555-0101',
  'party.contactEmail': 'soumu@nitta-boeki.example',
  wantsComprehensiveInsurance: 'false',
  ...administratorInput,
  terms: 'true',
};

/** A head office's form, filled in, of a company of its own. */
export function headOfficeInput(changes: Record<string, string> = {}): Record<string, string> {
  companies += 1;
  return {
    ...branchInput,
    'party.corporateNumber': corporateNumberOf(String(700_000_000_000 + companies)),
    'party.name': '新田貿易株式会社',
    'party.nameKana': 'ニッタボウエキカブシキガイシャ',
    'party.nameEnglish': 'Nitta Trading Co., Ltd.',
    'party.representativeTitle': '代表取締役',
    'party.representativeName': '新田　一郎',
    'party.representativeKana': 'ニッタ　イチロウ',
    'party.industry': 'I',
    'party.establishedOn': '2001-04-01',
    'party.capitalYen': '10000000',
    'party.employees': '25',
    'party.fiscalMonth': '3',
    'party.isSme': 'true',
    ...changes,
  };
}

/** A form about an insured party that is there already, filled in. */
export const existingInput = (insuredCode: string): Record<string, string> => ({
  insuredCode,
  partyKind: 'headOffice',
  ...administratorInput,
  terms: 'true',
});

/** 確認する. */
export async function enter(visitor: Visitor, form: string, input: Record<string, string>): Promise<void> {
  const answer = await visitor.post(`/registration/${form}`, input);
  expect(answer.headers.get('location'), '確認する').toBe('/registration/confirm');
}

/** What the confirm page shows, by name. */
export async function seenBy(visitor: Visitor): Promise<string> {
  const page = await (await visitor.get('/registration/confirm')).text();
  return page.match(/name="seen" value="([^"]+)"/)?.[1] ?? '';
}

export const confirm = async (visitor: Visitor): Promise<Response> =>
  visitor.post('/registration/confirm', { seen: await seenBy(visitor) });

/** The whole public form by HTTP. Returns the number. */
export async function register(
  visitor: Visitor,
  form: string,
  input: Record<string, string>,
): Promise<string> {
  await enter(visitor, form, input);
  const answer = await confirm(visitor);
  expect(answer.headers.get('location'), '確定する').toBe('/registration/complete');
  const page = await (await visitor.get('/registration/complete')).text();
  return page.match(/R[0-9]{8}-[0-9]{6}-[0-9]/)?.[0] ?? '';
}

const stepForm = (fields: Record<string, string> = {}) => ({ stepId: crypto.randomUUID(), ...fields });

export const claimRegistration = (staff: Visitor, number: string): Promise<Response> =>
  staff.post(`/office/registrations/${number}/claim`, stepForm());

/** Approval unless said otherwise. */
export const decideRegistration = (
  staff: Visitor,
  number: string,
  fields: Record<string, string> = { kind: 'approved' },
): Promise<Response> => staff.post(`/office/registrations/${number}/decision`, stepForm(fields));

export async function letterOf(db: Db, registrationNumber: string) {
  const [letter] = await db
    .select()
    .from(letters)
    .where(and(eq(letters.registrationNumber, registrationNumber)));
  if (!letter) throw new Error(`no letter for ${registrationNumber}`);
  return letter;
}

/** Prints a letter, again where it was seen as printed. Returns the answer and the password on the page. */
export async function print(
  staff: Visitor,
  letterId: string,
  printedAt: Date | null = null,
): Promise<{ status: number; page: string; password: string }> {
  const answer = await staff.post(
    `/office/letters/${letterId}/print`,
    printedAt ? { printedAt: printedAt.toISOString(), reasonText: '紙詰まりのため。' } : {},
  );
  const page = await answer.text();
  const shown = page.match(/class="letter-password">.*?<dd>(.*?)<\/dd>/s)?.[1] ?? '';
  return { status: answer.status, page, password: shown.replace(/<[^>]*>/g, '') };
}

export const markPosted = (staff: Visitor, letterId: string): Promise<Response> =>
  staff.post(`/office/letters/${letterId}/posted`, stepForm());

/** A registration of an administrator alone, as 確定する leaves it. */
export async function insertRegistration(
  db: Db,
  values: Partial<typeof registrations.$inferInsert> = {},
): Promise<string> {
  const registrationNumber = await nextRegistrationNumber(db, new Date());
  await db.insert(registrations).values({
    registrationNumber,
    kind: 'administratorOnly',
    partyKind: 'headOffice',
    insuredCode: '201234568',
    administrator: {
      name: '登録　花子',
      kana: 'トウロク　ハナコ',
      department: '',
      title: '',
      phone: '03-0000-7777',
      fax: null,
      email: 'typed@x.example',
    },
    termsVersion: '2026-11-01',
    termsAgreedAt: new Date(),
    address: '198.51.100.7',
    dueAt: new Date(),
    ...values,
  });
  return registrationNumber;
}
