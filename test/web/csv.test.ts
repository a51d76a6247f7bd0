import { expect, test } from 'vitest';
import { csvFile } from '../../web/csv.ts';

const columns = [
  { header: '氏名', cell: ([name = '']: string[]) => name },
  { header: '電話番号', cell: ([, phone = '']: string[]) => phone },
];

test('UTF-8 with BOM, CRLF, and quotes where RFC 4180 asks for them', () => {
  expect(csvFile(columns, [['日本　太郎', 'a"b,c\nd']])).toBe(
    '\ufeff氏名,電話番号\r\n日本　太郎,"a""b,c\nd"\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠A', '\0=1'])(
  'ASVS V1.2.10: a cell that begins like a formula (%j) runs nothing',
  (cell) => {
    const [, line = ''] = csvFile(columns, [[cell, '']]).split('\r\n');
    expect(line.replace(/^"/, '')).toMatch(/^'/);
    expect(line).not.toContain('\0');
  },
);
