import { actions, button, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, radioGroup } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { publicPage } from '../page.ts';
import { type Form, forms } from './form.ts';

const TITLE = '保険利用者・Webユーザーの登録';

/** はじめてご利用の方: what can be registered, what it takes, and what happens afterwards (manual chapter 3, 2). */
export function startPage(c: Context, { error, form }: { error?: string; form?: string } = {}): Html {
  return publicPage(c, {
    title: TITLE,
    lead: 'はじめてWebサービスをご利用になる会社の登録を申し込みます。登録する内容を選択してください。',
    content: html`
      ${error && errorSummary([{ name: 'form', label: '登録する内容', message: error }])}
      <form method="post" action="/registration" class="form" data-submit-once>
        <div class="section fields">
          ${radioGroup({
            name: 'form',
            label: '登録する内容',
            required: true,
            error,
            value: form ?? '',
            options: forms.map((value) => ({ value, ...choices[value] })),
          })}
        </div>
        ${section({ title: 'お申し込みの流れ', content: flow(c) })}
        ${actions({
          primary: button({ text: '次へ', kind: 'primary' }),
          back: button({ text: 'ログイン画面に戻る', href: '/login' }),
        })}
      </form>`,
  });
}

const choices: Record<Form, { text: string; help: string }> = {
  'head-office': {
    text: '保険利用者（本店）とWebユーザー（管理者）を登録する',
    help: '保険利用者コードをお持ちでない会社の本店として登録します。',
  },
  branch: {
    text: '保険利用者（支店）とWebユーザー（管理者）を登録する',
    help: '本店とは別の保険利用者コードで、支店として登録します。',
  },
  administrator: {
    text: '登録済みの保険利用者に、Webユーザー（管理者）を登録する',
    help: '保険利用者コード（9桁）をお持ちで、Webサービスをまだ利用していない会社が対象です。',
  },
};

const flow = (c: Context): Html => html`
  <ol class="numbered">
    <li>登録する内容と、管理者になる方の情報を入力し、Webサービス利用規約に同意のうえ申し込みます。</li>
    <li>受付番号が発行され、受付のお知らせをメールでお送りします。</li>
    <li>${c.var.services.config.INSTITUTION_NAME}の担当者が内容を審査します。通常5営業日以内です。</li>
    <li>承認後、WebユーザーIDと初回ログイン用のパスワードを記載した通知書を郵送します。</li>
  </ol>
  <p class="help">申込者用のWebユーザーは、登録の完了後に管理者が追加できます。</p>`;
