import { HTTPException } from 'hono/http-exception';
import { type CaseReference, findComment, insertComment } from '../../../db/comments.ts';
import { asOfNow } from '../../../db/events.ts';
import type { Context } from '../../context.ts';
import { staffAct } from '../staff-act.ts';

interface NewComment {
  /** Came with the form: the same form sent again posts once, with other words it is a comment of its own. */
  commentId: string;
  text: string;
}

/** Throws 400 for an ID that is somebody else's. */
export async function postComment(c: Context, reference: CaseReference, comment: NewComment): Promise<void> {
  if (await post(c, reference, comment)) return;
  const earlier = await findComment(c.var.services.db, reference, comment.commentId);
  if (earlier?.staffId !== c.var.staff.staffId)
    throw new HTTPException(400, { message: 'the comment is not of this form' });
  if (earlier.text !== comment.text && !earlier.deletedAt)
    await post(c, reference, { ...comment, commentId: crypto.randomUUID() });
}

const post = (c: Context, reference: CaseReference, comment: NewComment): Promise<boolean> =>
  staffAct(c, 'commented', reference.number, (tx, staffId) =>
    insertComment(tx, { ...reference, ...comment, staffId, ...asOfNow(c.var.staff) }),
  );
