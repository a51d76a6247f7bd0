import { type listSessions, SESSION_HOURS_AT_MOST } from '../../../db/sessions.ts';
import { actions, badge, banner, button, dataTable } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { IDLE_MINUTES } from '../../sessions.ts';
import { userPage } from '../page.ts';
import { browserName } from './browser-name.ts';

type ListedSession = Awaited<ReturnType<typeof listSessions>>[number];

/** `ended`: how many have just been ended. */
export function listPage(c: Context, sessions: readonly ListedSession[], ended: number): Html {
  const isThis = ({ idHash }: ListedSession) => idHash === c.var.session.idHash;
  const inOrder = [...sessions.filter(isThis), ...sessions.filter((session) => !isThis(session))];
  return userPage(c, {
    title: 'ログイン中の端末',
    width: 'wide',
    lead: `ご自身のWebユーザーIDでログインしている端末です。${IDLE_MINUTES}分間操作がないとき、またはログインから${SESSION_HOURS_AT_MOST}時間が過ぎたときは、自動的にログアウトします。`,
    notice: ended > 0 ? banner('success', `${ended}件の端末からログアウトしました`) : undefined,
    content: html`
      ${dataTable({
        caption: 'ログイン中の端末',
        captionHidden: true,
        columns: [
          {
            header: '端末',
            primary: true,
            cell: (session) =>
              html`${browserName(session.userAgent)} ${isThis(session) && badge('info', 'この端末')}`,
          },
          {
            header: '接続元IPアドレス',
            width: 'narrow',
            cell: ({ address }) => html`<span class="number">${address || '不明'}</span>`,
          },
          { header: 'ログイン日時', width: 'narrow', cell: ({ createdAt }) => time(createdAt) },
          { header: '最終操作日時', width: 'narrow', cell: ({ lastUsedAt }) => time(lastUsedAt) },
          {
            header: '操作',
            headerHidden: true,
            width: 'narrow',
            cell: (session) => !isThis(session) && endForm(session),
          },
        ],
        rows: inOrder,
        empty: { title: 'ログイン中の端末はありません' },
      })}
      <p class="hint">心当たりのない端末があるときは、ログアウトさせたうえで、<a href="/password">パスワードを変更</a>してください。最終操作日時には1分程度の誤差があります。</p>
      ${actions({
        ...(sessions.length > 1 ? { primary: endOthers } : {}),
        back: button({ text: '戻る', href: '/' }),
      })}`,
  });
}

const endForm = ({ idHash, userAgent, address }: ListedSession): Html =>
  html`<form method="post" action="/sessions/ends/${idHash}" data-submit-once>${button({
    text: 'ログアウトさせる',
    size: 'small',
    attributes: {
      'aria-label': `${browserName(userAgent)}、${address || '接続元不明'}の端末をログアウトさせる`,
    },
  })}</form>`;

const endOthers = html`<form method="post" action="/sessions/ends/others" data-submit-once>${button({ text: 'ほかのすべての端末をログアウトさせる', kind: 'danger' })}</form>`;
