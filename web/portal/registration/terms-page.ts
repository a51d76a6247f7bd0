import { TERMS_VERSION } from '../../../domain/registration.ts';
import { printButton, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { formatDate } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { publicPage } from '../page.ts';

/**
 * The terms of use of version `TERMS_VERSION`. An invented text for the demo institution: whoever runs this puts their
 * own in its place, and gives the version a new date whenever it changes.
 */
export const termsPage = (c: Context): Html =>
  publicPage(c, {
    title: 'Webサービス利用規約',
    lead: `${formatDate(TERMS_VERSION)}版`,
    titleAside: printButton(),
    content: html`${articles(c.var.services.config.INSTITUTION_NAME).map(([title, paragraphs]) =>
      section({
        title,
        content:
          paragraphs.length === 1
            ? html`<p>${paragraphs[0]}</p>`
            : html`<ol class="numbered">${paragraphs.map((paragraph) => html`<li>${paragraph}</li>`)}</ol>`,
      }),
    )}`,
  });

const articles = (institution: string): [title: string, paragraphs: string[]][] => [
  [
    '第1条（目的）',
    [
      `この規約は、${institution}（以下「当機構」といいます）が提供するWebサービス（以下「本サービス」といいます）を、保険利用者およびそのWebユーザーが利用する条件を定めます。`,
    ],
  ],
  [
    '第2条（登録）',
    [
      '保険利用者は、正確かつ最新の情報により登録を申し込むものとします。',
      '当機構は、申込みの内容を審査し、登録の要件を満たさないと判断した場合は、理由を示して申込みをお断りすることがあります。',
      '登録が承認された保険利用者には、Webユーザー（管理者）のIDを1つ発行し、通知書を登録された所在地へ郵送します。',
    ],
  ],
  [
    '第3条（Webユーザーの管理）',
    [
      'Webユーザー（管理者）は、自社のWebユーザー（申込者）の登録、権限の設定および停止について責任を負います。',
      'Webユーザーは、IDおよびパスワードを本人以外に使用させてはなりません。',
      '登録した事項に変更があったときは、速やかに本サービスで変更の手続きを行うものとします。',
    ],
  ],
  [
    '第4条（禁止事項）',
    [
      '虚偽の情報による登録または申込み',
      '他人のIDを使用する行為、または本サービスの情報に権限なく接近しようとする行為',
      '本サービスの運営を妨げ、または当機構もしくは第三者の権利を侵害する行為',
    ],
  ],
  [
    '第5条（記録と個人情報）',
    [
      '当機構は、本サービスの安全な運営のため、操作の日時、接続元および操作した方の氏名・所属名・役職名を記録します。',
      '登録された個人情報は、本サービスの提供、審査およびお知らせのためにのみ利用し、法令に基づく場合を除き、同意なく第三者に提供しません。',
    ],
  ],
  [
    '第6条（サービスの停止）',
    [
      '当機構は、保守、障害または安全の確保のため必要があるときは、本サービスの全部または一部を停止することがあります。予定された停止は、あらかじめお知らせします。',
    ],
  ],
  [
    '第7条（利用の停止）',
    [
      'Webユーザーがこの規約に違反したとき、またはIDが不正に使用されているおそれがあるときは、当機構は当該IDの利用を停止することがあります。',
    ],
  ],
  [
    '第8条（規約の変更）',
    [
      'この規約を変更するときは、変更の内容と効力の発生日を、あらかじめ本サービスでお知らせします。',
      '同意した規約の版と同意の日時は、登録の記録とともに保存します。',
    ],
  ],
];
