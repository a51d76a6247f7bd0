/**
 * The one way to write HTML: hono's `html`, typed so that a view is always a finished, escaped string.
 * hono/html itself may return a promise and accepts any object; here a promise, a Date or a record as a
 * value does not compile, so that neither "[object Object]" nor an unawaited query can reach a page.
 */
import { html as honoHtml, raw as honoRaw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** A piece of a page whose dynamic parts are already escaped. */
export type Html = HtmlEscapedString;

/** What may stand in `${…}`: strings are escaped; booleans, null and undefined vanish; arrays are joined. */
export type Value = Html | string | number | boolean | null | undefined | readonly Value[];

/** Attributes by name: `true` gives the bare name; false, null and undefined leave it out. */
export type Attributes = Record<string, string | number | boolean | null | undefined>;

export const html = honoHtml as (strings: TemplateStringsArray, ...values: Value[]) => Html;

/** Marks markup that was written by us as safe. Never for anything that a person typed. */
export const raw = (markup: string): Html => honoRaw(markup);

const special = /[&<>"']/g;
const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The value as a plain escaped string; for tables of many rows, where a template per cell would cost too much. */
export function escaped(value: Value): string {
  if (typeof value === 'string') return value.replace(special, (character) => entities[character] ?? '');
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined || typeof value === 'boolean') return '';
  if ('isEscaped' in value) return value.toString();
  return value.map(escaped).join('');
}

/** ` name="value"` for each attribute, with a leading space, to stand directly after the element's name. */
export function attributes(record: Attributes | undefined): Html {
  let markup = '';
  for (const [name, value] of Object.entries(record ?? {})) {
    if (value === true) markup += ` ${name}`;
    else if (value !== false && value !== null && value !== undefined)
      markup += ` ${name}="${escaped(value)}"`;
  }
  return raw(markup);
}
