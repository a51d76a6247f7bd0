import { actions, banner, button, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textAreaField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import type { Target } from './acts.ts';
import { companyPath, HOME, userPath } from './paths.ts';
import type { Reader } from './readers.ts';

/** What came with a form that comes back. */
export interface MeasureState {
  measureId?: string | undefined;
  reasonText?: string | undefined;
  error?: string | undefined;
  /** Nothing was done, since somebody else was quicker. */
  overtaken?: boolean | undefined;
}

interface Question {
  /** GET asks, POST acts. */
  path: string;
  /** Where it leads back. */
  back: string;
  title: string;
  consequences: (string | false)[];
  confirm: string;
  kind: 'primary' | 'danger';
  obstacle?: string | Html | undefined;
  /** Who is told by mail; undefined where nobody is meant to be. */
  readers?: Reader[] | undefined;
}

/** The question before a measure: whom it concerns, what will happen, who is told, and why it is done. */
export const measurePage = (c: Context, target: Target, question: Question, state: MeasureState = {}): Html =>
  staffPage(c, {
    title: question.title,
    breadcrumb: [...trailOf(target), { text: question.title }],
    content: html`<div class="measure stack">
      ${errorSummary(state.error ? [{ name: 'reasonText', label: '理由', message: state.error }] : [])}
      ${(question.obstacle || state.overtaken) && refused(question, state)}
      ${section({ title: '対象', content: definitionList(factsOf(target)) })}
      ${question.obstacle ? '' : form(question, state)}
      ${question.obstacle ? actions({ back: button({ text: '戻る', href: question.back }) }) : ''}
    </div>`,
  });

const refused = ({ obstacle }: Question, { overtaken, reasonText }: MeasureState): Html =>
  banner(
    'warning',
    overtaken ? 'まだ何も行っていません' : 'いまは行えません',
    html`<p>${obstacle ?? 'ほかの職員の操作と重なりました。状態を確認して、必要な場合はもう一度行ってください。'}</p>${obstacle && reasonText && html`<p>入力した理由：</p><p class="prose">${reasonText}</p>`}`,
    { live: true },
  );

const form = (question: Question, { measureId, reasonText, error }: MeasureState): Html =>
  html`<form method="post" action="${question.path}" class="form stack" data-submit-once>
    ${section({
      title: 'これから行うこと',
      content: html`<ul class="bulleted">${question.consequences.map((text) => text && html`<li>${text}</li>`)}</ul>
        ${question.readers && html`<p>${toldTo(question.readers)}</p>`}`,
    })}
    <div class="section">
      <input type="hidden" name="measureId" value="${measureId ?? crypto.randomUUID()}">
      ${textAreaField({
        name: 'reasonText',
        label: '理由',
        required: true,
        rows: 4,
        value: reasonText,
        error,
        help: question.readers
          ? 'お客様へのメールにそのまま記載されます。対応の履歴にも残ります。'
          : 'お客様には知らされません。対応の履歴に残り、監査担当者が確認します。',
      })}
    </div>
    ${actions({
      primary: button({ text: question.confirm, kind: question.kind }),
      back: button({ text: '戻る', href: question.back }),
    })}
  </form>`;

const toldTo = (readers: Reader[]): Html =>
  readers.length === 0
    ? html`<strong>Webユーザー（管理者）がいないため、メールでは通知されません。</strong>`
    : html`次の宛先に、理由とともにメールで通知されます：${readers.map(
        ({ recipient, reader }, index) =>
          html`${index > 0 && '、'}${readerText(reader)} <span class="number">${recipient.email}</span>`,
      )}`;

function readerText(reader: Reader['reader']): string {
  if (reader.as === 'contact') return '登録されているご担当者';
  return reader.as === 'user' ? '全社閲覧用IDを使用する方' : 'Webユーザー（管理者）';
}

const factsOf = ({ overview: { company }, user }: Target) => [
  {
    label: '保険利用者',
    value: html`${company.name}　<span class="number">${company.insuredCode}</span>`,
  },
  ...(user
    ? [{ label: 'Webユーザー', value: html`${user.name}　<span class="number">${user.webUserId}</span>` }]
    : []),
];

const trailOf = ({ overview: { company }, user }: Target) => [
  { text: '保険利用者', href: HOME },
  { text: company.insuredCode, href: companyPath(company.insuredCode) },
  ...(user ? [{ text: user.webUserId, href: userPath(user.webUserId) }] : []),
];
