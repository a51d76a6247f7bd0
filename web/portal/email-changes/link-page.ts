import type { EmailChange } from '../../../db/schema/email-changes.ts';
import { actions, banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { publicPage } from '../page.ts';
import type { Problem } from './commands.ts';

/** Whether its links can still act. After the 24 hours they cannot, even where the workflow has not yet said so. */
export const isAwaiting = ({ stage, expiresAt }: EmailChange): boolean =>
  stage === 'pending' && expiresAt.getTime() > Date.now();

/** For a link that nothing is behind: mistyped, invented, or taken over by a newer mail. */
export const unknownLinkPage = (c: Context): Html =>
  publicPage(c, {
    title: 'このURLは使用できません',
    width: 'form',
    content: html`
      ${banner(
        'warning',
        'URLが正しくないか、使用できなくなっています',
        html`<ul class="bulleted">
          <li>確認用メールが再送されている場合は、最も新しいメールに記載されているURLを開いてください。</li>
          <li>URLが途中で改行されている場合は、全体をコピーしてブラウザーに貼り付けてください。</li>
        </ul>`,
      )}
      <p>このページを開いたことで、登録情報が変更されることはありません。</p>
      ${toLogin}`,
  });

export const toLogin = actions({ primary: button({ text: 'Webサービスログインへ', href: '/login' }) });

/** What to say where the button was pressed in vain. The link stays as it is. */
export function problemBanner(problem: Problem | undefined, act: string): Html | undefined {
  if (!problem) return undefined;
  if (problem === 'temporalDown')
    return banner(
      'error',
      `ただいま${act}を受け付けられません`,
      'まだ何も変更されていません。このURLは期限まで引き続き有効です。しばらくしてから、もう一度ボタンを押してください。',
      { live: true },
    );
  if (problem === 'suspended')
    return banner(
      'warning',
      `現在、${act}を受け付けていません`,
      '登録されているメールアドレスはそのままです。お問い合わせ窓口にご連絡ください。',
      { live: true },
    );
  return banner(
    'warning',
    `${act}はできませんでした`,
    '別の手続きが先に受け付けられました。最新のメールをご確認ください。',
    { live: true },
  );
}
