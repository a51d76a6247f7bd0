import type { Comment } from '../../../db/schema/comments.ts';
import type { Question } from '../question.ts';

/** Asked before a comment is deleted: its words are gone then, that there was one stays. */
export const deletionQuestion = ({ work, number, commentId }: Comment): Question => ({
  path: `/office/history/${work}/${encodeURIComponent(number)}/comments/${commentId}/deletion`,
  title: 'このコメントを削除します。よろしいですか？',
  consequence: '本文は元に戻せません。コメントがあったことと、投稿者・日時は経過に残ります。',
  confirm: '削除する',
});
