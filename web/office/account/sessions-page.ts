import { type ListedSession, SESSION_HOURS_AT_MOST } from '../../../db/sessions.ts';
import { banner } from '../../components.ts';
import type { Context } from '../../context.ts';
import type { Html } from '../../html.ts';
import { sessionList } from '../../session-list.ts';
import { IDLE_MINUTES } from '../../sessions.ts';
import { staffPage } from '../page.ts';
import { accountTrail, HOME } from './account-page.ts';

export function sessionsPage(c: Context, sessions: readonly ListedSession[]): Html {
  const ended = Number(c.req.query('ended')) || 0;
  return staffPage(c, {
    title: 'ログイン中の端末',
    breadcrumb: accountTrail({ text: 'ログイン中の端末' }),
    lead: `ご自身の職員IDでログインしている端末です。${IDLE_MINUTES}分間操作がないとき、またはログインから${SESSION_HOURS_AT_MOST}時間が過ぎたときは、自動的にログアウトします。`,
    notice: ended > 0 ? banner('success', `${ended}件の端末からログアウトしました`) : undefined,
    content: sessionList(c, {
      sessions,
      path: `${HOME}/sessions`,
      passwordPath: `${HOME}/password`,
      back: HOME,
    }),
  });
}
