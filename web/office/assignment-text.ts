import type { AssignmentKind, AssignmentRefusal } from '../../domain/assignment.ts';
import { type Html, html } from '../html.ts';

/** What happened, in a timeline. */
export const handOverText = (handedToName: string | null): string => `${handedToName}さんに引き継ぎました`;

export const assignmentText: Record<Exclude<AssignmentKind, 'handedOver'>, string> = {
  claimed: '担当になりました',
  released: '担当を外れました',
};

/** What was said to the colleague; customers never see it. */
export const noteOf = ({ note }: { note: string | null }): Html | undefined =>
  note ? html`<p class="prose">${note}</p>` : undefined;

/** Why something did not change hands, in words for staff. */
export const assignmentProblemText: Record<AssignmentRefusal, { title: string; body: string }> = {
  notClaimed: {
    title: 'まだ担当者が決まっていません',
    body: '「担当する」を押してから進めてください。',
  },
  alreadyClaimed: {
    title: 'すでに担当者が決まっています',
    body: 'ほかの職員が先に担当になりました。',
  },
  notYours: {
    title: 'ほかの職員が担当しています',
    body: '担当を外す・引き継ぐ操作は、担当している職員と統括者だけが行えます。',
  },
  alreadyTheirs: {
    title: 'すでにその職員が担当しています',
    body: '引き継ぐ必要はありません。',
  },
  noSuchColleague: {
    title: '引継ぎ先の職員が見つかりません',
    body: '利用を停止されたか、担当を持たない職員です。別の職員を選んでください。',
  },
};

/** Whoever came too late is told who has it. */
export const whoHasIt = (problem: string, assigneeName: string | null): string | undefined =>
  (problem === 'alreadyClaimed' || problem === 'notYours' || problem === 'alreadyTheirs') && assigneeName
    ? `現在の担当者は${assigneeName}さんです。`
    : undefined;
