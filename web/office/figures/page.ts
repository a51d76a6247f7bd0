import { optionsOf } from '../../../domain/field.ts';
import { figureUnitText } from '../../../domain/figures.ts';
import { button, dataTable } from '../../components.ts';
import type { Context } from '../../context.ts';
import { dateField, errorSummary, selectField } from '../../fields.ts';
import { formatNumber } from '../../format.ts';
import { attributes, type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import type { Counted, Figure, Row } from './figure.ts';
import { figuresOf, shareInTime } from './figures.ts';
import { type ReadRange, rangeQuery } from './range.ts';

/** 統計: the numbers first, then a picture for each question with its table beneath. */
export const figuresPage = (c: Context, read: ReadRange, counted: Counted): Html =>
  staffPage(c, {
    title: '統計',
    lead: '申込みの受付と決裁の状況です。表はCSVで保存できます。',
    content: html`
      ${errorSummary(Object.entries(read.errors).map(([name, message]) => ({ name, message })))}
      ${rangeForm(read)}
      ${keyFigures(counted)}
      <div class="figures">${figuresOf(counted).map((figure) => section(figure, read))}</div>`,
  });

const rangeForm = ({ from, to, range, errors }: ReadRange): Html => html`
  <form class="filters" method="get" action="/office/figures" aria-label="期間">
    ${dateField({ name: 'from', label: '開始日', mark: false, value: from, error: errors.from })}
    ${dateField({ name: 'to', label: '終了日', mark: false, value: to, error: errors.to })}
    ${selectField({
      name: 'unit',
      label: '単位',
      mark: false,
      value: range.unit,
      blank: false,
      options: optionsOf(figureUnitText),
    })}
    ${button({ text: '表示' })}
  </form>`;

function keyFigures({ received, ended, open }: Counted): Html {
  const total = <Item>(items: readonly Item[], value: (item: Item) => number) =>
    items.reduce((sum, item) => sum + value(item), 0);
  const share = shareInTime(ended);
  const overdue = total(open, (row) => row.overdue);
  return html`<dl class="key-figures">
    ${keyFigure(
      '受付（期間中）',
      total(received, ({ cases }) => cases),
    )}
    ${keyFigure(
      '終了（期間中）',
      total(ended, ({ cases }) => cases),
    )}
    <div><dt>期限内の決裁（期間中）</dt><dd>${share === null ? '―' : `${Math.round(share)}%`}</dd></div>
    ${keyFigure(
      '未決裁（現在）',
      total(open, ({ cases }) => cases),
    )}
    ${keyFigure('うち期限超過（現在）', overdue, overdue > 0)}
  </dl>`;
}

const keyFigure = (label: string, count: number, isAlarming = false): Html =>
  html`<div${attributes({ 'data-tone': isAlarming ? 'danger' : undefined })}><dt>${label}</dt><dd>${formatNumber(count)}件</dd></div>`;

function section(figure: Figure, { range }: ReadRange): Html {
  const table = dataTable<Row>({
    caption: figure.title,
    captionHidden: true,
    columns: figure.headers.map((header, index) => ({
      header,
      cell: (row) => cellText(row[index]),
      ...(index === 0
        ? { primary: true, width: 'narrow' }
        : isNumeric(figure, index)
          ? { align: 'end' }
          : {}),
    })),
    rows: figure.rows,
    empty: { title: '期間中に該当するものはありません', body: '期間を変えると表示されることがあります。' },
  });
  return html`<section class="section" id="${figure.id}">
    <div class="section-heading">
      <h2>${figure.title}</h2>
      <a href="/office/figures/${figure.id}.csv?${rangeQuery(range)}">CSV<span class="visually-hidden">で保存（${figure.title}）</span></a>
    </div>
    <p class="help">${figure.note}</p>
    ${figure.chart}
    ${figure.chart ? html`<details><summary>表を表示</summary>${table}</details>` : table}
  </section>`;
}

const isNumeric = ({ rows }: Figure, index: number) =>
  rows.every((row) => typeof row[index] !== 'string' || /^[\d.,]+%?$/.test(String(row[index])));

const cellText = (cell: Row[number] | undefined) =>
  cell === null || cell === undefined ? '―' : typeof cell === 'number' ? formatNumber(cell) : cell;
