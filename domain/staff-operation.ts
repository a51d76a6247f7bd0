/** Everything that staff do and the auditor reads about: one code an act, with its text. An unknown code does not compile. */
export const staffOperations = {
  loggedIn: 'ログイン',
  loggedOut: 'ログアウト',
  loginFailed: 'ログインの失敗',
  secondFactorFailed: '二要素認証の失敗',
  recoveryCodeUsed: 'リカバリーコードによるログイン',

  // One's own account
  passwordChanged: '自分のパスワードの変更',
  sessionsEnded: '自分のほかの端末のログアウト',
  secondFactorSet: '二要素認証の設定',
  secondFactorRemoved: '二要素認証の利用停止',
  recoveryCodesMade: 'リカバリーコードの発行',

  // Accounts of staff
  staffAdded: '職員アカウントの登録',
  staffChanged: '職員アカウントの変更',
  staffRoleChanged: '職員の役割の変更',
  staffSuspended: '職員アカウントの利用停止',
  staffResumed: '職員アカウントの利用再開',
  staffSessionsEnded: '職員のログアウト',
  staffPasswordReset: '職員のパスワードのリセット',
  staffSecondFactorReset: '職員の二要素認証のリセット',

  // Applications of every kind
  applicationEntered: '申込みの代理入力',
  claimed: '担当',
  released: '担当の解除',
  handedOver: '引継ぎ',
  approved: '承認',
  returned: '差戻し',
  rejected: '却下',
  viewed: '申込みの参照',
  commented: '内部コメントの投稿',
  commentDeleted: '内部コメントの削除',

  // Letters
  letterOrdered: '通知書の作成依頼',
  letterPrinted: '通知書の印刷',
  letterPosted: '通知書の発送',

  // Group viewers
  groupViewerRequested: '全社閲覧用IDの依頼',
  groupViewerIssued: '全社閲覧用IDの発行',
  groupViewerCompaniesChanged: '全社閲覧用IDの対象変更',
  groupViewerRefused: '全社閲覧用IDの依頼の却下',

  // Companies and users
  companyViewed: '保険利用者の参照',
  userViewed: 'Webユーザーの参照',
  searchedByEmail: 'メールアドレスによる検索',
  companySuspended: '保険利用者の利用停止',
  companyResumed: '保険利用者の利用再開',
  userSuspended: 'Webユーザーの利用停止',
  userResumed: 'Webユーザーの利用再開',
  userEnabled: 'ログイン失敗による無効の解除',
  userSessionsEnded: 'Webユーザーのログイン中の端末の終了',
  accountNumberShown: '口座番号の表示',
  passwordReset: 'パスワードのリセット',
  ipRestrictionLifted: 'IPアドレス制限の解除',

  // Saved filters of the queue
  queueViewSaved: '一覧の条件の保存',
  queueViewChanged: '一覧の条件の変更',
  queueViewDeleted: '一覧の条件の削除',
  firstQueueViewChosen: '最初に表示する条件の選択',

  // Stand-ins
  standInNamed: '代行者の設定',
  standInRevoked: '代行者の取消し',

  // Settings
  agreementAdded: '特約コードの登録',
  agreementRenamed: '特約コードの名称変更',
  agreementRetired: '特約コードの新規選択停止',
  agreementRestored: '特約コードの新規選択再開',
  agreementDeleted: '特約コードの削除',
  linkedServiceAdded: '連携サービスの登録',
  linkedServiceChanged: '連携サービスの変更',
  serviceKeyIssued: '連携サービスのキーの発行',
  serviceKeyRevoked: '連携サービスのキーの失効',
  reasonTemplateAdded: '理由テンプレートの登録',
  reasonTemplateChanged: '理由テンプレートの変更',
  holidaysAdded: '休業日の登録',
  holidayRemoved: '休業日の削除',
  approvalRuleProposed: '承認ルールの変更提案',
  approvalRuleConfirmed: '承認ルールの変更の承認',
  approvalRuleRefused: '承認ルールの変更の却下',
  approvalRuleWithdrawn: '承認ルールの変更提案の取下げ',

  // Figures and audit
  figuresDownloaded: '統計のダウンロード',
  auditDownloaded: '職員の操作記録のダウンロード',
  accessRefused: '権限のない操作の拒否',

  // Mails
  mailViewed: 'メール記録の参照',
  mailResent: 'メールの再送',
  mailHandled: '送信できなかったメールへの対応',
} as const;

export type StaffOperation = keyof typeof staffOperations;

/** Acts that only look. */
export type StaffView = Extract<StaffOperation, `${string}iewed`>;
export const isView = (operation: StaffOperation): operation is StaffView => operation.endsWith('iewed');

export const isStaffOperation = (code: string): code is StaffOperation =>
  Object.hasOwn(staffOperations, code);
