/**
 * Every operation that the access history (アクセス履歴) knows, as data: the manual's list word for word, and this portal's
 * own acts. An unknown code does not compile.
 */

/** The operations of manual 4-12, in its order. Those of groups 2 to 11 reach us from the linked services. */
export const manualOperations = {
  '1-1': 'ログイン',
  '1-2': 'パスワード変更',
  '1-3': '海外商社の検索',
  '1-4': 'Web申込状況一覧の参照',
  '1-5': '通知書ダウンロード（Web申込状況一覧）',
  '1-6': 'Webユーザー（管理者）情報変更確定',
  '2-1': '申込情報の入力と保存（海外商社登録・変更）',
  '2-2': '申込み（海外商社登録・変更）',
  '2-3': '申込情報の入力と保存（スリーピング解除）',
  '2-4': '申込み（スリーピング解除）',
  '2-5': 'ブックマークバイヤー登録',
  '2-6': 'ブックマークバイヤー削除',
  '3-1': '申込情報の入力と保存（個別新規）',
  '3-2': '申込み（個別新規）',
  '3-3': '申込情報の入力と保存（個別内容変更）',
  '3-4': '申込み（個別内容変更）',
  '4-1': '申込情報の入力と保存（中小新規）',
  '4-2': '申込み（中小新規）',
  '5-1': '個別（通知）入力と保存（包括保険共通）',
  '5-2': '台帳（ファイル）アップロードまたは個別（通知）入力の一括申請（包括保険共通）',
  '6-1': '申込情報の入力と保存（個別保証枠確認）',
  '6-2': '申込み（個別保証枠確認）',
  '6-3': '確認証ダウンロード（個別保証枠確認証）',
  '6-4': '申込情報の入力と保存（決済/枠戻通知）',
  '6-5': '申込み（決済/枠戻通知）',
  '7-1': '申込情報の入力と保存（損失等発生通知）',
  '7-2': '申込み（損失等発生通知）',
  '7-3': '申込情報の入力と保存（入金通知）',
  '7-4': '申込み（入金通知）',
  '7-5': '申込情報の入力と保存（猶予申請）',
  '7-6': '申込み（猶予申請）',
  '8-1': '照会・契約台帳の提供データダウンロード（包括保険共通）',
  '8-2': '保険契約情報ダウンロード',
  '8-3': '事故概要情報ダウンロード',
  '9-1': '企業総合保険特約手続状況一覧の参照',
  '9-2': '申込情報の入力と保存（企業総合保険特約）',
  '9-3': '設定希望情報の送信（企業総合保険特約）',
  '9-4': '申込み（企業総合保険特約）',
  '9-5': '特約一覧表兼支払限度額設定書（年度更新確認用）ダウンロード',
  '9-6': '特約一覧表兼支払限度額設定書（期中登録確認用）ダウンロード',
  '9-7': '特約一覧表兼支払限度額設定書（年度更新）ダウンロード',
  '9-8': '特約一覧表兼支払限度額設定書（期中登録）ダウンロード',
  '9-9': '特約一覧表兼支払限度額設定書（全企総登録）ダウンロード',
  '10-1': '申請情報の入力と保存（電子申請）',
  '10-2': '申請（電子申請）',
  '10-3': '取下（電子申請）',
  '10-4': '電子申請一覧の参照',
  '10-5': '申請書／エビデンスダウンロード',
  '11-1': '申込情報の入力と保存（企業総合新規）',
  '11-2': '申込み（企業総合新規）',
  '11-3': '申込情報の入力と保存（企業総合内容変更）',
  '11-4': '申込み（企業総合内容変更）',
  '11-5': '申込情報の入力と保存（企業総合訂正内変）',
  '11-6': '申込み（企業総合訂正内変）',
  '11-7': '一括入力（企業総合）',
  '11-8': '一括申込み（企業総合）',
  '11-9': '取消しする（企業総合）',
  '11-10': '照合台帳ダウンロード',
  '11-11': '提供データダウンロード',
  '11-12': 'モニタリストダウンロード',
  '11-13': '申込ファイルダウンロード',
  '11-14': '再審査異動モニタリストダウンロード',
  '11-15': '手続状況照会（証券一覧）の参照',
  '11-16': '手続状況照会（申込一覧）の参照',
} as const;

/**
 * Acts that the manual's list lacks, under codes that its numbering can never reach: every one of them is still
 * something that a person did. The manual has a code for login, password change and the administrator's details.
 */
export const ownOperations = {
  'P-1': 'ログアウト',
  'P-2': 'Webユーザー情報照会',
  'P-3': '保険利用者情報照会',
  'P-4': 'ログイン失敗',
  'P-11': '変更内容の入力と保存（保険利用者情報変更）',
  'P-12': '申込み（保険利用者情報変更）',
  'P-13': '取下げ（保険利用者情報変更）',
  'P-14': '再申込み（保険利用者情報変更）',
  'P-15': '入力内容の破棄（保険利用者情報変更）',
  'P-16': '申込状況の参照（保険利用者情報変更）',
  'P-21': 'メールアドレス変更の申請',
  'P-22': 'メールアドレス変更の確認',
  'P-23': 'メールアドレス変更の取消',
  'P-24': 'メールアドレス変更確認メールの再送',
  'P-25': 'メールアドレス変更の取消（変更前アドレスから）',
  'P-31': 'Webユーザー（申込者）登録確定',
  'P-32': 'Webユーザー（申込者）情報変更確定',
  'P-33': 'Webユーザー（申込者）パスワードリセット',
  'P-34': 'Webユーザー（申込者）利用停止',
  'P-35': 'Webユーザー（申込者）利用再開',
  'P-36': 'Webユーザー（申込者）ログイン失敗による無効の解除',
  'P-37': 'Webユーザー（申込者）詳細情報照会',
  'P-38': 'Webユーザー一覧ダウンロード',
  'P-49': 'パスワード再発行の申請（Webユーザー（管理者））',
  'P-41': 'ログイン中の端末の終了',
  'P-81': 'ワンタイムパスワードの発行',
  'P-82': 'ワンタイムパスワードの認証',
  'P-83': 'ワンタイムパスワードの認証失敗',
  'P-84': 'ワンタイムパスワード利用の設定変更',
  'P-51': '照会する保険利用者の切替（全社閲覧用ID）',
  'P-61': '口座情報照会',
  'P-62': '申込み（口座登録）',
  'P-63': '申込み（口座情報変更）',
  'P-64': '申込み（口座情報削除）',
  'P-71': 'IPアドレス制限の設定変更',
  'P-72': 'IPアドレス制限によるログイン拒否',
  'P-91': 'アクセス履歴ダウンロード',
  'P-92': 'アクセス履歴照会',
} as const;

export const operations = { ...manualOperations, ...ownOperations } as const;

export type ManualOperationCode = keyof typeof manualOperations;
export type OwnOperationCode = keyof typeof ownOperations;
export type OperationCode = keyof typeof operations;

/** The operations that this portal itself records, by a name that reads well where they are recorded. */
export const operation = {
  login: '1-1',
  passwordChange: '1-2',
  administratorDetailsChange: '1-6',
  logout: 'P-1',
  ownDetailsView: 'P-2',
  insuredPartyView: 'P-3',
  loginFailure: 'P-4',
  insuredPartyChangeSave: 'P-11',
  insuredPartyChangeApply: 'P-12',
  insuredPartyChangeWithdraw: 'P-13',
  insuredPartyChangeResubmit: 'P-14',
  insuredPartyChangeDiscard: 'P-15',
  insuredPartyChangeView: 'P-16',
  emailChangeRequest: 'P-21',
  emailChangeConfirm: 'P-22',
  emailChangeCancel: 'P-23',
  emailChangeResend: 'P-24',
  emailChangeCancelFromOldAddress: 'P-25',
  applicantRegister: 'P-31',
  applicantChange: 'P-32',
  applicantPasswordReset: 'P-33',
  applicantSuspend: 'P-34',
  applicantResume: 'P-35',
  applicantEnable: 'P-36',
  applicantView: 'P-37',
  rosterDownload: 'P-38',
  passwordReissueRequest: 'P-49',
  sessionEnd: 'P-41',
  oneTimePasswordIssue: 'P-81',
  oneTimePasswordVerify: 'P-82',
  oneTimePasswordFailure: 'P-83',
  oneTimePasswordSetting: 'P-84',
  companySwitch: 'P-51',
  bankAccountsView: 'P-61',
  bankAccountRegister: 'P-62',
  bankAccountChange: 'P-63',
  bankAccountDelete: 'P-64',
  ipRestrictionChange: 'P-71',
  ipRestrictionRefusal: 'P-72',
  accessHistoryExport: 'P-91',
  accessHistoryView: 'P-92',
} as const satisfies Record<string, OperationCode>;

/** As the history's column 操作内容 prints it: [1-1]ログイン. */
export const operationText = (code: OperationCode) => `[${code}]${operations[code]}`;

export const isOperationCode = (code: string): code is OperationCode => Object.hasOwn(operations, code);

/** Headings of the manual's list, by the number before the hyphen. */
export const operationGroups = {
  1: '基本機能',
  2: '海外商社登録・変更　スリーピング解除',
  3: '保険の申込み（貿易一般保険（個別保険））',
  4: '保険の申込み（中小企業・農林水産業輸出代金保険）',
  5: '保険の申込み（包括保険共通）',
  6: '個別保証枠',
  7: '事故関連手続き（Webサービス対象保険種共通）',
  8: '情報照会',
  9: '企業総合保険特約のお手続き',
  10: '電子申請のお手続き',
  11: '保険の申込み（企業総合保険）',
  P: 'ポータルの操作',
} as const;
export type OperationGroup = `${keyof typeof operationGroups}`;

export const isOperationGroup = (text: string): text is OperationGroup =>
  Object.hasOwn(operationGroups, text);
