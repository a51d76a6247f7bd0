import { type Field, type FieldErrors, type FieldValue, parseFields } from './field.ts';
import { branchFields, headOfficeFields } from './insured-party-fields.ts';

export type { FieldValue } from './field.ts';

/** 本店 or 支店. A branch shows and keeps fewer fields (manual 3-5, 4-8). */
export type InsuredPartyKind = 'headOffice' | 'branch';

export const insuredPartyKindText: Record<InsuredPartyKind, string> = { headOffice: '本店', branch: '支店' };

/** What an insured party can apply to have changed (保険利用者情報変更, manual 4-8). Text is normalised. */
export interface InsuredPartyDetails {
  /** 法人番号, 13 digits. Head office only. */
  corporateNumber: string | null;
  name: string;
  nameKana: string;
  nameEnglish: string;
  /** Head office only, as are name and reading. */
  representativeTitle: string | null;
  representativeName: string | null;
  representativeKana: string | null;
  /** 7 digits without hyphen. */
  postalCode: string;
  /** 東京都 etc. */
  prefecture: string;
  city: string;
  street: string;
  building: string | null;
  addressEnglish: string;
  phone: string;
  fax: string | null;
  url: string | null;
  /** Division A–T of the Japan Standard Industrial Classification. Head office only. */
  industry: string | null;
  /** YYYY-MM-DD. Head office only. */
  establishedOn: string | null;
  /** Head office only. */
  capitalYen: number | null;
  /** Head office only. */
  employees: number | null;
  /** Month in which the financial year ends, 1–12. Head office only. */
  fiscalMonth: number | null;
  /** 中小企業者等. Head office only. */
  isSme: boolean | null;
  contactDepartment: string | null;
  contactName: string;
  contactPhone: string;
  contactEmail: string;
}

export type InsuredPartyFieldKey = keyof InsuredPartyDetails;
export type InsuredPartyField = Field<InsuredPartyFieldKey>;

/** The fields of a head office or a branch in the order of the screens; neighbours with the same group belong together. */
export const fieldsOf = (kind: InsuredPartyKind): readonly InsuredPartyField[] =>
  kind === 'headOffice' ? headOfficeFields : branchFields;

/** The labels of these fields, in the order of the screens. */
export const labelsOf = (keys: readonly string[]): string[] =>
  headOfficeFields.flatMap(({ key, label }) => (keys.includes(key) ? [label] : []));

/** The fields of a kind as groups with their headings. */
export function fieldGroupsOf(kind: InsuredPartyKind): { group: string; fields: InsuredPartyField[] }[] {
  return [...Map.groupBy(fieldsOf(kind), (field) => field.group)].map(([group, fields]) => ({
    group,
    fields,
  }));
}

/**
 * Reads the form of step 1. Fields that the kind does not have are ignored and come out as `null`: a branch cannot
 * smuggle in a representative.
 */
export function parseInsuredPartyForm(
  kind: InsuredPartyKind,
  raw: Readonly<Record<string, string | undefined>>,
):
  | { values: InsuredPartyDetails }
  | { errors: FieldErrors<InsuredPartyFieldKey>; values: Partial<InsuredPartyDetails> } {
  const parsed = parseFields(fieldsOf(kind), raw);
  if ('errors' in parsed)
    return { errors: parsed.errors, values: parsed.values as Partial<InsuredPartyDetails> };
  return { values: { ...nothing, ...parsed.values } as InsuredPartyDetails };
}

const nothing = Object.fromEntries(headOfficeFields.map(({ key }) => [key, null]));

/** What the form shows at first: each field's input for the values on record. */
export function insuredPartyInput(
  kind: InsuredPartyKind,
  details: InsuredPartyDetails,
): Record<string, string> {
  return Object.fromEntries(fieldsOf(kind).map((field) => [field.key, field.toInput(details[field.key])]));
}

/** Field key → the value on record and the value applied for, of the fields that differ. */
export type InsuredPartyChanges = Partial<
  Record<InsuredPartyFieldKey, { before: FieldValue; requested: FieldValue }>
>;

/**
 * The difference between record and request. A record that only differs in its writing (full-width digits of an older
 * system, say) is no change: nobody typed one.
 */
export function changesBetween(
  kind: InsuredPartyKind,
  base: InsuredPartyDetails,
  requested: InsuredPartyDetails,
): InsuredPartyChanges {
  const changed = fieldsOf(kind).filter((field) => !sameValue(field, base[field.key], requested[field.key]));
  return Object.fromEntries(
    changed.map(({ key }) => [key, { before: base[key] ?? null, requested: requested[key] ?? null }]),
  );
}

/** Keys of the fields that differ, in the order of the screens. */
export const changedFields = (
  kind: InsuredPartyKind,
  base: InsuredPartyDetails,
  requested: InsuredPartyDetails,
): InsuredPartyFieldKey[] => Object.keys(changesBetween(kind, base, requested)) as InsuredPartyFieldKey[];

function sameValue(field: InsuredPartyField, one: FieldValue, other: FieldValue): boolean {
  const asWritten = one ?? null;
  if (asWritten === (other ?? null)) return true;
  const normalised = field.parse(field.toInput(asWritten));
  return 'value' in normalised && normalised.value === (other ?? null);
}
