import { REISSUE_VALID_HOURS } from '../../../domain/temporary-password.ts';
import { actions, banner, button, definitionList, dialogConfirm, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { publicPage } from '../page.ts';
import type { ReissueForm } from './form.ts';

const PATH = '/password-reissue';
const QUESTION = 'パスワード再発行のメールを送信します。よろしいですか？';
const CONSEQUENCE =
  '登録しているメールアドレスあてに、仮パスワードを記載したメールを送信します。これまでのパスワードは、新しいパスワードを設定するまで引き続き使用できます。';
/** The confirmed form; without it the answer asks first. */
const confirmButton = button({ text: '送信する', kind: 'primary', name: 'confirmed', value: 'true' });

/** 「パスワード再発行」画面 (manual 4-3 ②). The message box asks before anything is sent. */
export const reissuePage = (
  c: Context,
  { values, errors }: ReissueForm = { values: { webUserId: '', email: '' }, errors: [] },
): Html => {
  const errorOf = (name: string) => errors.find((error) => error.name === name)?.message;
  return publicPage(c, {
    title: 'パスワード再発行',
    width: 'form',
    lead: 'Webユーザー（管理者）がパスワードを忘れた場合に、仮パスワードをメールでお送りします。',
    content: html`
      ${errorSummary(errors)}
      <form method="post" action="${PATH}" class="form" data-submit-once>
        ${textField({ name: 'webUserId', label: 'WebユーザーID', required: true, value: values.webUserId, help: '12桁の数字です。', error: errorOf('webUserId'), autocomplete: 'username', inputmode: 'numeric', width: 'm' })}
        ${textField({ name: 'email', label: '登録しているメールアドレス', required: true, value: values.email, error: errorOf('email'), autocomplete: 'email', inputmode: 'email', width: 'full' })}
        ${actions({
          primary: button({
            text: 'メールを送信する',
            kind: 'primary',
            attributes: { 'data-open-dialog': 'send' },
          }),
          back: button({ text: '戻る', href: '/login' }),
        })}
        ${dialogConfirm({ id: 'send', title: QUESTION, body: CONSEQUENCE, confirm: confirmButton })}
      </form>
      <aside class="hint">
        <p>Webユーザー（申込者）の方は、自社のWebユーザー（管理者）にパスワードのリセットを依頼してください。</p>
        <p>登録しているメールアドレスが使用できない場合は、${c.var.services.config.INSTITUTION_NAME}のWebサービス担当までご連絡ください。</p>
      </aside>`,
  });
};

/** The message box where there is no script. */
export const confirmPage = (c: Context, { values }: ReissueForm): Html =>
  publicPage(c, {
    title: 'パスワード再発行の確認',
    width: 'form',
    lead: QUESTION,
    content: html`
      ${section({
        title: '入力した内容',
        content: definitionList([
          { label: 'WebユーザーID', value: values.webUserId },
          { label: '登録しているメールアドレス', value: values.email },
        ]),
      })}
      <p>${CONSEQUENCE}</p>
      <form method="post" action="${PATH}" class="form" data-submit-once>
        <input type="hidden" name="webUserId" value="${values.webUserId}">
        <input type="hidden" name="email" value="${values.email}">
        ${actions({ primary: confirmButton, back: button({ text: '修正する', name: 'edit', value: 'true' }) })}
      </form>`,
  });

/** The one answer, whether or not there is such an administrator (ASVS V6.3.8). */
export const acceptedPage = (c: Context): Html =>
  publicPage(c, {
    title: 'パスワード再発行の受付',
    width: 'form',
    notice: banner(
      'success',
      'パスワード再発行のお申込みを受け付けました',
      '入力された内容が登録と一致する場合に、登録しているメールアドレスあてにメールを送信します。',
    ),
    content: html`
      ${section({
        title: '次にしていただくこと',
        content: html`<ol class="numbered">
          <li>メールに記載されている仮パスワードでログインしてください。使用できるのは1回だけで、発行から${REISSUE_VALID_HOURS}時間有効です。</li>
          <li>続けて表示される画面で、新しいパスワードを設定してください。それまでは、これまでのパスワードも引き続き使用できます。</li>
        </ol>`,
      })}
      ${section({
        title: '数分たってもメールが届かない場合',
        content: html`<ul class="bulleted">
          <li>WebユーザーIDとメールアドレスが登録のとおりか、お確かめください。登録の有無は、この画面ではお答えしていません。</li>
          <li>迷惑メールのフォルダーをご確認ください。メールが複数届いた場合は、最後に届いたメールの仮パスワードだけが有効です。</li>
          <li>短い時間に繰り返しお申込みがあった場合は、しばらくの間、新しいメールを送信しません。先に届いたメールをご使用ください。</li>
        </ul>`,
      })}
      ${actions({ primary: button({ text: 'Webサービスログインへ', href: '/login' }) })}`,
  });
