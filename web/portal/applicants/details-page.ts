import type { Agreement } from '../../../db/agreements.ts';
import { type Applicant, applicantDetails } from '../../../db/applicants.ts';
import type { PasswordMail } from '../../../db/password-mails.ts';
import { actions, button, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { detailRows, grouped } from './details.ts';
import { opener } from './question.ts';
import { stateBadge } from './state.ts';

interface DetailsPage {
  agreements: readonly Agreement[];
  passwordMail: PasswordMail | undefined;
}

/** Webユーザー（申込者）詳細情報照会 (manual 4-5 ③). */
export function detailsPage(
  c: Context,
  applicant: Applicant,
  { agreements, passwordMail }: DetailsPage,
): Html {
  const path = `/applicants/${applicant.webUserId}`;
  return userPage(c, {
    title: 'Webユーザー（申込者）詳細情報照会',
    trail: [{ text: 'Webユーザー（申込者）情報照会・追加・変更', href: '/applicants' }],
    lead: `${applicant.name}さんの登録情報です。`,
    titleAside: stateBadge(applicant),
    content: html`
      ${section({ title: 'ログイン', content: loginFacts(applicant, passwordMail), aside: whetherUsable(applicant) })}
      ${grouped(detailRows(applicantDetails(applicant), agreements)).map(({ title, facts }) =>
        section({ title, content: definitionList(facts) }),
      )}
      ${actions({
        primary: [
          button({ text: '変更する', kind: 'primary', href: `${path}/change` }),
          opener(applicant, 'password-reset', 'パスワードリセットする'),
        ],
        back: button({ text: '戻る', href: '/applicants' }),
      })}
      <div id="popup"></div>`,
  });
}

/** What is registered, on the completion pages. */
export const details = (applicant: Applicant, agreements: readonly Agreement[]): Html =>
  definitionList([
    { label: 'WebユーザーID', value: html`<span class="number">${applicant.webUserId}</span>` },
    ...detailRows(applicantDetails(applicant), agreements),
  ]);

const loginFacts = (applicant: Applicant, mail: PasswordMail | undefined): Html =>
  definitionList([
    { label: 'WebユーザーID', value: html`<span class="number">${applicant.webUserId}</span>` },
    { label: '状態', value: stateBadge(applicant), note: stateNote(applicant) },
    { label: '登録日時', value: time(applicant.createdAt) },
    {
      label: '最終ログイン日時',
      value: applicant.lastLoginAt ? time(applicant.lastLoginAt) : 'ログインしたことがありません',
    },
    ...(mail ? [{ label: 'パスワードのメール', value: mailState(mail) }] : []),
  ]);

/** To the administrator: 初期パスワード or リセット後のパスワード, and whether the mail server has taken it. */
function mailState({ kind, requestedAt, sentAt }: PasswordMail): Html {
  const password = kind === 'initial' ? '初期パスワード' : 'リセット後のパスワード';
  return sentAt
    ? html`${password}を ${time(sentAt)} に管理者あてに送信しました`
    : html`${password}を管理者あてに送信しています（受付 ${time(requestedAt)}）`;
}

function stateNote({ suspendedBy, disabledAt }: Applicant): string | undefined {
  if (suspendedBy === 'staff') return '当機構が利用を停止しています。再開については、お問い合わせください。';
  if (suspendedBy) return '再開するまで、このIDではログインできません。';
  return disabledAt ? 'ログインの失敗が続いたため、このIDは無効になっています。' : undefined;
}

function whetherUsable(applicant: Applicant): Html {
  return html`<div class="links">
    ${applicant.disabledAt && opener(applicant, 'enablement', '解除', 'small')}
    ${applicant.suspendedBy === 'administrator' && opener(applicant, 'resumption', '利用を再開する', 'small')}
    ${!applicant.suspendedAt && opener(applicant, 'suspension', '利用を停止する', 'small')}
  </div>`;
}
