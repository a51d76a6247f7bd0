import type { SecondFactor } from '../../../db/second-factors.ts';
import { needsSecondFactor, RECOVERY_CODES } from '../../../domain/second-factor.ts';
import { actions, badge, banner, button, definitionList, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { firstThing } from '../first-things.ts';
import { HOME as ACCOUNT } from './account-page.ts';
import { HOME, page, TITLE } from './second-factor-frame.ts';

/** What it is, before there is one. */
export const introductionPage = (c: Context): Html =>
  page(c, {
    title: TITLE,
    lead: 'パスワードに加えて、お持ちのスマートフォンの認証アプリに表示される確認コードでログインします。',
    notice: firstThing(c)
      ? banner(
          'warning',
          '業務を始める前に、二要素認証を設定してください',
          'あなたの役割では、二要素認証の設定が必要です。設定には3分ほどかかります。',
        )
      : undefined,
    content: html`<div class="office-form">
      <div class="section stack">
        <h2>ご用意いただくもの</h2>
        <ul class="bulleted">
          <li>スマートフォンなどの認証アプリ（Google Authenticator、Microsoft Authenticator、1Passwordなど、「TOTP」に対応したもの）</li>
          <li>リカバリーコードを控えるためのプリンター、または紙とペン</li>
        </ul>
        <h2>設定の流れ</h2>
        <ol class="numbered">
          <li>画面に表示されるQRコードを、認証アプリで読み取ります。</li>
          <li>認証アプリに表示された6桁の確認コードを入力します。</li>
          <li>表示されるリカバリーコードを控え、安全な場所に保管します。</li>
        </ol>
      </div>
      ${actions({
        primary: button({ text: '設定を始める', kind: 'primary', href: `${HOME}/set-up` }),
        ...(firstThing(c) ? {} : { back: button({ text: '戻る', href: ACCOUNT }) }),
      })}
    </div>`,
  });

interface State {
  factor: SecondFactor | undefined;
  recovery: { madeAt: Date; left: number } | undefined;
}

/** Few enough that one should think of new ones. */
const FEW = 3;

/** The one in force, and what can be done with it. */
export function statePage(c: Context, { factor, recovery }: State): Html {
  const left = recovery?.left ?? 0;
  return page(c, {
    title: TITLE,
    lead: 'ログインのときに、パスワードに続けて認証アプリの確認コードを入力します。',
    titleAside: badge('success', '設定済み'),
    notice:
      left <= FEW
        ? banner(
            'warning',
            `リカバリーコードの残りは${left}件です`,
            '新しいリカバリーコードを発行してください。',
          )
        : undefined,
    content: html`<div class="office-form">
      ${section({
        title: '認証アプリ',
        content: html`
          ${definitionList([{ label: '設定した日時', value: factor?.confirmedAt && time(factor.confirmedAt) }])}
          <p class="help">機種変更などで認証アプリを替えるときは、設定し直してください。</p>
          <p class="links">
            ${button({ text: '認証アプリを設定し直す', href: `${HOME}/set-up`, size: 'small' })}
            ${!isRequired(c) && button({ text: '二要素認証の利用をやめる', kind: 'danger', href: `${HOME}/removal`, size: 'small' })}
          </p>`,
      })}
      ${section({
        title: 'リカバリーコード',
        content: html`
          ${definitionList([
            { label: '残り', value: `${left}件（${RECOVERY_CODES}件中）` },
            { label: '発行した日時', value: recovery && time(recovery.madeAt) },
          ])}
          <p class="help">認証アプリを使えないときに、確認コードの代わりに使います。1件につき1回だけ使用できます。</p>
          <p class="links">${button({ text: '新しいリカバリーコードを発行する', href: `${HOME}/recovery-codes`, size: 'small' })}</p>`,
      })}
      ${actions({ back: button({ text: '戻る', href: ACCOUNT }) })}
    </div>`,
  });
}

const isRequired = ({ var: { staff, services } }: Context) =>
  needsSecondFactor(staff, services.config.STAFF_SECOND_FACTOR);
