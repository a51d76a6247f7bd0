import type { linkedServices } from '../schema/index.ts';

/** Where `dev/linked-services.ts` stands in for them, unless its port is another. */
export const DEMO_SERVICES_URL = 'http://localhost:3100';

/** The manual's chapters 4 to 12 as linked services, all of them below one address. The three exempt ones are those of manual 5-3 ①. */
export const demoServices = (url: string): (typeof linkedServices.$inferInsert)[] =>
  services.map((service, index) => ({
    ...service,
    url: `${url}/${service.serviceCode}/`,
    position: (index + 1) * 10,
  }));

const services: Omit<typeof linkedServices.$inferInsert, 'url' | 'position'>[] = [
  {
    serviceCode: 'individual-insurance',
    name: '貿易一般保険（個別保険）の申込み',
    description: '新規の申込み、内容変更を行います。',
    menuGroup: '保険の申込み',
    rightNeeded: 'input',
  },
  {
    serviceCode: 'sme-insurance',
    name: '中小企業・農林水産業輸出代金保険の申込み',
    description: '新規の申込み、内容変更を行います。',
    menuGroup: '保険の申込み',
    rightNeeded: 'input',
  },
  {
    serviceCode: 'comprehensive-notice',
    name: '包括保険の通知',
    description: '個別の通知の入力、台帳のアップロードを行います。',
    menuGroup: '保険の申込み',
    rightNeeded: 'input',
  },
  {
    serviceCode: 'enterprise-insurance',
    name: '企業総合保険の申込み',
    description: '申込み、内容変更、照合台帳のダウンロードを行います。',
    menuGroup: '保険の申込み',
    rightNeeded: 'comprehensiveInsurance',
  },
  {
    serviceCode: 'enterprise-agreement',
    name: '企業総合保険特約のお手続き',
    description: '特約の年度更新、期中の登録を行います。',
    menuGroup: '保険の申込み',
    rightNeeded: 'comprehensiveInsurance',
  },
  {
    serviceCode: 'premium-estimate',
    name: '保険料試算（詳細版）',
    description: '条件を入力して、保険料の目安を計算します。',
    menuGroup: '保険料試算・海外商社',
    rightNeeded: 'everyone',
    exemptFromOneTimePassword: true,
  },
  {
    serviceCode: 'buyer-registration',
    name: '海外商社登録等のお手続き',
    description: '海外商社の登録・変更、スリーピング解除を申し込みます。',
    menuGroup: '保険料試算・海外商社',
    rightNeeded: 'input',
    exemptFromOneTimePassword: true,
  },
  {
    serviceCode: 'credit-limit',
    name: '個別保証枠',
    description: '個別保証枠の確認、決済・枠戻しの通知を行います。',
    menuGroup: '保険料試算・海外商社',
    rightNeeded: 'input',
  },
  {
    serviceCode: 'claims',
    name: '事故関連手続き',
    description: '損失等発生通知、入金通知、猶予の申請を行います。',
    menuGroup: '事故・電子申請',
    rightNeeded: 'input',
  },
  {
    serviceCode: 'electronic-filing',
    name: '電子申請に関する手続き',
    description: '申請書とエビデンスを電子的に提出します。',
    menuGroup: '事故・電子申請',
    rightNeeded: 'input',
  },
  {
    serviceCode: 'application-list',
    name: 'Web申込状況一覧照会',
    description: '申込みの状況を確認し、通知書をダウンロードします。',
    menuGroup: '各種情報照会',
    rightNeeded: 'applicationData',
  },
  {
    serviceCode: 'buyer-information',
    name: '海外商社情報',
    description: '海外商社の名称・格付などを検索します。',
    menuGroup: '各種情報照会',
    rightNeeded: 'everyone',
    exemptFromOneTimePassword: true,
  },
  {
    serviceCode: 'contract-information',
    name: '保険契約情報',
    description: '締結済みの保険契約、事故概要を照会します。',
    menuGroup: '各種情報照会',
    rightNeeded: 'contractData',
  },
];
