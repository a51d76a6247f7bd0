import type { ListedSession } from '../db/sessions.ts';
import { browserName } from './browser-name.ts';
import { actions, badge, button, dataTable } from './components.ts';
import type { Context } from './context.ts';
import { time } from './format.ts';
import { type Html, html } from './html.ts';

interface SessionList {
  sessions: readonly ListedSession[];
  /** The address of the page; below it `/ends/…` ends them. */
  path: string;
  /** Where passwords are changed. */
  passwordPath: string;
  back: string;
}

/** A person's own sessions, this one first, with a button to end each of the others, and all of them. */
export function sessionList(c: Context, { sessions, path, passwordPath, back }: SessionList): Html {
  const isThis = ({ idHash }: ListedSession) => idHash === c.var.session.idHash;
  const inOrder = [...sessions.filter(isThis), ...sessions.filter((session) => !isThis(session))];
  return html`
    ${sessionTable(
      inOrder,
      (session) => (isThis(session) ? badge('info', 'この端末') : undefined),
      (session) => (isThis(session) ? undefined : endForm(path, session)),
    )}
    <p class="hint">心当たりのない端末があるときは、ログアウトさせたうえで、<a href="${passwordPath}">パスワードを変更</a>してください。最終操作日時には1分程度の誤差があります。</p>
    ${actions({
      ...(sessions.length > 1 ? { primary: endOthers(path) } : {}),
      back: button({ text: '戻る', href: back }),
    })}`;
}

/** Sessions with what stands beside the device, and what can be done. */
export const sessionTable = (
  sessions: readonly ListedSession[],
  mark: (session: ListedSession) => Html | undefined = () => undefined,
  act?: (session: ListedSession) => Html | undefined,
): Html =>
  dataTable({
    caption: 'ログイン中の端末',
    captionHidden: true,
    columns: [
      {
        header: '端末',
        primary: true,
        cell: (session) => html`${browserName(session.userAgent)} ${mark(session)}`,
      },
      {
        header: '接続元IPアドレス',
        width: 'narrow',
        cell: ({ address }) => html`<span class="number">${address || '不明'}</span>`,
      },
      { header: 'ログイン日時', width: 'narrow', cell: ({ createdAt }) => time(createdAt) },
      { header: '最終操作日時', width: 'narrow', cell: ({ lastUsedAt }) => time(lastUsedAt) },
      ...(act ? [{ header: '操作', headerHidden: true, width: 'narrow' as const, cell: act }] : []),
    ],
    rows: sessions,
    empty: { title: 'ログイン中の端末はありません' },
  });

const endForm = (path: string, { idHash, userAgent, address }: ListedSession): Html =>
  html`<form method="post" action="${path}/ends/${idHash}" data-submit-once>${button({
    text: 'ログアウトさせる',
    size: 'small',
    attributes: {
      'aria-label': `${browserName(userAgent)}、${address || '接続元不明'}の端末をログアウトさせる`,
    },
  })}</form>`;

const endOthers = (path: string): Html =>
  html`<form method="post" action="${path}/ends/others" data-submit-once>${button({ text: 'ほかのすべての端末をログアウトさせる', kind: 'danger' })}</form>`;
