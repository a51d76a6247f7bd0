import { describe, expect, test } from 'vitest';
import {
  type ApplicantLimits,
  applicantInput,
  applicantState,
  changedApplicantDetails,
  isPastLastDay,
  parseApplicant,
} from '../../domain/applicant.ts';

const limits: ApplicantLimits = {
  usesComprehensiveInsurance: true,
  agreementCodes: ['30012345', '30012346'],
  today: '2026-11-23',
};
const raw = {
  name: '見本　花子',
  kana: 'みほん　はなこ',
  department: '',
  title: '',
  phone: '０３－０１２３－４５３０',
  fax: '',
  email: 'hanako@example.co.jp',
  emailAgain: 'hanako@example.co.jp',
  applicationRight: 'apply',
  contractDataRight: 'selectedAgreements',
  applicationDataRight: 'own',
  agreementCodes: ' 30012346  30012345 30012346 ',
  validUntil: '２０２６年１１月２３日',
};
const parsed = (changes: Partial<typeof raw> = {}, given: Partial<ApplicantLimits> = {}) =>
  parseApplicant({ ...raw, ...changes }, { ...limits, ...given });
const errorsOf = (outcome: ReturnType<typeof parsed>) => ('errors' in outcome ? outcome.errors : {});

test('the form is read and normalised; the codes come out sorted, each once', () => {
  expect(parsed()).toEqual({
    values: {
      name: '見本　花子',
      kana: 'ミホン　ハナコ',
      department: '',
      title: '',
      phone: '03-0123-4530',
      fax: null,
      email: 'hanako@example.co.jp',
      applicationRight: 'apply',
      contractDataRight: 'selectedAgreements',
      applicationDataRight: 'own',
      agreementCodes: ['30012345', '30012346'],
      validUntil: '2026-11-23',
    },
  });
});

test('what was read and is put back into the form is read as the same', () => {
  const first = parsed();
  if ('errors' in first) throw new Error('wrong');
  expect(parseApplicant(applicantInput(first.values), limits)).toEqual(first);
  expect(changedApplicantDetails(first.values, first.values)).toEqual([]);
  expect(
    changedApplicantDetails(first.values, {
      ...first.values,
      fax: '03-0123-4531',
      agreementCodes: ['30012345'],
    }),
  ).toEqual(['fax', 'agreementCodes']);
});

describe('agreements', () => {
  test('at least one, and only those that there are', () => {
    expect(errorsOf(parsed({ agreementCodes: '' })).agreementCodes).toContain('1つ以上');
    expect(errorsOf(parsed({ agreementCodes: '30012345 3001234' })).agreementCodes).toContain('使用できない');
  });
  test('the right is refused where 企業総合保険 is not used', () => {
    expect(errorsOf(parsed({}, { usesComprehensiveInsurance: false })).contractDataRight).toContain(
      '一覧から',
    );
  });
  test('codes are dropped with any other right', () => {
    expect(parsed({ contractDataRight: 'none' })).toMatchObject({ values: { agreementCodes: [] } });
  });
});

test('the last day is today at the earliest, unless it is registered already', () => {
  expect(errorsOf(parsed({ validUntil: '2026-11-22' })).validUntil).toContain('本日以降');
  expect(parsed({ validUntil: '2026-11-22' }, { registeredValidUntil: '2026-11-22' })).toHaveProperty(
    'values',
  );
});

describe('the state', () => {
  const now = new Date('2026-11-23T14:59:59Z');
  const fine = { suspendedAt: null, validUntil: null, disabledAt: null, passwordHash: 'hash' };

  test('names what stands against a login, what somebody decided on first', () => {
    expect(applicantState(fine, now)).toBe('active');
    expect(applicantState({ ...fine, passwordHash: null }, now)).toBe('passwordNotChosen');
    expect(applicantState({ ...fine, passwordHash: null, disabledAt: now }, now)).toBe('disabled');
    expect(applicantState({ ...fine, disabledAt: now, validUntil: '2026-11-22' }, now)).toBe('expired');
    expect(applicantState({ ...fine, validUntil: '2026-11-22', suspendedAt: now }, now)).toBe('suspended');
  });
  test('the last day ends at midnight in Tokyo', () => {
    expect(isPastLastDay('2026-11-23', now)).toBe(false);
    expect(isPastLastDay('2026-11-23', new Date('2026-11-23T15:00:00Z'))).toBe(true);
  });
});
