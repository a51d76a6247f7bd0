/** Sorts of work: 保険利用者情報変更, 保険利用者・Webユーザー登録, 全社閲覧用ID. */
export const workTypes = ['change', 'registration', 'groupViewer'] as const;
export type WorkType = (typeof workTypes)[number];
