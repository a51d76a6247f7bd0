import type { ListedSession } from '../../../db/sessions.ts';
import { needsSecondFactor } from '../../../domain/second-factor.ts';
import { staffRoleText } from '../../../domain/staff.ts';
import { badge, banner, definitionList, menuSection, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import type { Crumb } from '../../layout.ts';
import { staffPage } from '../page.ts';

export const HOME = '/office/account';

export const accountTrail = (...steps: readonly Crumb[]): Crumb[] => [
  { text: '自分のアカウント', href: HOME },
  ...steps,
];

const done: Record<string, string> = {
  password: 'パスワードを変更しました。ほかの端末ではログアウトされました',
  removed: '二要素認証の利用をやめました',
};

/** One's own details, which a supervisor changes, and what one does oneself. */
export function accountPage(c: Context, sessions: readonly ListedSession[]): Html {
  const { staff, session } = c.var;
  const message = done[c.req.query('done') ?? ''];
  return staffPage(c, {
    title: '自分のアカウント',
    lead: 'ご自身の登録内容の確認と、パスワードや二要素認証の設定ができます。',
    notice: message ? banner('success', message, undefined, { live: true }) : undefined,
    content: html`<div class="office-columns">
      <div>
        ${menuSection('設定', [
          {
            title: 'パスワード変更',
            href: `${HOME}/password`,
            description: '新しいパスワードに変更します。ほかの端末ではログアウトされます。',
          },
          {
            title: '二要素認証',
            href: `${HOME}/second-factor`,
            description: 'ログインのときに、パスワードに続けて認証アプリの確認コードを入力するようにします。',
            badge: secondFactorBadge(c),
          },
          {
            title: 'ログイン中の端末',
            href: `${HOME}/sessions`,
            description: 'ご自身の職員IDでログインしている端末を確認し、ログアウトさせます。',
            badge: badge('neutral', `${sessions.length}件`),
          },
        ])}
      </div>
      <aside aria-label="登録内容">
        ${section({
          title: '登録内容',
          lead: '変更は、職員アカウントを管理する統括者に依頼してください。',
          content: definitionList([
            { label: '職員ID', value: html`<span class="number">${staff.staffId}</span>` },
            { label: '氏名', value: staff.name },
            { label: '所属・役職', value: [staff.department, staff.title].filter(Boolean).join('　') },
            { label: '役割', value: staffRoleText[staff.role] },
            { label: 'メールアドレス', value: staff.email },
            {
              label: '前回のログイン',
              value: session.previousLoginAt ? time(session.previousLoginAt) : 'なし',
            },
            { label: '前回の接続元', value: session.previousLoginAddress ?? 'なし' },
          ]),
        })}
      </aside>
    </div>`,
  });
}

function secondFactorBadge({ var: { staff, session, services } }: Context): Html {
  if (session.hasSecondFactor) return badge('success', '設定済み');
  return needsSecondFactor(staff, services.config.STAFF_SECOND_FACTOR)
    ? badge('warning', '設定が必要です')
    : badge('neutral', '未設定');
}
