import type { passwordMails } from '../../../db/schema/credentials.ts';
import type { StaffAccountAct } from '../../../db/schema/staff-credentials.ts';
import type { ListedSession } from '../../../db/sessions.ts';
import type { StaffAccount } from '../../../db/staff-accounts.ts';
import { staffRoleText } from '../../../domain/staff.ts';
import { staffOperations } from '../../../domain/staff-operation.ts';
import { mayStaff } from '../../access.ts';
import { banner, button, definitionList, section, time, timeline } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { sessionTable } from '../../session-list.ts';
import { staffPage } from '../page.ts';
import { administrationTrail } from '../record-list.ts';
import type { Act } from './acts.ts';
import { HOME, pathOf, secondFactorBadge, stateBadge } from './list-page.ts';

export const trail = (account: StaffAccount, ...steps: { text: string }[]) =>
  administrationTrail(
    { text: '職員', href: HOME },
    ...(steps.length > 0
      ? [{ text: account.name, href: pathOf(account) }, ...steps]
      : [{ text: account.name }]),
  );

export interface AccountPage {
  account: StaffAccount;
  sessions: ListedSession[];
  history: StaffAccountAct[];
  passwordMail: typeof passwordMails.$inferSelect | undefined;
}

/** One account: what is registered, how its owner logs in, and what was done to it. */
export function accountPage(c: Context, page: AccountPage, notice?: Html): Html {
  const { account, sessions, history } = page;
  return staffPage(c, {
    title: account.name,
    breadcrumb: trail(account),
    titleAside: stateBadge(account),
    notice: notice ?? doneNotice(c, account),
    content: html`<div class="office-columns">
      <div>
        ${section({ title: '登録内容', aside: changeButton(c, account), content: details(account) })}
        ${section({ title: 'ログイン中の端末', content: sessionTable(sessions) })}
        ${section({ title: '履歴', content: acts(history) })}
      </div>
      <aside aria-label="ログイン">
        ${section({ title: 'ログイン', content: loginFacts(c, page) })}
        ${mayStaff(c.var.staff, 'staffAccounts:manage') && section({ title: '操作', content: choices(c, page) })}
      </aside>
    </div>`,
  });
}

const doneTexts: Record<string, (account: StaffAccount) => [string, string?]> = {
  added: ({ email }) => [
    '職員を登録しました',
    `仮パスワードを記載したメールを ${email} に送信します。届かないときは、アドレスを確認のうえ、パスワードをリセットしてください。`,
  ],
  saved: () => ['保存しました'],
  suspension: () => ['利用を停止しました', 'ログイン中の端末からはログアウトされました。'],
  resumption: () => ['利用を再開しました'],
  'session-ends': () => ['すべての端末からログアウトさせました'],
  'password-reset': ({ email }) => [
    'パスワードをリセットしました',
    `仮パスワードを記載したメールを ${email} に送信します。`,
  ],
  'second-factor-reset': () => [
    '二要素認証をリセットしました',
    '次回のログインで、認証アプリを設定し直します。本人にメールで通知しました。',
  ],
};

function doneNotice(c: Context, account: StaffAccount): Html | undefined {
  const done = c.req.query('done') ?? '';
  const text = Object.hasOwn(doneTexts, done) ? doneTexts[done]?.(account) : undefined;
  return text && banner('success', text[0], text[1], { live: true });
}

const changeButton = (c: Context, account: StaffAccount): Html | undefined =>
  mayStaff(c.var.staff, 'staffAccounts:manage')
    ? button({ text: '変更する', size: 'small', href: `${pathOf(account)}/change` })
    : undefined;

const details = (account: StaffAccount): Html =>
  definitionList([
    { label: '職員ID', value: html`<span class="number">${account.staffId}</span>` },
    { label: '氏名', value: account.name },
    { label: '所属名', value: account.department },
    { label: '役職名', value: account.title },
    { label: 'メールアドレス', value: account.email },
    { label: '役割', value: staffRoleText[account.role] },
    { label: '登録日時', value: time(account.createdAt) },
    {
      label: '担当している申込み',
      value: html`<a href="/office?assignee=${encodeURIComponent(account.staffId)}">申込一覧で見る</a>`,
    },
  ]);

function loginFacts(c: Context, { account, passwordMail }: AccountPage): Html {
  const { temporaryExpiresAt } = account;
  return definitionList([
    { label: '二要素認証', value: secondFactorBadge(c, account) },
    { label: '最終ログイン', value: account.lastLoginAt ? time(account.lastLoginAt) : 'なし' },
    { label: '接続元IPアドレス', value: account.lastLoginAddress ?? 'なし' },
    ...(account.hasPassword
      ? []
      : [
          { label: '仮パスワードのメール', value: mailState(passwordMail) },
          ...(temporaryExpiresAt
            ? [{ label: '仮パスワードの有効期限', value: expiry(temporaryExpiresAt) }]
            : []),
        ]),
  ]);
}

const mailState = (mail: AccountPage['passwordMail']): Html | string => {
  if (!mail) return 'なし';
  return mail.sentAt
    ? html`送信済み（${time(mail.sentAt)}）`
    : html`送信待ち（${time(mail.requestedAt)}から）`;
};

const expiry = (at: Date): Html =>
  at > new Date() ? time(at) : html`${time(at)}（期限切れ。パスワードをリセットしてください）`;

/** On their own account people act on the pages of 自分のアカウント, with their own password. */
function choices(c: Context, { account, sessions }: AccountPage): Html {
  if (account.staffId === c.var.staff.staffId)
    return html`<p class="help">ご自身のパスワード、二要素認証、端末は、<a href="/office/account">自分のアカウント</a>で設定します。ご自身の役割の変更と利用停止はできません。</p>`;
  return html`<ul class="stack">
    ${account.suspendedAt && choice(account, 'resumption', '利用を再開する')}
    ${sessions.length > 0 && choice(account, 'session-ends', 'ログアウトさせる')}
    ${choice(account, 'password-reset', 'パスワードをリセットする')}
    ${account.hasSecondFactor && choice(account, 'second-factor-reset', '二要素認証をリセットする')}
    ${!account.suspendedAt && choice(account, 'suspension', '利用を停止する', 'danger')}
  </ul>`;
}

const choice = (account: StaffAccount, act: Act, text: string, kind?: 'danger'): Html =>
  html`<li>${button({ text, kind, size: 'small', href: `${pathOf(account)}/${act}` })}</li>`;

const acts = (history: readonly StaffAccountAct[]): Html =>
  history.length === 0
    ? html`<p class="help">記録はありません。</p>`
    : timeline(
        history.map(({ at, operation, actorName, reasonText, changes }) => ({
          at,
          actor: actorName,
          text: staffOperations[operation],
          detail:
            reasonText || changes.length > 0
              ? html`
            ${changes.map(({ label, before, after }) => html`<p>${label}：${before || '（なし）'} → ${after || '（なし）'}</p>`)}
            ${reasonText && html`<p class="prose">${reasonText}</p>`}`
              : undefined,
        })),
      );
