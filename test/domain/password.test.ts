import { describe, expect, test } from 'vitest';
import { FAILURES_BEFORE_WAITING, secondsToWait } from '../../domain/login-throttle.ts';
import { foldForComparison, type PasswordContext, passwordRefusal } from '../../domain/password.ts';

const context: PasswordContext = {
  knownOfUser: [
    '201234567000',
    '201234567',
    '日本　太郎',
    'ニホン　タロウ',
    'taro.nihon@aonagi-trading.example',
    '青凪貿易株式会社',
    'Aonagi Trading Co., Ltd.',
    null,
  ],
  isCommon: (password) => password === 'polniypizdec0211',
};
const refusal = (password: string) => passwordRefusal(password, context);

describe('V6.2.1 V6.2.9 length, in characters as people count them', () => {
  test.each([
    ['14 characters', 'kettle whistle', '15文字以上'],
    ['14 of four bytes each', '𠮷野家紫陽花蒲公英向日葵薔薇薫', undefined],
    ['129 characters', `${'kettle '.repeat(18)}abc`, '128文字以内'],
  ])('%s', (_name, password, message) => {
    if (message) expect(refusal(password)).toContain(message);
    else expect(passwordRefusal(password, context)).toBeUndefined();
  });
});

test.each([
  'seven brown kettles whistle',
  'kettlewhistlebrown',
  '111 222 correct 333 horse',
  '紫陽花の色が変わる朝に散歩する',
  'пятнадцать котов на крыше',
  '🐢🦊🐼🐸🐙🦉🐝🦋🐌🐞🐜🦗🕷🦂🐢',
  ' leading and trailing spaces ',
  "<script>alert('1')</script> & so on",
  'insurance clerks drink cold barley tea',
  `${'long '.repeat(3)}winding road to the harbour, with 64 characters and even more`,
])('V6.2.5 V6.2.9 any characters, in any mixture: %s', (password) => {
  expect(refusal(password)).toBeUndefined();
});

test.each(['polniypizdec0211', 'PolniyPizdec0211', 'ｐolniypizdec0211'])(
  'V6.2.4 a common one, in any case and width: %s',
  (password) => {
    expect(refusal(password)).toContain('よく使われている');
  },
);

test.each([
  'aaaaaaaaaaaaaaaa',
  'kettlekettlekettle',
  'kettle1kettle1kettle',
  '123456789012345678',
  'abcdefghijklmnopq',
  '987654321098765432',
  'あいあいあいあいあいあいあいあい',
])('V6.2.4 repetition or mere sequence: %s', (password) => {
  expect(refusal(password)).toContain('繰り返し');
});

test.each([
  '201234567000abcd',
  'Nihon Taro 2026!!!',
  'AONAGI-trading-2026',
  '青凪貿易株式会社・日本太郎',
  'にほんたろう！2026！１２３！',
  'password2026!!!!!',
  'boeki hoken 2026 !!!',
  '保険貿易保証保険貿易保証abc',
])('V6.2.11 made of what is known of the user or of the trade: %s', (password) => {
  expect(refusal(password)).toMatch(/推測される|15文字以上/);
});

test('a temporary password cannot be kept as one of one’s own', () => {
  expect(refusal('k7mq-2h3j-r9tw-x4yz-p8nb')).toContain('仮のパスワード');
});

test('folding makes case, width and kana the same', () => {
  expect(foldForComparison('ＡbC・ほけんﾎｹﾝ')).toBe('abc・ホケンホケン');
});

test('V6.3.1 waits begin at the fifth and the twentieth failure and end growing at 15 minutes', () => {
  for (const kind of ['person', 'address'] as const) {
    const first = FAILURES_BEFORE_WAITING[kind];
    expect(secondsToWait(kind, first - 1)).toBe(0);
    expect(secondsToWait(kind, first)).toBe(5);
    expect(secondsToWait(kind, first + 1)).toBe(10);
    expect(secondsToWait(kind, 10_000)).toBe(900);
  }
});
