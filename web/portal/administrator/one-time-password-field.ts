import type { Db } from '../../../db/client.ts';
import { recordAccess } from '../../../db/events.ts';
import { openSession, setOneTimePasswordUse } from '../../../db/one-time-passwords.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import type { FormValues } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { fieldset, radioGroup } from '../../fields.ts';
import type { Html } from '../../html.ts';

const LABEL = 'ワンタイムパスワード利用';
const NAME = 'oneTimePassword';
const text = (uses: boolean) => (uses ? '利用する' : '利用しない');

/** The change of ワンタイムパスワード利用 (manual 5-2), where there is one. */
export interface OneTimePasswordChange {
  usesOneTimePassword?: boolean;
}

/** The field of the form of 4-2, with what was chosen or else what is set. */
export const oneTimePasswordField = ({ var: { company } }: Context, input: FormValues): Html =>
  fieldset({
    legend: 'セキュリティ',
    content: radioGroup({
      name: NAME,
      label: LABEL,
      required: true,
      inline: true,
      value: input[NAME] ?? String(company.usesOneTimePassword),
      help: '「利用する」に設定すると、Webユーザー（管理者）だけでなく、すべてのWebユーザー（申込者）が、ログイン後の重要な手続きの際に、登録メールアドレスに届くワンタイムパスワードの入力が必要になります。全員のメールアドレスが正しく登録されていることをご確認ください。',
      options: [true, false].map((uses) => ({ value: String(uses), text: text(uses) })),
    }),
  });

/** What is changed by the form; a form without the field changes nothing. */
export function changedOneTimePassword(
  { var: { company } }: Context,
  input: FormValues,
): OneTimePasswordChange {
  const given = input[NAME];
  if (given !== 'true' && given !== 'false') return {};
  const uses = given === 'true';
  return uses === company.usesOneTimePassword ? {} : { usesOneTimePassword: uses };
}

/** What the form shows when the input is corrected. */
export const oneTimePasswordInput = ({ usesOneTimePassword }: OneTimePasswordChange): FormValues =>
  usesOneTimePassword === undefined ? {} : { [NAME]: String(usesOneTimePassword) };

/** The row of the tables that show what is changed. */
export const oneTimePasswordRows = ({ usesOneTimePassword: uses }: OneTimePasswordChange) =>
  uses === undefined ? [] : [{ label: LABEL, before: text(!uses), value: text(uses), changed: true }];

/** The row of the table that shows what stays. */
export const unchangedOneTimePasswordRows = (
  { var: { company } }: Context,
  { usesOneTimePassword }: OneTimePasswordChange,
) => (usesOneTimePassword === undefined ? [{ label: LABEL, value: text(company.usesOneTimePassword) }] : []);

/**
 * 確定する: from the next request on every session of the company needs a one-time password but this one, whose
 * administrator has just given the current password again and would else not even see the completion page.
 */
export async function changeOneTimePasswordUse(
  { var: { user, company, session, address } }: Context,
  tx: Db,
  uses: boolean,
): Promise<void> {
  await setOneTimePasswordUse(tx, company.insuredCode, uses);
  if (uses) await openSession(tx, session.idHash, new Date());
  await recordAccess(tx, user, operation.oneTimePasswordSetting, { address, subject: text(uses) });
}
