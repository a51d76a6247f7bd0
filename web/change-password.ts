import type { Db } from '../db/client.ts';
import { choosePassword, chosenHashOf } from '../db/credentials.ts';
import { hashPassword, passwordMatches } from '../db/password-hash.ts';
import { wasPasswordChosenIn } from '../db/sessions.ts';
import { normalisePassword, passwordRefusal } from '../domain/password.ts';
import { isCommonPassword } from './common-passwords.ts';
import type { Context } from './context.ts';
import { refusalOfCurrentPassword } from './recent-password.ts';
import { personOf } from './who.ts';

export interface NewPassword {
  current: string;
  password: string;
  again: string;
}
/** A sentence beside each field that is wrong. */
export type PasswordErrors = { [Field in keyof NewPassword]?: string };

/** What is different for customers and for staff. */
export interface Manner {
  /** What a stranger who knows the person would try first. */
  known: readonly (string | null)[];
  /** Characters. */
  atLeast: number;
  /** Records the change, in its transaction. */
  record: (tx: Db) => Promise<void>;
}

/**
 * パスワードを変更する: errors for the form, or undefined once the new password is the person's own. After a temporary
 * password the current one is not asked for: the session itself is the proof, and there may be none.
 */
export async function changePassword(
  c: Context,
  given: NewPassword,
  manner: Manner,
): Promise<PasswordErrors | undefined> {
  const before = await chosenHashOf(c.var.services.db, personOf(c));
  const isSame = await passwordMatches(before, given.password);
  if (isSame && (await isDoneByEarlierPress(c, given.password))) return undefined;
  const errors = await errorsOf(c, given, { before, isSame }, manner);
  if (!errors && (await choose(c, before, given.password, manner))) return undefined;
  if (await isDoneByEarlierPress(c, given.password)) return undefined;
  return errors ?? { password: CHANGED_ELSEWHERE };
}

async function errorsOf(
  c: Context,
  given: NewPassword,
  { before, isSame }: { before: string | null; isSame: boolean },
  manner: Manner,
): Promise<PasswordErrors | undefined> {
  const errors = errorsOfNew(given, manner);
  if (!errors.password && isSame)
    errors.password = '現在のパスワードは使用できません。別のパスワードを入力してください。';
  if (!c.var.session.mustChoosePassword) {
    const refusal = await refusalOfCurrentPassword(c, given.current, before);
    if (refusal) errors.current = refusal;
  }
  return Object.keys(errors).length > 0 ? errors : undefined;
}

const CHANGED_ELSEWHERE =
  'パスワードはたった今、ほかの操作で変更されました。変更した覚えがない場合は、お問い合わせください。';

function errorsOfNew({ password, again }: NewPassword, { known, atLeast }: Manner): PasswordErrors {
  const errors: PasswordErrors = {};
  const refusal = password
    ? passwordRefusal(password, { knownOfUser: known, isCommon: isCommonPassword, atLeast })
    : '新しいパスワードを入力してください。';
  if (refusal) errors.password = refusal;
  if (!again) errors.again = '確認のため、新しいパスワードをもう一度入力してください。';
  else if (normalisePassword(again) !== normalisePassword(password))
    errors.again = '2つのパスワードが一致しません。もう一度入力してください。';
  return errors;
}

/** Milliseconds after which a press is no longer the same press. */
const SAME_PRESS = 10_000;

/** The button was pressed twice: what this press asks for, the first has just done. */
async function isDoneByEarlierPress(c: Context, password: string): Promise<boolean> {
  const { db } = c.var.services;
  const person = personOf(c);
  const since = new Date(Date.now() - SAME_PRESS);
  if (!(await wasPasswordChosenIn(db, person, c.var.session.idHash, since))) return false;
  return passwordMatches(await chosenHashOf(db, person), password);
}

/** The password, the end of all other sessions and the record commit together. */
async function choose(c: Context, before: string | null, password: string, { record }: Manner) {
  const passwordHash = await hashPassword(password);
  return c.var.services.db.transaction(async (tx) => {
    const chosen = { person: personOf(c), before, passwordHash };
    if (!(await choosePassword(tx, chosen, c.var.session, new Date()))) return false;
    await record(tx);
    return true;
  });
}
