/** Everything that staff do and the auditor reads about: one code an act, with its text. An unknown code does not compile. */
export const staffOperations = {
  loggedIn: 'ログイン',
  loggedOut: 'ログアウト',

  // Applications of every kind
  claimed: '担当',
  released: '担当の解除',
  handedOver: '引継ぎ',
  approved: '承認',
  returned: '差戻し',
  rejected: '却下',
  viewed: '申込みの参照',

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
  userSuspended: 'Webユーザーの利用停止',
  userResumed: 'Webユーザーの利用再開',
  passwordReset: 'パスワードのリセット',
  ipRestrictionLifted: 'IPアドレス制限の解除',
} as const;

export type StaffOperation = keyof typeof staffOperations;
