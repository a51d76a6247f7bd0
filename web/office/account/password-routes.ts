import { Hono } from 'hono';
import { recordStaffAct } from '../../../db/events.ts';
import { PASSWORD_AT_LEAST, PASSWORD_AT_LEAST_OF_TWO_FACTORS } from '../../../domain/password.ts';
import { readForm, redirectTo } from '../../answer.ts';
import { changePassword, type Manner, type PasswordErrors } from '../../change-password.ts';
import { actions, banner, button } from '../../components.ts';
import type { AppEnv, Context } from '../../context.ts';
import { html } from '../../html.ts';
import { requestNotice } from '../../notices.ts';
import { passwordErrorSummary, passwordFields } from '../../password-fields.ts';
import { staffPage } from '../page.ts';
import { accountTrail, HOME } from './account-page.ts';

/** パスワード変更, and the choosing of a password after a temporary one. */
export const passwordRoutes = new Hono<AppEnv>()
  .get('/', (c) => c.html(passwordPage(c)))

  .post('/', async (c) => {
    const { current = '', password = '', again = '' } = await readForm(c);
    const errors = await changePassword(c, { current, password, again }, mannerOf(c));
    if (errors) return c.html(passwordPage(c, errors), 422);
    return redirectTo(c, c.var.session.mustChoosePassword ? '/office' : `${HOME}?done=password`);
  });

/** With a second factor a shorter one will do (NIST SP 800-63B-4, 3.1.1.2). */
const atLeast = ({ var: { session } }: Context) =>
  session.hasSecondFactor ? PASSWORD_AT_LEAST_OF_TWO_FACTORS : PASSWORD_AT_LEAST;

function mannerOf(c: Context): Manner {
  const { staff, address, services } = c.var;
  const { staffId, email } = staff;
  return {
    known: [staffId, staff.name, staff.department, email, services.config.INSTITUTION_NAME],
    atLeast: atLeast(c),
    async record(tx) {
      await recordStaffAct(tx, staff, 'passwordChanged', { address });
      const recipient = { staffId, email };
      await requestNotice(tx, { kind: 'staffPasswordChanged', facts: {}, reference: staffId, recipient });
    },
  };
}

function passwordPage(c: Context, errors: PasswordErrors = {}) {
  const must = c.var.session.mustChoosePassword === true;
  return staffPage(c, {
    title: must ? '新しいパスワードの設定' : 'パスワード変更',
    breadcrumb: must ? [] : accountTrail({ text: 'パスワード変更' }),
    lead: must
      ? 'これからお使いになるパスワードを設定してください。'
      : '現在のパスワードと新しいパスワードを入力してください。',
    content: html`<div class="office-form">
      ${must && banner('info', 'パスワードを設定すると、業務を始められます', '仮のパスワードは一度しか使用できません。設定せずにログアウトした場合は、統括者にもう一度リセットを依頼してください。')}
      ${passwordErrorSummary(errors)}
      <form method="post" action="${HOME}/password" class="form" data-submit-once>
        <div class="section fields">
          ${passwordFields({ username: c.var.staff.staffId, askCurrent: !must, atLeast: atLeast(c), errors })}
        </div>
        ${actions({
          primary: button({ text: must ? 'パスワードを設定する' : 'パスワードを変更する', kind: 'primary' }),
          ...(must ? {} : { back: button({ text: '戻る', href: HOME }) }),
        })}
      </form>
    </div>`,
  });
}
