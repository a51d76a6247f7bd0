import type { EmailChange } from '../../../db/schema/email-changes.ts';
import { LINK_VALID_HOURS } from '../../../domain/email-change.ts';
import { actions, banner, button, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { publicPage } from '../page.ts';
import type { Problem } from './commands.ts';
import { isAwaiting, problemBanner, toLogin } from './link-page.ts';
import { masked } from './masked.ts';

/** The link of the 確認用メール: says what the button will do, or what has become of the change. */
export function confirmPage(c: Context, change: EmailChange, problem?: Problem): Html {
  if (isAwaiting(change)) return question(c, change, problem);
  if (change.stage === 'changed') return done(c, change);
  return change.stage === 'cancelled' ? cancelled(c, change) : expired(c);
}

const question = (c: Context, change: EmailChange, problem?: Problem): Html =>
  publicPage(c, {
    title: 'メールアドレス変更の確認',
    width: 'form',
    lead:
      problem === 'suspended'
        ? undefined
        : '内容をご確認のうえ、「変更を確定する」ボタンを押してください。ボタンを押すまで、メールアドレスは変更されません。',
    notice: problemBanner(problem, 'メールアドレスの変更'),
    content: html`
      ${section({
        title: '変更の内容',
        content: definitionList([
          { label: '変更後のメールアドレス', value: masked(change.newEmail) },
          { label: '変更の申請日時', value: time(change.requestedAt) },
          { label: 'このURLの有効期限', value: time(change.expiresAt) },
        ]),
      })}
      ${
        problem !== 'suspended' &&
        html`<form method="post" action="${c.req.path}" class="form" data-submit-once>
        ${actions({ primary: button({ text: '変更を確定する', kind: 'primary' }) })}
      </form>`
      }
      <aside class="hint">
        <p>お心当たりがない場合は、ボタンを押さずにこのページを閉じてください。登録情報は変更されません。</p>
      </aside>`,
  });

const done = (c: Context, change: EmailChange): Html =>
  publicPage(c, {
    title: 'メールアドレス変更完了',
    width: 'form',
    notice: banner(
      'success',
      'メールアドレスの変更が完了しました',
      '今後のお知らせは、変更後のメールアドレスにお送りします。',
    ),
    content: html`
      ${section({
        title: '変更の内容',
        content: definitionList([
          { label: '変更後のメールアドレス', value: masked(change.newEmail) },
          { label: '完了日時', value: change.endedAt && time(change.endedAt) },
        ]),
      })}
      ${toLogin}`,
  });

const expired = (c: Context): Html =>
  publicPage(c, {
    title: 'URLの有効期限が過ぎました',
    width: 'form',
    notice: banner(
      'warning',
      'メールアドレスは変更されませんでした',
      `確認用メールの到着後${LINK_VALID_HOURS}時間以内に確認されなかったため、このURLは使用できなくなりました。登録されているメールアドレスはそのままです。`,
    ),
    content: html`
      <p>変更する場合は、ログインして「Webユーザー（管理者）情報変更」からもう一度お手続きください。</p>
      ${toLogin}`,
  });

const cancelled = (c: Context, { cancelledBy }: EmailChange): Html =>
  publicPage(c, {
    title: 'このURLは使用できません',
    width: 'form',
    notice: banner(
      'warning',
      cancelledBy === 'newerChange'
        ? '新しい変更が申請されたため、このURLは使用できなくなりました'
        : 'このメールアドレスの変更は取り消されています',
      cancelledBy === 'newerChange'
        ? '最も新しい確認用メールに記載されているURLを開いてください。'
        : '登録されているメールアドレスはそのままです。',
    ),
    content: html`${toLogin}`,
  });
