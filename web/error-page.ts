/** What went wrong, what was kept, and what to do next; in both moods, and as a partial for an htmx target. */
import { button } from './components/actions.ts';
import { banner } from './components/messages.ts';
import { type Html, html } from './html.ts';
import { officePage, type PortalUser, portalPage, type StaffMember } from './layout.ts';

type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503;

export type ErrorPage = {
  mood: 'portal' | 'office';
  status: ErrorStatus;
  institutionName: string;
  contact?: string | undefined;
  /** Replaces the general explanation. */
  message?: string | undefined;
  /** The request's id, which a person can read out to support. */
  reference?: string | undefined;
  user?: PortalUser | undefined;
  staff?: StaffMember | undefined;
  next?: readonly { text: string; href: string }[] | undefined;
};

/** A whole page for a refused or failed request. */
export function errorPage(page: ErrorPage): Html {
  const { title, message } = textOf(page.mood, page.status);
  const home =
    page.mood === 'office'
      ? { text: '申込一覧へ', href: '/office' }
      : { text: page.user ? 'ユーザーページへ' : 'ログイン画面へ', href: '/' };
  const content = html`<div class="error-page">
    <p class="error-message">${page.message ?? message}</p>
    ${page.reference && html`<p class="reference">お問い合わせの際は、次の受付番号をお知らせください。<strong class="number">${page.reference}</strong></p>`}
    <p class="links">${(page.next ?? [home]).map(({ text, href }, index) => button({ text, href, kind: index === 0 ? 'primary' : 'secondary' }))}</p>
    <p class="status-code">エラー ${page.status}</p>
  </div>`;
  const { institutionName, contact } = page;
  return page.mood === 'office'
    ? officePage({ institutionName, title, content, staff: page.staff })
    : portalPage({ institutionName, contact, title, content, user: page.user });
}

/** The same texts as a banner, to stand where an htmx request would have put its result. */
export function errorPartial(error: Pick<ErrorPage, 'mood' | 'status' | 'message' | 'reference'>): Html {
  const { title, message } = textOf(error.mood, error.status);
  return banner(
    'error',
    title,
    html`<p>${error.message ?? message}</p>${error.reference && html`<p>受付番号：<span class="number">${error.reference}</span></p>`}`,
    {
      live: true,
    },
  );
}

/** Whom to ask for a right differs. */
const textOf = (mood: ErrorPage['mood'], status: ErrorStatus) =>
  mood === 'office' && status === 403
    ? {
        ...texts[status],
        message:
          'この操作には別の権限が必要です。権限の変更は、職員アカウントを管理する統括者に依頼してください。',
      }
    : texts[status];

const texts: Record<ErrorStatus, { title: string; message: string }> = {
  400: {
    title: '操作を受け付けられませんでした',
    message:
      '画面が古いか、送信された内容が正しくありません。前の画面に戻り、再読み込みしてからもう一度お試しください。',
  },
  401: {
    title: 'ログインしてください',
    message:
      'ログインしていないか、一定時間操作がなかったためログアウトしました。もう一度ログインしてください。',
  },
  403: {
    title: 'この操作を行う権限がありません',
    message: 'この操作には別の権限が必要です。権限の変更は、貴社のWebユーザー（管理者）にご相談ください。',
  },
  404: {
    title: 'ページが見つかりません',
    message: 'アドレスが間違っているか、ページがなくなっています。メニューから選び直してください。',
  },
  409: {
    title: '状況が変わったため、操作できませんでした',
    message:
      '画面を開いている間に、ほかの操作により状況が変わりました。最新の状況を確認してから、もう一度お試しください。',
  },
  413: {
    title: '送信された内容が大きすぎます',
    message: '入力の量を減らして、もう一度お試しください。',
  },
  422: {
    title: '入力内容をご確認ください',
    message: '入力された内容に誤りがあります。前の画面に戻って修正してください。',
  },
  429: {
    title: 'しばらくお待ちください',
    message:
      '短い時間に操作が繰り返されたため、一時的に受付を止めています。少し時間をおいてから、もう一度お試しください。',
  },
  500: {
    title: '処理できませんでした',
    message:
      'システムに問題が発生しました。入力した内容は保存されていない場合があります。少し時間をおいてから、もう一度お試しください。',
  },
  503: {
    title: 'ただいまご利用いただけません',
    message:
      'システムの一部が停止しています。復旧まで少しお待ちのうえ、もう一度お試しください。お急ぎの場合はお問い合わせください。',
  },
};
