/** Lists of records: a head that stays in sight, numbers to the right; on a phone each row becomes a card. */
import { type Attributes, attributes, escaped, type Html, html, raw, type Value } from '../html.ts';
import { emptyState } from './messages.ts';

export type Column<Row> = {
  header: string;
  cell: (row: Row) => Value;
  /** `end` for amounts and counts. */
  align?: 'end' | undefined;
  /** `narrow` for what must not wrap: dates, numbers, states. */
  width?: 'narrow' | undefined;
  /** The title of the card on a phone, and the row's header for a screen reader. */
  primary?: boolean | undefined;
  /** For columns of buttons: the header is only read out. */
  headerHidden?: boolean | undefined;
};

export type DataTable<Row> = {
  caption: string;
  captionHidden?: boolean | undefined;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  empty: { title: string; body?: string | Html | undefined; action?: Html | undefined };
  rowAttributes?: ((row: Row) => Attributes) | undefined;
};

export function dataTable<Row>({
  caption,
  captionHidden,
  columns,
  rows,
  empty,
  rowAttributes,
}: DataTable<Row>): Html {
  if (rows.length === 0) return emptyState(empty);
  const head = columns.map(
    ({ header, align, headerHidden }) =>
      html`<th scope="col"${attributes({ 'data-align': align })}>${headerHidden ? html`<span class="visually-hidden">${header}</span>` : header}</th>`,
  );
  return html`<div class="table-frame" role="region" aria-label="${caption}" tabindex="0"><table class="table">
    <caption${attributes({ class: captionHidden ? 'visually-hidden' : undefined })}>${caption}</caption>
    <thead><tr>${head}</tr></thead>
    <tbody>${raw(tableRows(columns, rows, rowAttributes))}</tbody>
  </table></div>`;
}

/** One string for all rows: a hundred rows cost one template, and `escaped` is the only way a value gets in. */
function tableRows<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  rowAttributes: DataTable<Row>['rowAttributes'],
): string {
  const cells = columns.map((column) => {
    const shape = attributes({ 'data-align': column.align, 'data-width': column.width });
    const open = column.primary
      ? `<th scope="row"${shape}>`
      : `<td data-label="${escaped(column.headerHidden ? '' : column.header)}"${shape}>`;
    return { open, close: column.primary ? '</th>' : '</td>', cell: column.cell };
  });
  let markup = '';
  for (const row of rows) {
    markup += `<tr${rowAttributes ? attributes(rowAttributes(row)) : ''}>`;
    for (const { open, close, cell } of cells) markup += open + escaped(cell(row)) + close;
    markup += '</tr>';
  }
  return markup;
}
