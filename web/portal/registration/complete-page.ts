import {
  actions,
  applicationNumber,
  banner,
  button,
  definitionList,
  printButton,
  section,
  stepIndicator,
} from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { publicPage } from '../page.ts';
import type { Completed } from './draft.ts';
import { steps } from './input-page.ts';

/** Step 3: the number, and what happens next. */
export const completePage = (c: Context, { registrationNumber, email, submittedAt }: Completed): Html =>
  publicPage(c, {
    title: '登録の申込完了',
    steps: stepIndicator(steps, 3),
    notice: banner(
      'success',
      '登録の申込みを受け付けました',
      '受付番号を控えてください。お問い合わせの際に必要です。',
    ),
    content: html`
      ${section({
        title: '申込みの内容',
        aside: printButton(),
        content: definitionList([
          { label: '受付番号', value: applicationNumber(registrationNumber, '') },
          { label: '受付日時', value: time(new Date(submittedAt)) },
          { label: '受付メールの送信先', value: email },
        ]),
      })}
      ${section({
        title: 'これからの流れ',
        content: html`<ol class="numbered">
          <li>受付のお知らせをメールでお送りします。届かない場合は、迷惑メールの設定をご確認ください。</li>
          <li>担当者が内容を審査します。通常5営業日以内に、結果をメールまたは郵送でお知らせします。</li>
          <li>承認後、WebユーザーIDと初回ログイン用のパスワードを記載した通知書を郵送します。</li>
        </ol>`,
      })}
      ${actions({ back: button({ text: 'ログイン画面へ', href: '/login' }) })}`,
  });
