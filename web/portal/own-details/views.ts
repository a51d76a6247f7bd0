import type { EmailChange } from '../../../db/schema/email-changes.ts';
import {
  applicationDataRightText,
  applicationRightText,
  contractDataRightText,
} from '../../../domain/web-user.ts';
import { actions, button, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';

export function ownDetailsPage(
  c: Context,
  agreementCodes: string[],
  emailChange: EmailChange | undefined,
): Html {
  const { user } = c.var;
  const administrator = user.kind === 'administrator';
  return userPage(c, {
    title: 'Webユーザー情報照会',
    lead: administrator
      ? 'ログインしているご自身の登録情報です。変更は「Webユーザー（管理者）情報変更」で行えます。'
      : 'ログインしているご自身の登録情報です。変更が必要な場合は、自社のWebユーザー（管理者）にご依頼ください。',
    content: html`
      ${section({
        title: 'ユーザー',
        content: definitionList([
          { label: 'WebユーザーID', value: user.webUserId },
          { label: '種類', value: administrator ? 'Webユーザー（管理者）' : 'Webユーザー（申込者）' },
          { label: '氏名', value: user.name },
          { label: 'フリガナ', value: user.kana },
          { label: '所属名', value: user.department },
          { label: '役職名', value: user.title },
        ]),
      })}
      ${section({
        title: '連絡先',
        content: definitionList([
          { label: '電話番号', value: user.phone },
          { label: 'FAX番号', value: user.fax },
          { label: 'メールアドレス', value: user.email, note: emailChange && pendingNote(emailChange) },
        ]),
      })}
      ${section({
        title: '権限',
        content: definitionList([
          { label: '入力・申込権限', value: applicationRightText[user.applicationRight] },
          { label: '情報データ参照権限', value: contractDataRightText[user.contractDataRight] },
          ...(user.contractDataRight === 'selectedAgreements'
            ? [{ label: '参照可能な特約コード', value: agreementCodes.join('、') }]
            : []),
          { label: '申込データ参照権限', value: applicationDataRightText[user.applicationDataRight] },
        ]),
      })}
      ${actions({ back: button({ text: '戻る', href: '/' }), primary: administrator ? button({ text: '変更する', kind: 'primary', href: '/administrator' }) : [] })}`,
  });
}

const pendingNote = ({ newEmail }: EmailChange): Html =>
  html`${newEmail} への変更は、確認用メールの確認待ちです。<a href="/administrator">変更の状況を確認する</a>`;
