import { QUEUE_PAGE_SIZE } from '../../../db/office-queue.ts';

/** The rows that are on somebody's screen, and since when. */
export interface Drawn {
  numbers: string[];
  at: Date;
}

/** Reads what a list says of itself; undefined for what says nothing, or nonsense. */
export function readDrawn({ shown, drawn }: Record<string, string | undefined>): Drawn | undefined {
  const at = new Date(drawn ?? '');
  const numbers = readNumbers((shown ?? '').split(' '));
  return isSensible(at) && numbers.length > 0 ? { numbers, at } : undefined;
}

/** A time that Postgres can read as well: JavaScript knows years before 0 and after 9999. */
const isSensible = (at: Date) => at.getTime() > 0 && at.getTime() < Date.UTC(10_000);

/** The numbers among what was sent, each once and no more than a page has. */
export const readNumbers = (texts: readonly string[]): string[] =>
  [...new Set(texts.filter((text) => /^[0-9A-Za-z-]{1,40}$/.test(text)))].slice(0, QUEUE_PAGE_SIZE);
