import { stringify } from 'csv-stringify/sync';

export interface CsvColumn<Row> {
  header: string;
  cell: (row: Row) => string;
}

/**
 * A CSV file for spreadsheets: UTF-8 with BOM, RFC 4180. A cell that a spreadsheet would run as a formula gets an
 * apostrophe in front (ASVS V1.2.10); NUL, behind which one could hide, is left out.
 */
export function csvFile<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const records = rows.map((row) => columns.map(({ cell }) => cell(row).replaceAll('\0', '')));
  return stringify([columns.map(({ header }) => header), ...records], {
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
  });
}

/** Headers under which a browser saves the file by its name and takes it for nothing else. */
export const csvHeaders = (fileName: string, charset = 'utf-8'): Record<string, string> => ({
  'content-type': `text/csv; charset=${charset}`,
  'content-disposition': `attachment; filename="${fileName}"`,
  'x-content-type-options': 'nosniff',
});
