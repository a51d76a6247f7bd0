import type { BankAccount } from '../../../db/bank-accounts.ts';
import { actions, banner, button, definitionList, section, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { currentPasswordField } from '../../current-password-field.ts';
import { errorSummary } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { accountFacts } from './account-facts.ts';
import { confirmedBox, notConfirmedText, warning } from './warning.ts';

export interface DeletionPage {
  /** The box is ticked. */
  confirmed?: boolean;
  /** 申込む was pressed without it. */
  notConfirmed?: boolean;
  askPassword: boolean;
  passwordError?: string;
  /** What is shown is newer than what was asked about. */
  changedMeanwhile?: boolean;
}

/** 申込内容の確認 of a deletion (manual 4-11 ③). */
export function deletionPage(c: Context, account: BankAccount, page: DeletionPage): Html {
  const { confirmed = false, notConfirmed, askPassword, passwordError, changedMeanwhile } = page;
  const boxError = notConfirmed ? notConfirmedText('deletion') : undefined;
  return userPage(c, {
    title: '申込内容の確認',
    trail: [{ text: '口座情報照会・登録・変更', href: '/bank-accounts/manage' }],
    steps: stepIndicator(['申込内容の確認', '申込完了'], 1),
    lead: '次の口座を削除します。削除を行っても問題ないことをご確認のうえ、「申込む」ボタンをクリックしてください。',
    content: html`
      ${changedMeanwhile && banner('error', 'この口座は、別の画面で変更されました', '現在の内容を表示しています。削除する場合は、あらためてご確認ください。', { live: true })}
      ${errorSummary([
        ...(boxError ? [{ name: 'confirmed', message: boxError }] : []),
        ...(passwordError ? [{ name: 'password', label: '現在のパスワード', message: passwordError }] : []),
      ])}
      ${section({ title: '削除する口座', content: definitionList(accountFacts(account)) })}
      ${warning(c, 'deletion')}
      <form method="post" action="/bank-accounts/${account.bankAccountId}/deletion" class="form" data-submit-once>
        ${confirmedBox('deletion', { checked: confirmed, error: boxError })}
        ${askPassword && currentPasswordField(c, '口座情報を削除するため', passwordError)}
        ${actions({
          primary: button({ text: '申込む', kind: 'danger' }),
          back: button({ text: '戻る', href: '/bank-accounts/manage' }),
        })}
      </form>`,
  });
}
