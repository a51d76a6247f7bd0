import { type ListedSession, SESSION_HOURS_AT_MOST } from '../../../db/sessions.ts';
import { banner } from '../../components.ts';
import type { Context } from '../../context.ts';
import type { Html } from '../../html.ts';
import { sessionList } from '../../session-list.ts';
import { IDLE_MINUTES } from '../../sessions.ts';
import { userPage } from '../page.ts';

/** `ended`: how many have just been ended. */
export const listPage = (c: Context, sessions: readonly ListedSession[], ended: number): Html =>
  userPage(c, {
    title: 'ログイン中の端末',
    width: 'wide',
    lead: `ご自身のWebユーザーIDでログインしている端末です。${IDLE_MINUTES}分間操作がないとき、またはログインから${SESSION_HOURS_AT_MOST}時間が過ぎたときは、自動的にログアウトします。`,
    notice: ended > 0 ? banner('success', `${ended}件の端末からログアウトしました`) : undefined,
    content: sessionList(c, { sessions, path: '/sessions', passwordPath: '/password', back: '/' }),
  });
