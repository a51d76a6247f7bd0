import type { Applicant } from '../../../db/applicants.ts';
import { actions, applicationNumber, banner, button, section, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { details } from './details-page.ts';
import type { Wizard } from './draft.ts';

/** 「Webユーザー（申込者）登録完了」 (manual 4-4 ⑤) and 「Webユーザー（申込者）情報変更完了」 (manual 4-6 ⑤). */
export function completePage(c: Context, wizard: Wizard, applicant: Applicant, agreements: Agreements): Html {
  const isNew = wizard.applicant === undefined;
  return userPage(c, {
    title: wizard.completeTitle,
    trail: [{ text: 'Webユーザー（申込者）情報照会・追加・変更', href: '/applicants' }],
    steps: stepIndicator(wizard.steps, 3),
    titleAside: isNew ? applicationNumber(applicant.webUserId, 'WebユーザーID') : undefined,
    notice: isNew
      ? banner('success', 'Webユーザー（申込者）を登録しました', mailGoesToYou(c, '初期パスワード'))
      : banner('success', 'Webユーザー（申込者）の情報を変更しました', '変更した内容は、ただちに有効です。'),
    content: html`
      ${section({ title: '登録されている情報', content: details(applicant, agreements) })}
      ${actions({
        primary: button({ text: '一覧へ', kind: 'primary', href: '/applicants' }),
        back: button({ text: 'ユーザーページへ', href: '/' }),
      })}`,
  });
}
type Agreements = Parameters<typeof details>[1];

/** Manual 4-4 ⑤ and 4-7 ③: the mail comes to the administrator, who hands the password on. */
export const mailGoesToYou = (c: Context, password: string): Html => html`
  <p>Webユーザー（管理者）のメールアドレス <strong>${c.var.user.email}</strong> に、${password}が記載されたメールが届きます。WebユーザーIDと${password}を、このIDを利用する方に伝えてください。</p>
  <p>最初のログインのときに、ご本人が新しいパスワードを設定します。</p>`;
