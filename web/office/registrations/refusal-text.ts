import { assignmentProblemText } from '../assignment-text.ts';
import type { Problem } from './take-step.ts';

/** Why something was not done, in words for staff. */
export const problemText: Record<Problem, { title: string; body: string }> = {
  closed: {
    title: 'この登録申込みはすでに終了しています',
    body: '先に結果が確定しました。現在の状況を確認してください。',
  },
  ...assignmentProblemText,
  alreadyDecided: {
    title: 'この登録申込みはすでに承認されています',
    body: 'コードを発行済みで、通知書の発送を待っています。',
  },
  notApproved: {
    title: 'この登録申込みはまだ承認されていません',
    body: '承認されるまで、通知書を発送済みにすることはできません。',
  },
  hasAdministrator: {
    title: 'この保険利用者には、すでにWebユーザー（管理者）が登録されています',
    body: '管理者は1社に1名のため、この申込みは承認できません。理由「すでに登録済み」で却下してください。',
  },
  noSuchInsuredParty: {
    title: '記載された保険利用者コードは登録されていません',
    body: 'コードの記載誤りの可能性があります。このままでは承認できないため、理由を添えて却下してください。',
  },
  insuredPartySuspended: {
    title: 'この保険利用者は利用停止中です',
    body: '停止している間は、Webユーザー（管理者）を登録できません。利用を再開してから承認するか、理由を添えて却下してください。',
  },
  notPrinted: {
    title: '通知書がまだ印刷されていません',
    body: '印刷してから、発送済みにしてください。',
  },
  principalMayNot: {
    title: '代行する相手には、この決裁の権限がありません',
    body: 'ご自身として決裁してください。',
  },
  notStandIn: {
    title: '代行の期間ではありません',
    body: '代行の期間が終わったか、取り消されました。ご自身として決裁するか、統括者に確認してください。',
  },
  temporalDown: {
    title: 'ただいま処理を受け付けられません',
    body: '入力した内容はこの画面に残っています。しばらくしてから、もう一度押してください。',
  },
};
