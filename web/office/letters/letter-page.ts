import type { LetterRow } from '../../../db/letters.ts';
import { formatPostalCode } from '../../../domain/postal-code.ts';
import { assetUrl } from '../../assets.ts';
import { button, printButton } from '../../components.ts';
import type { Context } from '../../context.ts';
import { formatDate, time } from '../../format.ts';
import { attributes, type Html, html } from '../../html.ts';
import { productName } from '../../layout.ts';

export interface PrintedLetter extends LetterRow {
  /** In groups of four with hyphens. It stands on this page alone. */
  password: string;
  printedAt: Date;
  expiresAt: Date;
}

/**
 * The letter as one A4 page for the browser's print (web/assets/css/letter.css). The address stands where the window of
 * a 長形3号 envelope shows it when the sheet is folded in three.
 */
export function letterPage(c: Context, letter: PrintedLetter): Html {
  const { INSTITUTION_NAME, PUBLIC_URL } = c.var.services.config;
  const { party, user, registration, password, printedAt, expiresAt } = letter;
  const texts = user.kind === 'groupViewer' ? ofGroupViewer : ofAdministrator;
  return html`<!DOCTYPE html>
<html lang="ja">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>通知書｜${productName}</title>
  <meta name="format-detection" content="telephone=no">
  <link rel="icon" type="image/svg+xml" href="${assetUrl('favicon.svg')}">
  <link rel="stylesheet" href="${assetUrl('app.css')}">
  <link rel="stylesheet" href="${assetUrl('fonts.css')}">
  <script src="${assetUrl('app.js')}" type="module"></script>
</head>
<body class="office letter-body">
  <header class="letter-toolbar">
    <p><strong>このページを閉じると、パスワードは二度と表示できません。</strong>いま印刷してください。印刷できなかった場合は、通知書の一覧から新しいパスワードで印刷し直します。</p>
    <div>${printButton()}${button({ text: '通知書の一覧へ', href: '/office/letters' })}</div>
  </header>
  <main class="letter" id="main">
    <address class="letter-window"${attributes({ 'data-long': isLong(letter) })}>
      <p>〒${formatPostalCode(party.postalCode)}</p>
      <p>${party.prefecture}${party.city}${party.street}</p>
      ${party.building && html`<p>${party.building}</p>`}
      <p class="letter-company">${party.name}</p>
      ${(user.department || user.title) && html`<p>${[user.department, user.title].filter(Boolean).join('　')}</p>`}
      <p class="letter-name">${user.name}　様</p>
    </address>
    <div class="letter-sender">
      <p>${time(printedAt, 'date')}</p>
      ${registration && html`<p>受付番号　${registration.registrationNumber}</p>`}
      <p><strong>${INSTITUTION_NAME}</strong></p>
      <p>親展</p>
    </div>
    <h1>${texts.title}</h1>
    <p>${texts.opening}初回ログイン用のパスワードは、ご本人以外に知られないようお取り扱いください。</p>
    <dl class="letter-keys">
      <div><dt>保険利用者コード</dt><dd>${party.insuredCode}</dd></div>
      <div><dt>WebユーザーID</dt><dd>${user.webUserId}</dd></div>
      <div class="letter-password"><dt>初回ログイン用パスワード</dt><dd>${groups(password)}</dd></div>
      <div><dt>パスワードの有効期限</dt><dd class="letter-until">${time(expiresAt)} まで</dd></div>
    </dl>
    <section>
      <h2>初回ログインの手順</h2>
      <ol class="numbered">
        <li>ブラウザーで <strong class="letter-url">${PUBLIC_URL}/login</strong> を開きます。</li>
        <li>WebユーザーIDと、上記のパスワードを入力してログインします。パスワードは英小文字と数字です。ハイフン（-）は省略できます。</li>
        <li>続いて表示される画面で、ご自身の新しいパスワード（15文字以上）を設定します。設定が終わると、すべての機能をご利用いただけます。</li>
      </ol>
    </section>
    <section>
      <h2>ご注意</h2>
      <ul class="bulleted">
        <li>上記のパスワードでログインできるのは、有効期限までに1回限りです。新しいパスワードを設定するまでは、ほかの操作はできません。</li>
        <li>有効期限が過ぎた場合やこの通知書の封が開いていた場合は、${texts.help}${INSTITUTION_NAME}へご連絡ください。</li>
        <li>${INSTITUTION_NAME}が、電話やメールでパスワードをお尋ねすることはありません。</li>
        <li>${texts.next}</li>
      </ul>
    </section>
    <footer class="letter-footer">${INSTITUTION_NAME}　Webサービス${registration && `　　登録に同意いただいた規約：${formatDate(registration.termsVersion)}版`}</footer>
  </main>
</body>
</html>`;
}

const ofAdministrator = {
  title: 'Webユーザー（管理者）登録のお知らせ',
  opening: '保険利用者・Webユーザー登録のお申込みを承認し、次のとおり登録しました。',
  help: 'ログイン画面の「パスワード再発行」をご利用になるか、',
  next: 'ログイン後、申込者用のWebユーザーを99名まで登録できます。',
};

const ofGroupViewer = {
  title: '全社閲覧用IDのお知らせ',
  opening: 'お申出により発行した全社閲覧用IDと、ログインに必要な事項をお知らせします。',
  help: '',
  next: 'ログイン後、照会する保険利用者を切り替えられます。情報の変更や申込みはできません。',
};

/** Read out as one text, seen as groups. */
const groups = (password: string): Html =>
  html`${password.split('-').map((group, index) => html`${index > 0 && html`<span class="letter-hyphen">-</span>`}<span>${group}</span>`)}`;

/** About 24 characters fit into a line of the window, and eleven lines into it; longer addresses are set smaller. */
function isLong({ party, user }: LetterRow): boolean {
  const lines = [
    party.prefecture + party.city + party.street,
    party.building ?? '',
    party.name,
    `${user.department}　${user.title}`,
    `${user.name}　　　様`,
  ];
  return lines.reduce((sum, line) => sum + Math.ceil(line.length / 22), 1) > 8;
}
