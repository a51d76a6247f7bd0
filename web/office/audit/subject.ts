import { isApplicationNumber, isRegistrationNumber } from '../../../domain/application-number.ts';

/** Where what an act was done to is looked at; undefined for what has no page of its own. */
export function subjectHref(subject: string): string | undefined {
  if (/^[0-9]{9}$/.test(subject)) return `/office/companies/${subject}`;
  if (/^[0-9]{12}$/.test(subject)) return `/office/companies/${subject.slice(0, 9)}/users/${subject}`;
  if (isApplicationNumber(subject)) return `/office/change-applications/${subject}`;
  if (isRegistrationNumber(subject)) return `/office/registrations/${subject}`;
  return undefined;
}
