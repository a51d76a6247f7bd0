import { bankAccountTypeText, purposeText } from '../../../domain/bank-account.ts';
import { actions, banner, button, definitionList, section, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import type { Completion } from './draft.ts';
import { steps } from './input-page.ts';

/** 申込完了 (manual 4-9 ⑤, 4-10 ⑤, 4-11 ④). The account number is shown in part: the page may be printed. */
export function completePage(c: Context, { kind, account }: Completion): Html {
  const { done, next } = words[kind];
  return userPage(c, {
    title: '申込完了',
    trail: [{ text: '口座情報照会・登録・変更', href: '/bank-accounts/manage' }],
    steps: kind === 'deleted' ? stepIndicator(['申込内容の確認', '申込完了'], 2) : stepIndicator(steps, 3),
    notice: banner(
      'success',
      done,
      `${next}Webユーザー（管理者）のメールアドレスに、お知らせをお送りします。`,
    ),
    content: html`
      ${section({
        title: kind === 'deleted' ? '削除した口座' : '登録されている口座',
        content: definitionList([
          { label: '利用区分', value: purposeText[account.purpose] },
          { label: '取引先金融機関', value: account.bankName },
          { label: '取引先支店', value: account.branchName },
          { label: '預金種目', value: bankAccountTypeText[account.type] },
          { label: '口座番号', value: account.maskedNumber },
        ]),
      })}
      ${actions({
        primary: button({ text: '口座情報一覧へ', kind: 'primary', href: '/bank-accounts/manage' }),
        back: button({ text: 'ユーザーページへ', href: '/' }),
      })}`,
  });
}

const words: Record<Completion['kind'], { done: string; next: string }> = {
  registered: {
    done: '口座情報を登録しました',
    next: '登録した口座は、ただちにご利用いただけます。登録した口座情報が一覧に表示されることをご確認ください。',
  },
  changed: {
    done: '口座情報を変更しました',
    next: '変更した内容は、ただちに有効です。変更した口座情報が一覧に表示されることをご確認ください。',
  },
  deleted: {
    done: '口座情報を削除しました',
    next: '削除した口座情報が一覧に表示されないことをご確認ください。',
  },
};
