import { expect, test } from 'vitest';
import {
  dataTable,
  formatDate,
  formatDateTime,
  formatYen,
  liveStatus,
  summaryTable,
} from '../../web/components.ts';
import { fieldId } from '../../web/field-frame.ts';
import { errorSummary, radioGroup, textAreaField, textField } from '../../web/fields.ts';
import { attributes, escaped, html, raw } from '../../web/html.ts';
import { portalPage } from '../../web/layout.ts';

const hostile = `<img src=x onerror="alert('1')">&`;
const harmless = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;';

test('what a person typed is escaped in text, in attributes and in every cell of a table', () => {
  expect(html`<p>${hostile}</p>`.toString()).toBe(`<p>${harmless}</p>`);
  expect(attributes({ title: hostile }).toString()).toBe(` title="${harmless}"`);
  expect(escaped([hostile, raw('<b>'), null, false, 7])).toBe(`${harmless}<b>7`);
  const pages = [
    dataTable({
      caption: hostile,
      columns: [{ header: hostile, cell: (row: string) => row }],
      rows: [hostile],
      empty: { title: hostile },
      rowAttributes: (row) => ({ 'data-row': row }),
    }),
    summaryTable([{ label: hostile, before: hostile, value: hostile, note: hostile }], {
      mode: 'difference',
    }),
    textField({ name: 'a', label: hostile, value: hostile, help: hostile, error: hostile }),
    errorSummary([{ name: hostile, label: hostile, message: hostile }]),
    portalPage({ institutionName: hostile, title: hostile, lead: hostile, content: html`` }),
  ];
  for (const page of pages) expect(page.toString()).not.toContain('<img');
});

test('a field in error says so beside itself and to a screen reader, and keeps what was typed', () => {
  const field = textField({
    name: 'contact.phone',
    label: '電話番号',
    value: '０３',
    required: true,
    help: '例：03-1234-5678',
    error: '電話番号を入力してください。',
  }).toString();
  expect(field).toContain('<label class="label" for="contact-phone">');
  expect(field).toContain('必須');
  expect(field).toContain('aria-invalid="true"');
  expect(field).toContain('aria-describedby="contact-phone-error contact-phone-help"');
  expect(field).toMatch(/id="contact-phone-error">.*電話番号を入力してください。/s);
  expect(field).toContain('value="０３"');
});

test('a field without a problem is not described by one', () => {
  const field = textField({ name: 'fax', label: 'ＦＡＸ番号' }).toString();
  expect(field).toContain('任意');
  expect(field).not.toContain('aria-invalid');
  expect(field).not.toContain('aria-describedby');
});

test('a password is never sent back to the browser', () => {
  expect(
    textField({ name: 'password', label: 'パスワード', type: 'password', value: 'secret' }).toString(),
  ).not.toContain('secret');
});

test('a first line break in a text area survives the way through the browser', () => {
  expect(textAreaField({ name: 'a', label: 'a', value: '\nb' }).toString()).toContain('>\n\nb</textarea>');
});

test('the summary of errors links to a control of each field, also where it is a group of radios', () => {
  const name = 'rows[0].kind';
  const summary = errorSummary([{ name, message: '選択してください。' }]).toString();
  const group = radioGroup({
    name,
    label: '種別',
    options: [
      { value: 'single', text: '単一指定' },
      { value: 'range', text: '範囲指定' },
    ],
  });
  expect(summary).toContain(`href="#${fieldId(name)}"`);
  expect(group.toString().match(/id="rows-0-kind"/g)).toHaveLength(1);
  expect(errorSummary([]).toString()).toBe('');
});

test('the summary of errors names each field once', () => {
  const texts = (label: string, message: string) =>
    errorSummary([{ name: 'a', label, message }])
      .toString()
      .match(/<a href="#a">(.*)<\/a>/)?.[1];
  expect(texts('法人番号', '法人番号を入力してください。')).toBe('法人番号を入力してください。');
  expect(texts('管理者の氏名', '氏名を入力してください。')).toBe('管理者の氏名：氏名を入力してください。');
});

test('a part that updates by itself stops asking when the process has ended', () => {
  const status = { id: 'status', url: '/status', updatedAt: new Date(), content: html`` };
  expect(liveStatus(status).toString()).toContain('hx-trigger="every 5s"');
  expect(liveStatus({ ...status, ended: true }).toString()).not.toContain('hx-');
});

test('times are those of Tokyo, amounts are in yen', () => {
  expect(formatDateTime(new Date('2026-12-31T15:04:05Z'))).toBe('2027/01/01 00:04:05');
  expect(formatDate('2026-04-01')).toBe('2026/04/01');
  expect(formatYen(300_000_000)).toBe('300,000,000円');
});

test('a page loads nothing from elsewhere and holds no inline script or style', () => {
  const page = portalPage({ institutionName: 'まどぐち保証機構', title: '題', content: html`` }).toString();
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|https?:\/\//);
  expect([...page.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, inside]) => inside)).toEqual(['', '']);
});
