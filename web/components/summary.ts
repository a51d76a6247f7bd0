/** Facts as label and value: details, confirm pages, and what an application changes. */
import { attributes, type Html, html } from '../html.ts';

export type Fact = {
  label: string;
  value: string | number | Html | null | undefined;
  note?: string | Html | undefined;
};

export type SummaryRow = Fact & {
  before?: string | number | Html | null | undefined;
  changed?: boolean | undefined;
};

/** Labels and values, for pages that only show. Empty values read 登録なし. */
export const definitionList = (rows: readonly Fact[]): Html =>
  html`<dl class="facts">${rows.map(
    ({ label, value, note }) => html`<div><dt>${label}</dt><dd>${shown(value)}${noteText(note)}</dd></div>`,
  )}</dl>`;

/**
 * A confirm page's answers. `plain`: what was entered, with 変更 beside what is new. `difference`: 変更前 and
 * 変更後 side by side, changed rows marked in words and by a bar.
 */
export function summaryTable(
  rows: readonly SummaryRow[],
  {
    caption,
    mode = 'plain',
    labels,
  }: {
    caption?: string | undefined;
    mode?: 'plain' | 'difference' | undefined;
    labels?: { before?: string | undefined; after?: string | undefined } | undefined;
  } = {},
): Html {
  const before = labels?.before ?? '変更前';
  const after = labels?.after ?? '変更後';
  const head = html`<thead><tr><th scope="col">項目</th><th scope="col">${before}</th><th scope="col">${after}</th></tr></thead>`;
  return html`<table class="summary" data-mode="${mode}">
    ${caption && html`<caption>${caption}</caption>`}
    ${mode === 'difference' && head}
    <tbody>${rows.map((row) =>
      mode === 'difference' ? differenceRow(row, before, after) : plainRow(row),
    )}</tbody>
  </table>`;
}

const plainRow = ({ label, value, changed, note }: SummaryRow): Html =>
  html`<tr${attributes({ 'data-changed': changed })}><th scope="row">${label}</th><td>${shown(value)}${changed && changedMark}${noteText(note)}</td></tr>`;

const differenceRow = ({ label, value, before, changed, note }: SummaryRow, was: string, is: string): Html =>
  html`<tr${attributes({ 'data-changed': changed })}><th scope="row">${label}${changed && changedMark}</th><td data-label="${was}" class="before">${shown(before)}</td><td data-label="${is}" class="after">${shown(value)}${noteText(note)}</td></tr>`;

const changedMark = html`<span class="changed-mark">変更</span>`;

const shown = (value: Fact['value']): Html | string | number =>
  value === null || value === undefined || value === '' ? html`<span class="nothing">登録なし</span>` : value;

const noteText = (note: Fact['note']): Html | undefined =>
  note ? html`<small class="note">${note}</small>` : undefined;

/** A part of a page with a heading, on a ground of its own. */
export const section = ({
  title,
  content,
  id,
  aside,
  lead,
}: {
  title: string;
  content: Html;
  id?: string | undefined;
  aside?: Html | undefined;
  lead?: string | Html | undefined;
}): Html => html`<section class="section"${attributes({ id })}>
  <div class="section-heading"><h2>${title}</h2>${aside}</div>
  ${lead && html`<p class="section-lead">${lead}</p>`}
  ${content}
</section>`;
