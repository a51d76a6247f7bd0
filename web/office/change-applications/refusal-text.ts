import type { Refusal } from '../../../domain/change-application.ts';
import { assignmentProblemText } from '../assignment-text.ts';

/** Why a decision was not taken: the domain's reasons, and that the application is another one than was read. */
export type Problem = Refusal | 'changedMeanwhile' | 'principalMayNot' | 'temporalDown';

export const problemText: Record<Problem, { title: string; body: string }> = {
  closed: {
    title: 'この申込みはすでに終了しています',
    body: '先に結果が確定したか、申込者が取り下げました。現在の状況を確認してください。',
  },
  returned: {
    title: 'この申込みは差戻し中です',
    body: '申込者が修正して再申込みするまで、決裁はできません。',
  },
  alreadyDecided: {
    title: 'この申込みはすでに承認されています',
    body: '必要な承認がそろい、登録情報への反映を待っています。',
  },
  ...assignmentProblemText,
  ownApplication: {
    title: 'ご自身が入力した申込みは決裁できません',
    body: '別の承認者が決裁してください。',
  },
  ownApproval: {
    title: 'すでにあなたが承認しています',
    body: 'ご自身の承認、または代行者による承認が済んでいます。2人目の承認は、別の承認者が行ってください。',
  },
  principalEntered: {
    title: '代行する相手が入力した申込みは決裁できません',
    body: 'ご自身として決裁するか、別の承認者が決裁してください。',
  },
  principalApproved: {
    title: '代行する相手がすでに承認しています',
    body: '同じ方の承認は1回だけです。ご自身として決裁するか、別の承認者が決裁してください。',
  },
  notStandIn: {
    title: '代行の期間ではありません',
    body: '代行の期間が終わったか、取り消されました。ご自身として決裁するか、統括者に確認してください。',
  },
  principalMayNot: {
    title: '代行する相手には、この決裁の権限がありません',
    body: 'ご自身として決裁してください。',
  },
  recordMoved: {
    title: '画面を開いた後に登録情報が変わりました',
    body: '承認はしていません。現在の登録との違いを確認し、項目ごとに選び直してから承認してください。',
  },
  changedMeanwhile: {
    title: '申込みの内容が変わりました',
    body: '画面を開いた後に、申込者が内容を修正して再申込みしました。新しい内容を確認してから決裁してください。',
  },
  temporalDown: {
    title: 'ただいま処理を受け付けられません',
    body: '入力した内容はこの画面に残っています。しばらくしてから、もう一度押してください。',
  },
};
