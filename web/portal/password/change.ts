import { saveDraft } from '../../../db/drafts.ts';
import { recordAccess } from '../../../db/events.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { PASSWORD_AT_LEAST } from '../../../domain/password.ts';
import { changePassword, type NewPassword } from '../../change-password.ts';
import type { Context } from '../../context.ts';

/** Draft that says that this session has changed the password, for the completion page. */
export const COMPLETION = 'passwordCompletion';

/** パスワードを変更する (manual 3-2). */
export const change = (c: Context, given: NewPassword) =>
  changePassword(c, given, {
    known: knownOf(c),
    atLeast: PASSWORD_AT_LEAST,
    async record(tx) {
      const { user, session, address } = c.var;
      await recordAccess(tx, user, operation.passwordChange, { address });
      await saveDraft(tx, session.idHash, COMPLETION, { at: Date.now() });
    },
  });

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
