import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { deleteComment, findComment } from '../../../db/comments.ts';
import type { Comment } from '../../../db/schema/comments.ts';
import { COMMENT_AT_MOST, COMMENT_DELETABLE_MINUTES, isDeletable } from '../../../domain/comment.ts';
import { parseProse } from '../../../domain/prose.ts';
import type { WorkType } from '../../../domain/work.ts';
import { requireStaffRight } from '../../access.ts';
import { isPartial, readForm, redirectTo } from '../../answer.ts';
import { actions, button } from '../../components.ts';
import type { AppEnv, Context } from '../../context.ts';
import { html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { questionPage } from '../question.ts';
import { staffAct } from '../staff-act.ts';
import { type Case, findCase } from './cases.ts';
import { deletionQuestion } from './deletion.ts';
import { postComment } from './post.ts';
import { readHistory } from './read.ts';
import { type CommentState, historySection } from './section.ts';

const work = requireStaffRight('applications:work');

/** 内部コメント about a case of any sort: what its page shows of the rest stands with its own feature. */
export const caseHistory = new Hono<AppEnv>()
  .post('/:work/:number/comments', work, async (c) => {
    const found = await caseOf(c);
    const form = await readForm(c);
    const commentId = z.uuid().safeParse(form.commentId).data;
    if (!commentId) throw new HTTPException(400, { message: 'not a form of ours' });
    const text = parseProse(form.comment ?? '', COMMENT_AT_MOST);
    const error =
      'error' in text ? text.error : text.value === '' ? 'コメントを入力してください。' : undefined;
    if (error || 'error' in text)
      return show(c, found, { commentId, text: form.comment ?? '', error: error ?? '' }, 422);
    await postComment(c, found.reference, { commentId, text: text.value });
    return isPartial(c) ? show(c, found, {}, 200) : redirectTo(c, `${found.href}#history`);
  })

  .get('/:work/:number/comments/:commentId/deletion', work, async (c) => {
    const found = await caseOf(c);
    const comment = await commentOf(c, found);
    const problem = obstacleTo(c, comment);
    if (problem) return show(c, found, { problem }, 409);
    const breadcrumb = [{ text: found.title, href: found.href }, { text: 'コメントの削除' }];
    return c.html(questionPage(c, deletionQuestion(comment), { back: found.href, breadcrumb }));
  })

  .post('/:work/:number/comments/:commentId/deletion', work, async (c) => {
    const found = await caseOf(c);
    const { commentId } = await commentOf(c, found);
    const { reference } = found;
    const deleted = await staffAct(c, 'commentDeleted', reference.number, (tx, staffId) =>
      deleteComment(tx, reference, { commentId, staffId, now: new Date() }),
    );
    const problem = deleted ? undefined : obstacleTo(c, await commentOf(c, found));
    return problem ? show(c, found, { problem }, 409) : redirectTo(c, `${found.href}#history`);
  });

/** Why this person cannot delete it, in words for them; one that is gone already is as they wanted it. */
function obstacleTo(c: Context, comment: Comment): string | undefined {
  if (comment.staffId !== c.var.staff.staffId) return 'コメントを削除できるのは、投稿した職員だけです。';
  if (comment.deletedAt || isDeletable(comment, comment.staffId, new Date())) return undefined;
  return `コメントを削除できるのは、投稿から${COMMENT_DELETABLE_MINUTES}分以内です。削除していません。`;
}

const works = ['change', 'registration', 'groupViewer'] as const satisfies WorkType[];

/** The case of the URL. Throws 404 for one that staff do not know. */
async function caseOf(c: Context): Promise<Case> {
  const kind = works.find((one) => one === c.req.param('work'));
  const number = c.req.param('number') ?? '';
  if (!kind || (kind === 'groupViewer' && !z.uuid().safeParse(number).success)) throw new HTTPException(404);
  const found = await findCase(c.var.services.db, { work: kind, number });
  if (!found) throw new HTTPException(404);
  return found;
}

async function commentOf(c: Context, { reference }: Case): Promise<Comment> {
  const commentId = z.uuid().safeParse(c.req.param('commentId')).data;
  const comment = commentId && (await findComment(c.var.services.db, reference, commentId));
  if (!comment) throw new HTTPException(404);
  return comment;
}

/** The part for htmx; a page of its own, with all that was typed, where a plain form was not taken. */
async function show(c: Context, found: Case, state: CommentState, status: 200 | 409 | 422) {
  const { href, title, reference, steps } = found;
  const part = historySection(c, reference, steps, await readHistory(c.var.services.db, reference), state);
  if (isPartial(c)) return c.html(part, status);
  return c.html(
    staffPage(c, {
      title: '経過と内部コメント',
      breadcrumb: [
        { text: '申込一覧', href: '/office' },
        { text: title, href },
        { text: '経過と内部コメント' },
      ],
      lead: title,
      content: html`${part}${actions({ back: button({ text: '申込みへ戻る', href }) })}`,
    }),
    status,
  );
}
