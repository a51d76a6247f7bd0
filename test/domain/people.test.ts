import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalisePassword, passwordLengthRefusal } from '../../domain/password.ts';
import {
  changedPersonalDetails,
  type PersonalDetails,
  parsePersonalDetails,
  personalDetailsInput,
} from '../../domain/personal-details.ts';
import {
  canApprove,
  canReject,
  canReturn,
  canSeeApplications,
  canSeeStaffEvents,
  canWorkOnApplications,
  type StaffRole,
} from '../../domain/staff.ts';
import {
  administratorRights,
  canApply,
  canInput,
  isAdministrator,
  parseWebUserId,
  webUserIdOf,
} from '../../domain/web-user.ts';

describe('web user IDs', () => {
  test('000 is the administrator, 001 to 099 are applicants', () => {
    expect(parseWebUserId('201234567000')).toEqual({
      insuredCode: '201234567',
      sequence: 0,
      kind: 'administrator',
    });
    expect(parseWebUserId('２０１２３４５６７０９９ ')).toEqual({
      insuredCode: '201234567',
      sequence: 99,
      kind: 'applicant',
    });
  });

  test('901 to 999 are group viewers, whose numbers the applicants do not share', () => {
    expect(parseWebUserId('201234567901')).toMatchObject({ sequence: 901, kind: 'groupViewer' });
    expect(parseWebUserId(webUserIdOf('201234567', 999))).toMatchObject({ kind: 'groupViewer' });
  });

  test.each(['201234567100', '201234567900', '20123456700', '2012345670000', 'clerk1', ''])(
    '%j is none',
    (raw) => expect(parseWebUserId(raw)).toBeUndefined(),
  );

  test('leading zeros of an insured code are kept', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{9}$/), fc.nat(99), (insuredCode, sequence) => {
        expect(parseWebUserId(webUserIdOf(insuredCode, sequence))).toMatchObject({ insuredCode, sequence });
      }),
    );
  });

  test('there is no hundredth applicant', () => {
    expect(() => webUserIdOf('201234567', 100)).toThrow(RangeError);
  });
});

test('the administrator has the widest rights', () => {
  const administrator = { kind: 'administrator', ...administratorRights } as const;
  expect([isAdministrator(administrator), canApply(administrator), canInput(administrator)]).toEqual([
    true,
    true,
    true,
  ]);
  expect([
    canApply({ ...administrator, applicationRight: 'inputOnly' }),
    canInput({ ...administrator, applicationRight: 'inputOnly' }),
  ]).toEqual([false, true]);
});

test('clerks examine, approvers and supervisors decide, auditors only see', () => {
  const roles: StaffRole[] = ['clerk', 'approver', 'supervisor', 'auditor'];
  const may = (right: (staff: { role: StaffRole }) => boolean) => roles.filter((role) => right({ role }));
  expect(may(canSeeApplications)).toEqual(roles);
  expect(may(canWorkOnApplications)).toEqual(['clerk', 'approver', 'supervisor']);
  expect(may(canReturn)).toEqual(['clerk', 'approver', 'supervisor']);
  expect(may(canApprove)).toEqual(['approver', 'supervisor']);
  expect(may(canReject)).toEqual(['approver', 'supervisor']);
  expect(may(canSeeStaffEvents)).toEqual(['supervisor', 'auditor']);
});

describe("an administrator's details", () => {
  const details: PersonalDetails = {
    name: '日本　太郎',
    kana: 'ニホン　タロウ',
    department: '見本事業部',
    title: '',
    phone: '03-1234-5678',
    fax: null,
    email: 'taro@mihon.example',
  };
  const input = personalDetailsInput(details);

  test('an untouched form reads back as what is on record', () => {
    const parsed = parsePersonalDetails(input);
    expect(parsed).toEqual({ values: details });
    expect(changedPersonalDetails(details, details)).toEqual([]);
  });

  test('the two addresses must be the same, whichever way each is typed', () => {
    expect(parsePersonalDetails({ ...input, emailAgain: 'ｔａｒｏ＠MIHON.example' })).toEqual({
      values: details,
    });
    expect(parsePersonalDetails({ ...input, emailAgain: 'jiro@mihon.example' })).toMatchObject({
      errors: { emailAgain: '2つのメールアドレスが一致しません。同じものを入力してください。' },
      values: details,
    });
  });

  test('a wrong first address is not reported twice', () => {
    const parsed = parsePersonalDetails({ ...input, email: 'taro' });
    expect('errors' in parsed && Object.keys(parsed.errors)).toEqual(['email']);
  });

  test.each([
    ['name', ''],
    ['name', '名'.repeat(51)],
    ['kana', '太郎'],
    ['department', '部'.repeat(101)],
    ['title', '\0'],
    ['phone', '123'],
    ['fax', '123'],
    ['emailAgain', ''],
  ] as const)('a wrong %s (%j) is named alone', (key, wrong) => {
    const parsed = parsePersonalDetails({ ...input, [key]: wrong });
    expect('errors' in parsed && Object.keys(parsed.errors)).toEqual([key]);
  });

  test('only what differs counts as changed', () => {
    expect(
      changedPersonalDetails(details, { ...details, title: '事業部長', email: 'jiro@mihon.example' }),
    ).toEqual(['title', 'email']);
  });
});

test('a password has 15 to 128 characters and no rules of composition', () => {
  expect(passwordLengthRefusal('a'.repeat(14))).toContain('15文字以上');
  expect(passwordLengthRefusal('demo only, never in production')).toBeUndefined();
  expect(passwordLengthRefusal('𠮷'.repeat(128))).toBeUndefined();
  expect(passwordLengthRefusal('a'.repeat(129))).toContain('128文字以内');
  expect(normalisePassword('カ\u3099')).toBe('ガ');
});
