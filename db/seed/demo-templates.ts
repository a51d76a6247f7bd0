import type { reasonTemplates } from '../schema/reason-templates.ts';

/** What staff begin with when they return or reject something. */
export const demoTemplates: (typeof reasonTemplates.$inferInsert)[] = [
  {
    templateId: '5b1c1f0a-0000-4000-8000-000000000001',
    kind: 'change',
    reasonCode: 'documentsMissing',
    title: '登記事項証明書の提出',
    body: '{保険利用者名}　ご担当者様\n\nお申込み（{申込番号}）の内容を確認するため、発行後3か月以内の登記事項証明書が必要です。お手元にご用意のうえ、お問い合わせ窓口へお送りください。',
    position: 10,
  },
  {
    templateId: '5b1c1f0a-0000-4000-8000-000000000002',
    kind: 'change',
    reasonCode: 'registryMismatch',
    title: '商号が登記と異なる',
    body: '{申込日}にお申込みいただいた保険利用者名が、登記されている商号と一致しません。登記事項証明書の記載どおりに訂正し、再度お申し込みください。',
    position: 10,
  },
  {
    templateId: '5b1c1f0a-0000-4000-8000-000000000003',
    kind: 'change',
    reasonCode: 'contentsUnclear',
    title: '所在地の記載の確認',
    body: '所在地の番地または建物名の記載に不足があります。登記または賃貸借契約書の記載をご確認のうえ、訂正してください。',
    position: 10,
  },
  {
    templateId: '5b1c1f0a-0000-4000-8000-000000000004',
    kind: 'registration',
    reasonCode: 'alreadyRegistered',
    title: 'すでに管理者が登録されている',
    body: 'お申込み（{受付番号}）の保険利用者には、すでにWebユーザー（管理者）が登録されています。WebユーザーIDやパスワードがご不明な場合は、お問い合わせ窓口へご連絡ください。',
    position: 10,
  },
  {
    templateId: '5b1c1f0a-0000-4000-8000-000000000005',
    kind: 'groupViewer',
    reasonCode: 'other',
    title: '対象の保険利用者を確認できない',
    body: '{保険利用者名}（{保険利用者コード}）と同一の法人であることを確認できない保険利用者が含まれています。対象を確認のうえ、あらためて依頼してください。',
    position: 10,
  },
];
