import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { COMMENT_DELETABLE_MINUTES } from '../domain/comment.ts';
import type { WorkType } from '../domain/work.ts';
import type { Db } from './client.ts';
import { type Comment, comments } from './schema/comments.ts';

/** What a comment is about. */
export interface CaseReference {
  work: WorkType;
  /** Web申込番号, 受付番号, or the ID of a group viewer request. */
  number: string;
}

const about = ({ work, number }: CaseReference) => and(eq(comments.work, work), eq(comments.number, number));

/** The oldest first; deleted ones without their text. */
export const listComments = (db: Db, reference: CaseReference): Promise<Comment[]> =>
  db.select().from(comments).where(about(reference)).orderBy(asc(comments.postedAt), asc(comments.commentId));

export async function findComment(
  db: Db,
  reference: CaseReference,
  commentId: string,
): Promise<Comment | undefined> {
  const [comment] = await db
    .select()
    .from(comments)
    .where(and(about(reference), eq(comments.commentId, commentId)));
  return comment;
}

/** Returns whether this call did it: the same form sent again posts nothing. */
export async function insertComment(tx: Db, comment: typeof comments.$inferInsert): Promise<boolean> {
  const posted = await tx
    .insert(comments)
    .values(comment)
    .onConflictDoNothing()
    .returning({ commentId: comments.commentId });
  return posted.length > 0;
}

/** Deletes a comment of this person that is young enough. Returns whether this call did it. */
export async function deleteComment(
  tx: Db,
  reference: CaseReference,
  { commentId, staffId, now }: { commentId: string; staffId: string; now: Date },
): Promise<boolean> {
  const deleted = await tx
    .update(comments)
    .set({ text: '', deletedAt: now })
    .where(
      and(
        about(reference),
        eq(comments.commentId, commentId),
        eq(comments.staffId, staffId),
        isNull(comments.deletedAt),
        gt(comments.postedAt, new Date(now.getTime() - COMMENT_DELETABLE_MINUTES * 60_000)),
      ),
    )
    .returning({ commentId: comments.commentId });
  return deleted.length > 0;
}
