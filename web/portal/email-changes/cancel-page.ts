import type { EmailChange } from '../../../db/schema/email-changes.ts';
import { actions, banner, button, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { publicPage } from '../page.ts';
import type { Problem } from './commands.ts';
import { isAwaiting, problemBanner, toLogin } from './link-page.ts';
import { masked } from './masked.ts';

/** The 「心当たりがない」 link of the notice to the old address. */
export function cancelPage(c: Context, change: EmailChange, problem?: Problem): Html {
  if (isAwaiting(change)) return question(c, change, problem);
  return publicPage(c, {
    ...whatBecame(change),
    width: 'form',
    content: html`${whatToDoNow(c)}${toLogin}`,
  });
}

const question = (c: Context, change: EmailChange, problem?: Problem): Html =>
  publicPage(c, {
    title: 'メールアドレス変更の取消',
    width: 'form',
    lead: 'この変更に心当たりがない場合は、「心当たりがない」ボタンを押してください。登録されているメールアドレスはそのまま変わりません。',
    notice: problemBanner(problem, '取消'),
    content: html`
      ${section({
        title: '申請されている変更',
        content: definitionList([
          { label: '現在のメールアドレス', value: masked(change.oldEmail) },
          { label: '変更後のメールアドレス', value: masked(change.newEmail) },
          { label: '変更の申請日時', value: time(change.requestedAt) },
        ]),
      })}
      <form method="post" action="${c.req.path}" class="form" data-submit-once>
        ${actions({ primary: button({ text: '心当たりがない（変更を取り消す）', kind: 'danger' }) })}
      </form>
      <aside class="hint">
        <p>ご自身または自社で申請した変更の場合は、何もせずにこのページを閉じてください。</p>
      </aside>`,
  });

/** Title and banner for each end of the change. */
function whatBecame({ stage, cancelledBy, endedAt }: EmailChange): { title: string; notice: Html } {
  if (stage === 'changed')
    return {
      title: '取り消すことができません',
      notice: banner(
        'error',
        'メールアドレスの変更は、すでに完了しています',
        html`<p>${endedAt && time(endedAt)}に変更されました。心当たりがない場合は、至急ご連絡ください。</p>`,
      ),
    };
  if (stage === 'cancelled' && cancelledBy === 'newerChange')
    return {
      title: 'このURLは使用できません',
      notice: banner(
        'warning',
        'この変更のあとに、別の変更が申請されました',
        'この変更は行われません。新しい変更にも心当たりがない場合は、最も新しいお知らせのメールに記載されているURLから取り消してください。',
      ),
    };
  if (stage === 'cancelled')
    return {
      title: 'メールアドレス変更の取消完了',
      notice: banner(
        'success',
        'メールアドレスの変更を取り消しました',
        '登録されているメールアドレスは変更されていません。',
      ),
    };
  return {
    title: 'この変更は終了しています',
    notice: banner(
      'info',
      'メールアドレスは変更されませんでした',
      '期限までに確認されなかったため、この変更は行われません。登録されているメールアドレスはそのままです。',
    ),
  };
}

/** Somebody who could ask for the change knew the password. */
const whatToDoNow = (c: Context): Html =>
  section({
    title: '変更に心当たりがない場合',
    content: html`
      <p>第三者がログインした可能性があります。次の対応をお願いします。</p>
      <ol class="numbered">
        <li>Webユーザー（管理者）のパスワードを、ただちに変更してください。</li>
        <li>ログインして、登録情報に見覚えのない変更がないかを確認してください。</li>
        <li>${c.var.services.config.INSTITUTION_NAME}のWebサービス担当までご連絡ください。</li>
      </ol>`,
  });
