import { parseTemporaryPassword } from './temporary-password.ts';
import { lengthOf, toKatakana } from './text.ts';

/** NIST SP 800-63B-4, 3.1.1.2: 15 characters where the password is the only factor, no rules of composition. */
export const PASSWORD_AT_LEAST = 15;
/** Where the password is one of two factors (the same). */
export const PASSWORD_AT_LEAST_OF_TWO_FACTORS = 8;
/** NIST asks for at least 64; the bound keeps hashing cheap. */
export const PASSWORD_AT_MOST = 128;

/** NFC before hashing and comparing, so that a password typed on another device is the same (SP 800-63B-4, 3.1.1.2). */
export const normalisePassword = (password: string) => password.normalize('NFC');

/** Why a new password is not acceptable in length, or undefined. Length in code points. */
export function passwordLengthRefusal(password: string, atLeast = PASSWORD_AT_LEAST): string | undefined {
  const length = lengthOf(normalisePassword(password));
  if (length < atLeast) return `パスワードは${atLeast}文字以上で入力してください。`;
  if (length > PASSWORD_AT_MOST) return `パスワードは${PASSWORD_AT_MOST}文字以内で入力してください。`;
  return undefined;
}

/** What a new password is held against. */
export interface PasswordContext {
  /** ID, names, company, address: whatever a stranger would try first. Taken apart at spaces and punctuation here. */
  knownOfUser: readonly (string | null | undefined)[];
  /** Whether a password, in lower case and NFKC, is on a list of common ones. */
  isCommon: (password: string) => boolean;
  /** Characters; as where the password is the only factor unless said otherwise. */
  atLeast?: number;
}

/**
 * Why a password cannot be chosen, or undefined (NIST SP 800-63B-4, 3.1.1.2; ASVS V6.2.1, V6.2.4, V6.2.11, V6.2.12):
 * length, common ones, and those that are made of little else than what is known of the user. Any character may be
 * used, and none has to be.
 */
export function passwordRefusal(
  password: string,
  { knownOfUser, isCommon, atLeast = PASSWORD_AT_LEAST }: PasswordContext,
): string | undefined {
  const length = passwordLengthRefusal(password, atLeast);
  if (length) return length;
  const folded = foldForComparison(password);
  if (isCommon(folded))
    return 'よく使われているパスワードのため、推測されるおそれがあります。別のパスワードを入力してください。';
  if (isRepetition(folded, atLeast) || isRun(folded))
    return '同じ文字や語の繰り返し、連続した文字だけのパスワードは使用できません。別のパスワードを入力してください。';
  if (isMadeOf(folded, wordsOf([...knownOfUser, ...WORDS_OF_THE_TRADE])))
    return 'ID、氏名、会社名や「保険」などの語を除くと短すぎるため、推測されるおそれがあります。関係のない語を加えるか、別のパスワードを入力してください。';
  if (parseTemporaryPassword(password))
    return '仮のパスワードと同じ形のパスワードは使用できません。別のパスワードを入力してください。';
  return undefined;
}

/** Upper and lower case, full and half width, hiragana and katakana do not make a password another one. */
export const foldForComparison = (password: string) => toKatakana(password.normalize('NFKC').toLowerCase());

const WORDS_OF_THE_TRADE = [
  'password パスワード 暗証番号 login ログイン admin 管理者',
  'madoguchi まどぐち 窓口 portal webサービス webユーザー',
  'hoken ほけん 保険 insurance boeki boueki ぼうえき 貿易 trade credit hosho hoshou ほしょう 保証 guarantee',
];

/** Of two letters at least for Chinese characters, three otherwise: shorter ones stand in too many other words. */
function wordsOf(texts: readonly (string | null | undefined)[]): string[] {
  const words = texts.flatMap((text) => foldForComparison(text ?? '').split(/[^\p{L}\p{N}]+/u));
  const telling = words.filter((word) => lengthOf(word) >= (/^\p{Script=Han}+$/u.test(word) ? 2 : 3));
  return [...new Set(telling)].sort((one, other) => other.length - one.length);
}

/** Characters that must be left when the words, and what stands between them, are taken out. */
const LEFT_AT_LEAST = 8;

function isMadeOf(folded: string, words: readonly string[]): boolean {
  const rest = words.reduce((text, word) => text.replaceAll(word, ' '), folded);
  return rest !== folded && lengthOf(rest.replace(/[^\p{L}\p{N}]/gu, '')) < LEFT_AT_LEAST;
}

/** The whole is one unit, too short for a password itself, over and over, the last time perhaps in part. */
function isRepetition(folded: string, atLeast: number): boolean {
  const letters = [...folded];
  for (let unit = 1; unit < atLeast && unit * 2 <= letters.length; unit++)
    if (letters.every((letter, index) => letter === letters[index % unit])) return true;
  return false;
}

/** Every letter is the next, or the one before, in the alphabet or in digits: abcdefghijklmno, 987654321098765. */
function isRun(folded: string): boolean {
  const codes = [...folded].map((letter) => letter.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  const isStep = (step: number, by: 1 | -1) => step === by || step === -9 * by || step === -25 * by;
  return steps.every((step) => isStep(step, 1)) || steps.every((step) => isStep(step, -1));
}
