import type { EmailChange } from '../../../db/schema/email-changes.ts';
import { LINK_VALID_HOURS, RESENDS_AT_MOST } from '../../../domain/email-change.ts';
import {
  badge,
  banner,
  button,
  definitionList,
  dialogConfirm,
  liveStatus,
  section,
} from '../../components.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import type { Problem } from '../email-changes/commands.ts';
import { isAwaiting } from '../email-changes/link-page.ts';

/** Days for which the page still says what became of a change. */
const RESULT_SHOWN_DAYS = 30;

/** The address that waits for its link, or what became of the last one. Follows the process by itself. */
export function emailChangePanel(change: EmailChange | undefined, problem?: Problem): Html {
  if (!change || isForgotten(change)) return html`${problem && problemBanners[problem]}`;
  return liveStatus({
    id: 'email-change',
    url: '/administrator/email-change',
    updatedAt: new Date(),
    ended: change.stage !== 'pending',
    content: html`
      ${problem && problemBanners[problem]}
      ${isAwaiting(change) ? pending(change) : result(change)}`,
  });
}

const isForgotten = ({ endedAt }: EmailChange): boolean =>
  endedAt !== null && Date.now() - endedAt.getTime() > RESULT_SHOWN_DAYS * 24 * 60 * 60_000;

const problemBanners: Record<Problem, Html> = {
  ended: banner('warning', 'この変更はすでに終了しています', '現在の状況をご確認ください。', { live: true }),
  supersededLink: banner('warning', '受け付けられませんでした', '現在の状況をご確認ください。', {
    live: true,
  }),
  tooManyResends: banner(
    'warning',
    'これ以上は再送できません',
    `再送は${RESENDS_AT_MOST}回までです。メールアドレスと受信設定をご確認のうえ、変更をやり直してください。`,
    { live: true },
  ),
  suspended: banner('warning', '現在、この手続きを受け付けていません', 'お問い合わせ窓口にご連絡ください。', {
    live: true,
  }),
  temporalDown: banner(
    'error',
    'ただいま受け付けられません',
    'メールアドレスの変更手続きはそのままです。しばらくしてから、もう一度お試しください。',
    { live: true },
  ),
};

function pending(change: EmailChange): Html {
  return section({
    title: 'メールアドレスの変更手続き',
    aside: badge('waiting', '確認待ち'),
    content: html`
      <p>${
        change.confirmTokenHash
          ? '新しいメールアドレスに届いた確認用メールのURLを開き、「変更を確定する」を押すと、変更が完了します。'
          : '新しいメールアドレスに確認用メールを送信しています。'
      }${change.generation > 1 && html`確認用メールは再送されています。<strong>以前のメールのURLは使用できません。</strong>`}</p>
      ${definitionList([
        { label: '新しいメールアドレス', value: change.newEmail },
        {
          label: '確認の期限',
          value: html`${time(change.expiresAt)}`,
          note: html`<strong>残り${timeLeft(change.expiresAt)}</strong>　期限までに確認されない場合、メールアドレスは変更されません。`,
        },
        {
          label: '現在のメールアドレス',
          value: change.oldEmail,
          note: '変更が完了するまで、お知らせはこちらに届きます。',
        },
      ])}
      <div class="beside">
        ${change.generation <= RESENDS_AT_MOST && resendForm(change)}
        ${cancelForm(change)}
      </div>`,
  });
}

/** Answered by the panel alone, so that what is typed in the form below is kept. */
const form = (action: string, content: Html): Html =>
  html`<form method="post" action="${action}" hx-post="${action}" hx-target="#email-change" hx-swap="outerMorph" data-submit-once>${content}</form>`;

const resendForm = ({ generation }: EmailChange): Html =>
  form(
    '/administrator/email-change/resend',
    html`<input type="hidden" name="generation" value="${generation}">${button({ text: '確認用メールを再送する', size: 'small' })}`,
  );

const cancelForm = ({ newEmail }: EmailChange): Html =>
  form(
    '/administrator/email-change/cancel',
    html`${button({ text: '変更を取り消す', kind: 'quiet', size: 'small', attributes: { 'data-open-dialog': 'cancel-email-change' } })}
    ${dialogConfirm({
      id: 'cancel-email-change',
      title: 'メールアドレスの変更を取り消します。よろしいですか？',
      body: `${newEmail} への変更は行われません。確認用メールのURLも使用できなくなります。`,
      confirm: button({ text: '取り消す', kind: 'danger' }),
    })}`,
  );

/** `23時間59分`, rounded down; `1分未満` at the end. */
function timeLeft(until: Date, now = Date.now()): string {
  const minutes = Math.floor((until.getTime() - now) / 60_000);
  if (minutes < 1) return '1分未満';
  const hours = Math.floor(minutes / 60);
  return `${hours > 0 ? `${hours}時間` : ''}${minutes % 60}分`;
}

function result(change: EmailChange): Html {
  const when = change.endedAt && html`（${time(change.endedAt)}）`;
  if (change.stage === 'changed')
    return banner(
      'success',
      'メールアドレスの変更が完了しました',
      html`<p>現在のメールアドレスは <strong>${change.newEmail}</strong> です。${when}</p>`,
    );
  if (change.stage !== 'cancelled')
    return banner(
      'warning',
      '有効期限が過ぎたため、メールアドレスは変更されませんでした',
      html`<p>${change.newEmail} への変更は、確認用メールの到着後${LINK_VALID_HOURS}時間以内に確認されませんでした。変更する場合は、もう一度入力してください。${when}</p>`,
    );
  if (change.cancelledBy === 'oldAddress')
    return banner(
      'error',
      '変更前のメールアドレスから、変更が取り消されました',
      html`<p>${change.newEmail} への変更は、変更前のメールアドレスに届いたお知らせから「心当たりがない」として取り消されました。変更を申請した覚えがない場合は、ただちにパスワードを変更してください。${when}</p>`,
    );
  return banner(
    'info',
    'メールアドレスの変更を取り消しました',
    html`<p>${change.newEmail} への変更は行われません。${when}</p>`,
  );
}
