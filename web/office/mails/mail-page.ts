import type { ResendRow } from '../../../db/mail-resends.ts';
import type { MailRow } from '../../../db/mail-search.ts';
import { parseApplicationNumber, parseRegistrationNumber } from '../../../domain/application-number.ts';
import { mayStaff } from '../../access.ts';
import { banner, button, definitionList, section, time, timeline } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textAreaField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { administrationTrail, doneNotice } from '../record-list.ts';
import type { ResendRefusal } from './resend.ts';
import { HOME, kindText, noResendText, pathOf, stateBadge, stateSentence } from './texts.ts';

export interface WholeMail {
  mail: MailRow;
  /** The mail that this one sends once more. */
  first?: MailRow | undefined;
  resends: ResendRow[];
  /** What went out for them. */
  resent: MailRow[];
}

export interface MailPageState {
  reasonText?: string;
  handledNote?: string;
  errors?: { reasonText?: string; handledNote?: string };
  problem?: ResendRefusal | 'alreadyHandled';
  /** Of the form for a resend: kept over its errors, so that it acts once. */
  resendId?: string;
}

/** One mail: to whom, how often it was tried, and what can be done about it. What it said is kept nowhere. */
export function mailPage(c: Context, whole: WholeMail, state: MailPageState = {}): Html {
  const { mail } = whole;
  return staffPage(c, {
    title: mail.subject,
    breadcrumb: administrationTrail({ text: 'メール記録', href: HOME }, { text: kindText(mail.kind) }),
    titleAside: stateBadge(mail.state),
    notice: html`${doneNotice(c)}${state.problem && banner('warning', problemText[state.problem], undefined, { live: true })}`,
    content: html`
      ${errorSummary(summaryOf(state))}
      <div class="office-columns">
        <div>
          ${section({ title: 'メール', lead: stateSentence[mail.state], content: facts(whole) })}
          ${whole.resends.length > 0 && section({ title: '再送', content: history(whole) })}
        </div>
        <aside aria-label="対応">${mayStaff(c.var.staff, 'mails:resend') && actsOn(whole, state)}</aside>
      </div>`,
  });
}

const problemText: Record<NonNullable<MailPageState['problem']>, string> = {
  waiting: 'まだ送信を繰り返しているため、再送できません',
  superseded: '送り直し済みのため、再送できません',
  notResent: 'このメールは再送できません',
  isResend: '再送したメールは、最初のメールから再送してください',
  tooMany: 'このメールは24時間以内に3回再送されています。時間をおいて再送してください',
  alreadyHandled: 'すでにほかの職員が対応済みにしています',
};

function facts({ mail, first }: WholeMail): Html {
  return definitionList([
    { label: '種類', value: kindText(mail.kind) },
    { label: '宛先', value: html`<span class="breakable">${mail.recipient}</span>` },
    { label: '番号', value: referenceLink(mail.reference) },
    { label: '作成日時', value: time(mail.createdAt) },
    { label: '送信日時', value: mail.sentAt ? time(mail.sentAt) : '送信されていません' },
    { label: '送信した回数', value: `${mail.attempts}回` },
    ...(mail.lastError
      ? [{ label: '最後のエラー', value: html`<span class="breakable">${mail.lastError}</span>` }]
      : []),
    ...(mail.givenUpAt
      ? [
          {
            label: '送信をやめた日時',
            value: time(mail.givenUpAt),
            ...(mail.attempts === 0
              ? { note: '一度も送信を始められないまま、内容が有効な時間を過ぎました。' }
              : {}),
          },
        ]
      : []),
    ...(mail.handledAt
      ? [
          {
            label: '対応',
            value: html`${time(mail.handledAt)}　${mail.handlerName}`,
            note: html`<span class="prose">${mail.handledNote}</span>`,
          },
        ]
      : []),
    ...(first
      ? [{ label: '最初のメール', value: html`<a href="${pathOf(first)}">${time(first.createdAt)}</a>` }]
      : []),
    { label: 'Message-ID', value: html`<span class="breakable number">${mail.messageId}</span>` },
  ]);
}

function referenceLink(reference: string): Html | string {
  if (parseApplicationNumber(reference) === reference)
    return html`<a class="number" href="/office/change-applications/${reference}">${reference}</a>`;
  if (parseRegistrationNumber(reference) === reference)
    return html`<a class="number" href="/office/registrations/${reference}">${reference}</a>`;
  return html`<span class="breakable number">${reference}</span>`;
}

const history = ({ resends, resent }: WholeMail): Html =>
  timeline(
    resends.map((resend) => {
      const mail = resent.find(({ messageId }) => messageId.includes(resend.resendId));
      return {
        at: resend.requestedAt,
        actor: resend.requesterName,
        text: mail
          ? html`再送しました <a href="${pathOf(mail)}">再送したメール</a> ${stateBadge(mail.state)}`
          : '再送を依頼しました（まもなく送信されます）',
        detail: html`<p class="prose">${resend.reasonText}</p>`,
        kind: mail?.sentAt ? 'done' : 'waiting',
      };
    }),
  );

function actsOn(whole: WholeMail, state: MailPageState): Html {
  const { mail } = whole;
  return html`
    ${section({ title: '再送', content: resendPart(whole, state) })}
    ${mail.state === 'failed' && !mail.handledAt && section({ title: '対応済みにする', content: handleForm(mail, state) })}`;
}

function resendPart({ mail, first }: WholeMail, state: MailPageState): Html {
  const never = noResendText(mail.kind);
  if (never) return html`<p><strong>${never.title}</strong></p><p>${never.body}</p>`;
  if (first)
    return html`<p>これは再送したメールです。もう一度送るときは、<a href="${pathOf(first)}">最初のメール</a>から再送します。</p>`;
  if (mail.state === 'waiting') return html`<p>自動で送信を繰り返しているため、再送の必要はありません。</p>`;
  return html`<form method="post" action="${pathOf(mail)}/resend" class="form" data-submit-once>
    <p class="help">同じ決まりで作り直した内容を、別のメールとして送信します。宛先は、受付のメールは申込み時のアドレス、そのほかは現在のアドレスです。件名に「（再送）」が付きます。</p>
    <input type="hidden" name="resendId" value="${state.resendId ?? crypto.randomUUID()}">
    ${textAreaField({ name: 'reasonText', label: '再送の理由', required: true, rows: 3, value: state.reasonText, error: state.errors?.reasonText, help: '記録に残ります。お客様には送信されません。' })}
    ${button({ text: '再送する', kind: 'primary' })}
  </form>`;
}

const handleForm = (mail: MailRow, state: MailPageState): Html =>
  html`<form method="post" action="${pathOf(mail)}/handled" class="form" data-submit-once>
    <p class="help">電話で連絡したときなど、メールの代わりに行ったことを記録します。「送信できていないメール」の一覧から外れます。</p>
    ${textAreaField({ name: 'handledNote', label: '行ったこと', required: true, rows: 3, value: state.handledNote, error: state.errors?.handledNote })}
    ${button({ text: '対応済みにする' })}
  </form>`;

const summaryOf = ({ errors = {} }: MailPageState) => [
  ...(errors.reasonText ? [{ name: 'reasonText', label: '再送の理由', message: errors.reasonText }] : []),
  ...(errors.handledNote ? [{ name: 'handledNote', label: '行ったこと', message: errors.handledNote }] : []),
];
