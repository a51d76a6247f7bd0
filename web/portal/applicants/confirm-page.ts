import type { Agreement } from '../../../db/agreements.ts';
import { applicantDetails } from '../../../db/applicants.ts';
import type { ApplicantDetails, ApplicantKey } from '../../../domain/applicant.ts';
import { emailWarning } from '../../../domain/mail-domain.ts';
import {
  actions,
  banner,
  button,
  definitionList,
  section,
  stepIndicator,
  summaryTable,
} from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { detailRows, grouped } from './details.ts';
import type { Wizard } from './draft.ts';

interface ConfirmPage {
  details: ApplicantDetails;
  changed: readonly ApplicantKey[];
  agreements: readonly Agreement[];
  /** All 99 numbers were given out. */
  noNumberLeft?: boolean;
}

/** Manual 4-4 ④ and 4-6 ④. */
export function confirmPage(
  c: Context,
  wizard: Wizard,
  { details, changed, agreements, noNumberLeft }: ConfirmPage,
): Html {
  const { path, applicant, title, steps } = wizard;
  const warning = changed.includes('email') && emailWarning(details.email);
  return userPage(c, {
    title: '入力内容の確認',
    trail: [
      { text: 'Webユーザー（申込者）情報照会・追加・変更', href: '/applicants' },
      { text: title, href: path },
    ],
    steps: stepIndicator(steps, 2),
    lead: '入力内容をご確認ください。問題がなければ「確定する」ボタンをクリックしてください。',
    content: html`
      ${noNumberLeft && noNumberLeftBanner}
      ${warning && banner('warning', 'メールアドレスをご確認ください', warning)}
      ${applicant ? differences(wizard, details, changed, agreements) : everything(details, agreements)}
      ${!applicant && banner('info', '初期パスワードは、Webユーザー（管理者）のメールアドレスに届きます', '登録が完了したら、WebユーザーIDと初期パスワードを、このIDを利用する方に伝えてください。')}
      <form method="post" action="${path}/confirm" class="form" data-submit-once>
        ${actions({
          primary: button({ text: '確定する', kind: 'primary' }),
          back: button({ text: '修正する', href: `${path}/edit` }),
        })}
      </form>`,
  });
}

/** Numbers are never given again, so that a suspended applicant's stays taken. */
export const noNumberLeftBanner: Html = banner(
  'error',
  'これ以上、Webユーザー（申込者）を登録できません',
  'WebユーザーID（申込者用）は001から099までの99件が上限で、すべて発行済みです。一度発行したIDの番号は、利用を停止しても再び発行されません。使われていないIDの情報を変更してご利用ください。',
  { live: true },
);

const everything = (details: ApplicantDetails, agreements: readonly Agreement[]): Html =>
  html`${grouped(detailRows(details, agreements)).map(({ title, facts }) =>
    section({ title, content: definitionList(facts) }),
  )}`;

function differences(
  { applicant }: Wizard,
  details: ApplicantDetails,
  changed: readonly ApplicantKey[],
  agreements: readonly Agreement[],
): Html {
  const before = new Map(
    (applicant ? detailRows(applicantDetails(applicant), agreements) : []).map((row) => [row.key, row]),
  );
  const after = new Map(detailRows(details, agreements).map((row) => [row.key, row]));
  const all = [...new Map([...after, ...before]).values()];
  const [rows, same] = [
    all.filter(({ key }) => changed.includes(key)),
    all.filter(({ key }) => !changed.includes(key)),
  ];
  return html`
    ${section({
      title: '変更する項目',
      content: summaryTable(
        rows.map(({ key, label }) => ({
          label,
          before: before.get(key)?.value,
          value: after.get(key)?.value,
          changed: true,
        })),
        { mode: 'difference' },
      ),
    })}
    ${same.length > 0 && section({ title: '変更しない項目', content: definitionList(same) })}`;
}
