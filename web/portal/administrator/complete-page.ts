import { LINK_VALID_HOURS } from '../../../domain/email-change.ts';
import { actions, banner, button, section, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { changesTable } from './changes-table.ts';
import type { Completion } from './draft.ts';
import { steps } from './input-page.ts';
import { ipEntriesSection } from './ip-restriction-review.ts';

/** Webユーザー（管理者）情報変更完了 (manual 4-2 ④), with and without a changed address. */
export function completePage(c: Context, { before, changes }: Completion): Html {
  const { email, ...atOnce } = changes;
  const changedAtOnce = Object.keys(atOnce).length > 0;
  return userPage(c, {
    title: 'Webユーザー（管理者）情報変更完了',
    trail: [{ text: 'Webユーザー（管理者）情報変更', href: '/administrator' }],
    steps: stepIndicator(steps, 3),
    notice: html`
      ${changedAtOnce && banner('success', 'Webユーザー（管理者）情報を変更しました')}
      ${changes.usesOneTimePassword && banner('info', 'ワンタイムパスワードの利用を開始しました', '貴社のすべてのWebユーザーについて、ワンタイムパスワードを入力するまで、重要な手続きのメニューは保護されます。現在ログイン中のほかの端末も対象です。この端末では、次回のログインから入力が必要になります。')}
      ${email && banner('warning', 'メールアドレスの変更は、まだ完了していません', linkMustBeOpened(email))}`,
    content: html`
      ${email && aboutTheMail(c)}
      ${section({ title: '変更の内容', content: changesTable(before, changes, '確認用メールの確認待ちです。') })}
      ${ipEntriesSection(changes)}
      ${actions({
        primary: email
          ? button({ text: 'メールアドレス変更の状況を確認する', kind: 'primary', href: '/administrator' })
          : button({ text: 'ユーザーページへ', kind: 'primary', href: '/' }),
        back: email ? button({ text: 'ユーザーページへ', href: '/' }) : undefined,
      })}`,
  });
}

const linkMustBeOpened = (email: string): Html => html`
  <p>変更後のメールアドレス <strong>${email}</strong> に確認用メールが届きます。メール到着後${LINK_VALID_HOURS}時間以内にメールに記載されているURLをクリックし、表示されるページの「変更を確定する」を押すと、メールアドレス変更の手続きが完了します。</p>
  <p><strong>URLをクリックしなければメールアドレスは変更されませんので、ご注意ください。</strong></p>`;

const aboutTheMail = (c: Context): Html =>
  section({
    title: '確認用メールについて',
    content: html`<ul class="bulleted">
      <li>受信設定を行っている場合は、<strong>${c.var.services.config.MAIL_FROM}</strong> からのメールが届くよう設定の変更を行ってください。</li>
      <li>フリーメールや携帯電話・スマートフォンのメールアドレスは推奨しません。</li>
      <li>変更前のメールアドレスにも、変更の申請があったことをお知らせします。</li>
      <li>メールが届かない場合は、「Webユーザー（管理者）情報変更」のページから再送できます。</li>
    </ul>`,
  });
