import { choosePassword } from '../../../db/credentials.ts';
import { findDraft, saveDraft } from '../../../db/drafts.ts';
import { recordAccess } from '../../../db/events.ts';
import { hashPassword, passwordMatches } from '../../../db/password-hash.ts';
import { findCredentials } from '../../../db/web-users.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { normalisePassword, passwordRefusal } from '../../../domain/password.ts';
import { isCommonPassword } from '../../common-passwords.ts';
import type { Context } from '../../context.ts';
import { refusalOfCurrentPassword } from '../../recent-password.ts';

/** Draft that says that this session has changed the password, for the completion page. */
export const COMPLETION = 'passwordCompletion';

export interface NewPassword {
  current: string;
  password: string;
  again: string;
}
/** A sentence beside each field that is wrong. */
export type PasswordErrors = { [Field in keyof NewPassword]?: string };

/**
 * パスワードを変更する: errors for the form, or undefined once the new password is the user's own. After a temporary
 * password the current one is not asked for: the session itself is the proof, and there may be none.
 */
export async function change(c: Context, given: NewPassword): Promise<PasswordErrors | undefined> {
  const before = await chosenHash(c);
  const errors = await errorsOf(c, given, before);
  if (!errors && (await choose(c, before, given.password))) return undefined;
  if (await isDoneByEarlierPress(c, given.password)) return undefined;
  return errors ?? { password: CHANGED_ELSEWHERE };
}

/** The chosen password as it is stored now; none before the first is chosen, and after a reset. */
const chosenHash = async ({ var: { services, user } }: Context): Promise<string | null> =>
  (await findCredentials(services.db, user.webUserId))?.passwordHash ?? null;

async function errorsOf(
  c: Context,
  given: NewPassword,
  before: string | null,
): Promise<PasswordErrors | undefined> {
  const errors = errorsOfNew(c, given);
  if (!errors.password && (await passwordMatches(before, given.password)))
    errors.password = '現在のパスワードは使用できません。別のパスワードを入力してください。';
  if (!c.var.session.mustChoosePassword) {
    const refusal = await refusalOfCurrentPassword(c, given.current);
    if (refusal) errors.current = refusal;
  }
  return Object.keys(errors).length > 0 ? errors : undefined;
}

const CHANGED_ELSEWHERE =
  'パスワードはたった今、ほかの操作で変更されました。変更した覚えがない場合は、お問い合わせください。';

function errorsOfNew(c: Context, { password, again }: NewPassword): PasswordErrors {
  const errors: PasswordErrors = {};
  const refusal = password
    ? passwordRefusal(password, { knownOfUser: knownOf(c), isCommon: isCommonPassword })
    : '新しいパスワードを入力してください。';
  if (refusal) errors.password = refusal;
  if (!again) errors.again = '確認のため、新しいパスワードをもう一度入力してください。';
  else if (normalisePassword(again) !== normalisePassword(password))
    errors.again = '2つのパスワードが一致しません。もう一度入力してください。';
  return errors;
}

/** What a stranger who knows the user or the company would try first. */
const knownOf = ({ var: { user, company, services } }: Context): (string | null)[] => [
  user.webUserId,
  user.webUserId.slice(0, 9),
  user.name,
  user.kana,
  user.department,
  user.email,
  user.phone.replaceAll('-', ''),
  company.name,
  company.nameKana,
  company.nameEnglish,
  services.config.INSTITUTION_NAME,
];

/** The button was pressed twice: what this press asks for, the first has just done, and the completion page tells so. */
async function isDoneByEarlierPress(c: Context, password: string): Promise<boolean> {
  const { db } = c.var.services;
  const done = await findDraft<{ at: number }>(db, c.var.session.idHash, COMPLETION);
  if (!done || done.at < Date.now() - 10_000) return false;
  return passwordMatches(await chosenHash(c), password);
}

/** The password, the end of all other sessions and the access event commit together. */
async function choose(c: Context, before: string | null, password: string): Promise<boolean> {
  const passwordHash = await hashPassword(password);
  const { user, session, address } = c.var;
  return c.var.services.db.transaction(async (tx) => {
    const chosen = { webUserId: user.webUserId, before, passwordHash };
    if (!(await choosePassword(tx, chosen, session, new Date()))) return false;
    await recordAccess(tx, user, operation.passwordChange, { address });
    await saveDraft(tx, session.idHash, COMPLETION, { at: Date.now() });
    return true;
  });
}
