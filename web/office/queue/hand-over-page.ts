import type { Colleague } from '../../../db/assignment.ts';
import { undecidedWork } from '../../../db/office-work.ts';
import type { WorkRow } from '../../../db/office-work-rows.ts';
import { HAND_OVER_NOTE_AT_MOST } from '../../../domain/assignment.ts';
import { canHandOver } from '../../../domain/staff.ts';
import { actions, banner, button, dataTable, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, selectField, textAreaField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { workHref, workName, workStageText, workTypeText } from './work-text.ts';

export interface HandOverErrors {
  handedTo?: string;
  note?: string;
}

export interface HandOver {
  rows: WorkRow[];
  colleagues: Colleague[];
  /** The list in one line, for the way back. */
  queue: string;
  back: 'work' | undefined;
  input?: { handedTo: string; note: string };
  errors?: HandOverErrors;
}

/** 引継ぎ: what, to whom, with which word. What cannot be handed over is said before, and left out. */
export function handOverPage(c: Context, handOver: HandOver): Html {
  const { rows, queue, back } = handOver;
  const mine = rows.filter((row) => mayHandOver(c, row));
  const others = rows.filter((row) => !mayHandOver(c, row));
  const [only] = rows;
  const backHref = back && only ? workHref(only, queue) : `/office?${queue}`;
  return staffPage(c, {
    title: '担当の引継ぎ',
    breadcrumb: [{ text: '申込一覧', href: `/office?${queue}` }, { text: '担当の引継ぎ' }],
    lead: '選択した申込みの担当を、ほかの職員に引き継ぎます。',
    content: html`
      ${others.length > 0 && section({ title: `引き継げない申込み（${others.length}件）`, content: html`${banner('info', '担当している職員と統括者だけが引き継げます', '次の申込みは、担当者が決まっていないか、ほかの職員が担当しているか、すでに決裁されています。')}${table(others, queue)}` })}
      ${mine.length > 0 ? handOverForm(c, { ...handOver, rows: mine }, backHref) : actions({ back: button({ text: '戻る', href: backHref }) })}`,
  });
}

const mayHandOver = (c: Context, { stage, assigneeId }: WorkRow): boolean =>
  undecidedWork.includes(stage) && (canHandOver(c.var.staff) || assigneeId === c.var.staff.staffId);

function handOverForm(c: Context, handOver: HandOver, backHref: string): Html {
  const { rows, queue, back, input, errors = {} } = handOver;
  return html`<form method="post" action="/office/queue/hand-over" class="form stack" data-submit-once>
    ${errorSummary(Object.entries(errors).map(([name, message]) => ({ name, message })))}
    <input type="hidden" name="press" value="${crypto.randomUUID()}">
    <input type="hidden" name="queue" value="${queue}">
    ${back && html`<input type="hidden" name="back" value="${back}">`}
    ${rows.map(({ number }) => html`<input type="hidden" name="number" value="${number}">`)}
    ${section({ title: `引き継ぐ申込み（${rows.length}件）`, content: table(rows, queue) })}
    ${section({
      title: '引継ぎ先',
      content: html`<div class="fields">
        ${selectField({
          name: 'handedTo',
          label: '引継ぎ先の職員',
          required: true,
          options: colleagueOptions(c, handOver),
          value: input?.handedTo,
          error: errors.handedTo,
          width: 'l',
        })}
        ${textAreaField({
          name: 'note',
          label: '引継ぎのメモ',
          help: `引継ぎ先の職員が経過で読みます。申込者には見えません。${HAND_OVER_NOTE_AT_MOST}文字以内。`,
          value: input?.note,
          error: errors.note,
          rows: 3,
        })}
      </div>`,
    })}
    ${actions({ primary: button({ text: '引き継ぐ', kind: 'primary' }), back: button({ text: '戻る', href: backHref }) })}
  </form>`;
}

/** Whoever has all of it already is not offered. */
function colleagueOptions(c: Context, { rows, colleagues }: HandOver) {
  return colleagues
    .filter(({ staffId }) => rows.some(({ assigneeId }) => assigneeId !== staffId))
    .map(({ staffId, name, department }) => ({
      value: staffId,
      text: `${name}${staffId === c.var.staff.staffId ? '（自分）' : ''}　${department}`,
    }));
}

const table = (rows: WorkRow[], queue: string): Html =>
  dataTable<WorkRow>({
    caption: '申込み',
    captionHidden: true,
    columns: [
      {
        header: '番号',
        cell: (row) => html`<a class="number" href="${workHref(row, queue)}">${workName(row)}</a>`,
        width: 'narrow',
        primary: true,
      },
      { header: '種類', cell: ({ type }) => workTypeText[type], width: 'narrow' },
      { header: '保険利用者', cell: ({ companyName }) => companyName },
      { header: '状態', cell: ({ stage, type }) => workStageText(stage, type), width: 'narrow' },
      { header: '現在の担当', cell: ({ assigneeName }) => assigneeName ?? '未割当' },
    ],
    rows,
    empty: { title: '申込みはありません' },
  });
