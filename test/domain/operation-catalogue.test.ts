import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  isOperationCode,
  type ManualOperationCode,
  manualOperations,
  operation,
  operationGroups,
  operationText,
  ownOperations,
} from '../../domain/operation-catalogue.ts';

test("the manual's list is complete: as many operations in each group as it prints, numbered without a gap", () => {
  const printed = { 1: 6, 2: 6, 3: 4, 4: 2, 5: 2, 6: 5, 7: 6, 8: 3, 9: 9, 10: 5, 11: 16 };
  const codes = Object.entries(printed).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, index) => `${group}-${index + 1}`),
  );
  expect(Object.keys(manualOperations)).toEqual(codes);
});

test('the list is the manual’s, word for word', () => {
  const lines = Object.keys(manualOperations).map((code) => operationText(code as ManualOperationCode));
  expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(
    'de25f9b064e5ad387228b65d95e73a0d93008993ac878235f04601eb094ab29f',
  );
});

test('an operation is printed as the access history prints it', () => {
  expect(operationText('1-1')).toBe('[1-1]ログイン');
  expect(operationText('1-2')).toBe('[1-2]パスワード変更');
  expect(operationText('1-6')).toBe('[1-6]Webユーザー（管理者）情報変更確定');
  expect(operationText('5-2')).toBe(
    '[5-2]台帳（ファイル）アップロードまたは個別（通知）入力の一括申請（包括保険共通）',
  );
  expect(operationText('11-16')).toBe('[11-16]手続状況照会（申込一覧）の参照');
});

test('our own codes can never meet one of the manual', () => {
  for (const code of Object.keys(ownOperations)) expect(code).toMatch(/^P-[0-9]+$/);
});

test('every own operation has a name, and no code two', () => {
  const named = Object.values(operation);
  expect(new Set(named).size).toBe(named.length);
  expect(named).toEqual(expect.arrayContaining(Object.keys(ownOperations)));
});

test('a code from outside is recognised or not', () => {
  expect(isOperationCode('10-5')).toBe(true);
  for (const code of ['1-7', '12-1', 'toString', '']) expect(isOperationCode(code)).toBe(false);
});

test('every operation stands under a heading', () => {
  for (const code of [...Object.keys(manualOperations), ...Object.keys(ownOperations)])
    expect(Object.keys(operationGroups)).toContain(code.split('-')[0]);
});
