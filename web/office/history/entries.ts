import { dueAlertReference } from '../../../db/due-alerts.ts';
import { isDeletable, staysFrom } from '../../../domain/comment.ts';
import type { DueAlertKind } from '../../../domain/due-alert.ts';
import { badge, type TimelineEntry } from '../../components.ts';
import type { Context } from '../../context.ts';
import { formatDate, formatTime, time } from '../../format.ts';
import { html } from '../../html.ts';
import { mailKindText } from '../change-applications/history.ts';
import { questionButton } from '../question.ts';
import { deletionQuestion } from './deletion.ts';
import type { History } from './read.ts';

type Comment = History['comments'][number];
type Mail = History['mails'][number];
type Alert = History['alerts'][number];

/** What happened around a case besides its steps, in no order. */
export const furtherEntries = (c: Context, { comments, alerts, mails }: History): TimelineEntry[] => [
  ...comments.map((comment) => commentEntry(c, comment)),
  ...mails.filter(({ kind }) => kind !== 'dueAlerts').map(mailEntry),
  ...[...Map.groupBy(alerts, ({ kind, toldAt }) => `${kind} ${toldAt.getTime()}`).values()].map((told) =>
    alertEntry(told, mails),
  ),
];

function commentEntry(c: Context, comment: Comment): TimelineEntry {
  const { postedAt, deletedAt, actorName, actorDepartment, staffId, text } = comment;
  const entry = {
    at: postedAt,
    actor: `${actorName}（${[actorDepartment, staffId].filter(Boolean).join('・')}）`,
    text: html`内部コメント ${badge('neutral', '職員のみ')}`,
    kind: 'comment' as const,
  };
  if (deletedAt)
    return { ...entry, detail: html`<p class="nothing">${time(deletedAt)} に投稿者が削除しました</p>` };
  const deletable = isDeletable(comment, c.var.staff.staffId, new Date());
  return {
    ...entry,
    detail: html`<p class="prose">${text}</p>${
      deletable &&
      html`<div class="comment-deletion">${questionButton(deletionQuestion(comment), { text: '削除', kind: 'quiet', about: `${formatTime(postedAt)}のコメント` })}<small>${formatTime(staysFrom(comment))}まで削除できます</small></div>`
    }`,
  };
}

const mailEntry = ({ kind, recipient, createdAt, sentAt, lastError }: Mail): TimelineEntry => ({
  at: sentAt ?? createdAt,
  actor: 'システム',
  text: html`メール「${mailKindText[kind]}」${
    sentAt
      ? 'を送信しました'
      : html`の送信を待っています ${lastError && badge('warning', '送信できていません')}`
  }`,
  detail: html`宛先　${recipient}`,
  kind: 'mail',
});

const alertTexts: Record<DueAlertKind, (dueOn: string) => string> = {
  dueSoon: (dueOn) => `期限（${dueOn}）が近いことを知らせました`,
  overdue: (dueOn) => `期限（${dueOn}）を過ぎたことを統括者に知らせました`,
};

/** All who were told in one go; the mail leaves some minutes later, together with what else there was to tell. */
function alertEntry(told: Alert[], mails: Mail[]): TimelineEntry {
  const [first] = told;
  if (!first) throw new Error('an alert without anybody who was told');
  const names = told.map((one) => `${one.name}（${one.staffId}）${mailState(one, mails)}`);
  return {
    at: first.toldAt,
    actor: 'システム',
    text: alertTexts[first.kind](formatDate(first.dueAt)),
    detail: html`宛先　${names.join('、')}`,
    kind: 'alert',
  };
}

function mailState(alert: Alert, mails: Mail[]): string {
  const mail = mails.find(({ reference }) => reference === dueAlertReference(alert));
  return mail?.sentAt ? '' : mail ? '・送信待ち' : '・未送信';
}
