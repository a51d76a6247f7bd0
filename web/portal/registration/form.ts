import type { FieldErrors } from '../../../domain/field.ts';
import {
  type InsuredPartyDetails,
  type InsuredPartyKind,
  insuredPartyInput,
  insuredPartyKindText,
  parseInsuredPartyForm,
} from '../../../domain/insured-party.ts';
import {
  type PersonalDetails,
  parsePersonalDetails,
  personalDetailsInput,
} from '../../../domain/personal-details.ts';
import { parseInsuredCode, type RegistrationKind } from '../../../domain/registration.ts';
import type { FormValues } from '../../answer.ts';

/** The three forms, by the last part of their address. */
export const forms = ['head-office', 'branch', 'administrator'] as const;
export type Form = (typeof forms)[number];
export const isForm = (text: string | undefined): text is Form => forms.some((form) => form === text);

/** What somebody without an account asks for, read and normalised. */
export interface RegistrationRequest {
  kind: RegistrationKind;
  partyKind: InsuredPartyKind;
  /** Of a new insured party. */
  details: InsuredPartyDetails | null;
  /** Stated for an existing one. Whether anybody has it is for staff to find out. */
  insuredCode: string | null;
  wantsComprehensiveInsurance: boolean;
  administrator: PersonalDetails;
}

/** Two records in one form share some names: each has its own prefix. */
export const PARTY = 'party.';
export const ADMINISTRATOR = 'administrator.';

/** The new insured party's kind, or undefined where the form is about an existing one. */
export const newPartyKind = (form: Form): InsuredPartyKind | undefined =>
  form === 'head-office' ? 'headOffice' : form === 'branch' ? 'branch' : undefined;

/** Reads a form whole: every field with a problem has its message. */
export function parseRegistration(
  form: Form,
  input: FormValues,
): { request: RegistrationRequest } | { errors: FieldErrors } {
  const administrator = parsePersonalDetails(part(input, ADMINISTRATOR));
  const about = parseParty(form, input);
  const errors: FieldErrors = {
    ...('errors' in about ? about.errors : {}),
    ...('errors' in administrator ? prefixed(ADMINISTRATOR, administrator.errors) : {}),
    ...(input.terms === 'true' ? {} : { terms: 'Webサービス利用規約を確認し、同意してください。' }),
  };
  if ('errors' in about || 'errors' in administrator || errors.terms) return { errors };
  return { request: { ...about.values, administrator: administrator.values } };
}

type About = Omit<RegistrationRequest, 'administrator'>;

const parseParty = (form: Form, input: FormValues): { values: About } | { errors: FieldErrors } => {
  const partyKind = newPartyKind(form);
  return partyKind ? parseNewParty(partyKind, input) : parseExistingParty(input);
};

function parseNewParty(
  partyKind: InsuredPartyKind,
  input: FormValues,
): { values: About } | { errors: FieldErrors } {
  const parsed = parseInsuredPartyForm(partyKind, part(input, PARTY));
  const wants = input.wantsComprehensiveInsurance;
  const errors: FieldErrors = {
    ...('errors' in parsed ? prefixed(PARTY, parsed.errors) : {}),
    ...(wants === 'true' || wants === 'false'
      ? {}
      : { wantsComprehensiveInsurance: '企業総合保険の利用希望を選択してください。' }),
  };
  if ('errors' in parsed || Object.keys(errors).length > 0) return { errors };
  return {
    values: {
      kind: 'newInsuredParty',
      partyKind,
      details: parsed.values,
      insuredCode: null,
      wantsComprehensiveInsurance: wants === 'true',
    },
  };
}

function parseExistingParty(input: FormValues): { values: About } | { errors: FieldErrors } {
  const insuredCode = parseInsuredCode(input.insuredCode ?? '');
  const { partyKind = '' } = input;
  const errors: FieldErrors = {
    ...('error' in insuredCode ? { insuredCode: insuredCode.error } : {}),
    ...(isPartyKind(partyKind) ? {} : { partyKind: '本店・支店の別を選択してください。' }),
  };
  if ('error' in insuredCode || !isPartyKind(partyKind)) return { errors };
  return {
    values: {
      kind: 'administratorOnly',
      partyKind,
      details: null,
      insuredCode: insuredCode.value,
      wantsComprehensiveInsurance: false,
    },
  };
}

const isPartyKind = (text: string): text is InsuredPartyKind => Object.hasOwn(insuredPartyKindText, text);

/** What the form shows when somebody comes back to correct: the agreement stays given. */
export const inputOf = (request: RegistrationRequest): FormValues => ({
  ...(request.details
    ? {
        ...prefixed(PARTY, insuredPartyInput(request.partyKind, request.details)),
        wantsComprehensiveInsurance: String(request.wantsComprehensiveInsurance),
      }
    : { insuredCode: request.insuredCode ?? '', partyKind: request.partyKind }),
  ...prefixed(ADMINISTRATOR, personalDetailsInput(request.administrator)),
  terms: 'true',
});

/** The fields of one prefix, without it. */
const part = (input: FormValues, prefix: string): FormValues =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );

const prefixed = (prefix: string, values: Partial<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[prefix + name, value]])),
  );
