import { lengthOf } from './text.ts';

/** NIST SP 800-63B-4, 3.1.1.2: 15 characters where the password is the only factor, no rules of composition. */
export const PASSWORD_AT_LEAST = 15;
/** NIST asks for at least 64; the bound keeps hashing cheap. */
export const PASSWORD_AT_MOST = 128;

/** NFC before hashing and comparing, so that a password typed on another device is the same (SP 800-63B-4, 3.1.1.2). */
export const normalisePassword = (password: string) => password.normalize('NFC');

/** Why a new password is not acceptable in length, or undefined. Length in code points. */
export function passwordLengthRefusal(password: string): string | undefined {
  const length = lengthOf(normalisePassword(password));
  if (length < PASSWORD_AT_LEAST) return `パスワードは${PASSWORD_AT_LEAST}文字以上で入力してください。`;
  if (length > PASSWORD_AT_MOST) return `パスワードは${PASSWORD_AT_MOST}文字以内で入力してください。`;
  return undefined;
}
