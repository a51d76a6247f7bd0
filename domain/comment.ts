/** 内部コメント: what staff tell each other about a case. Customers never see it. */

/** Characters of one. */
export const COMMENT_AT_MOST = 2000;

/** Minutes within which whoever wrote it may take it back; that there was one stays. */
export const COMMENT_DELETABLE_MINUTES = 10;

export interface CommentFacts {
  staffId: string;
  postedAt: Date;
  deletedAt: Date | null;
}

/** The instant from which it stays. */
export const staysFrom = ({ postedAt }: Pick<CommentFacts, 'postedAt'>) =>
  new Date(postedAt.getTime() + COMMENT_DELETABLE_MINUTES * 60_000);

/** Whether this person may delete it now. */
export const isDeletable = (comment: CommentFacts, staffId: string, now: Date): boolean =>
  comment.staffId === staffId && comment.deletedAt === null && now < staysFrom(comment);
