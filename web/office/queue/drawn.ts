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
  return Number.isNaN(at.getTime()) || numbers.length === 0 ? undefined : { numbers, at };
}

/** The numbers among what was sent, each once and no more than a page has. */
export const readNumbers = (texts: readonly string[]): string[] =>
  [...new Set(texts.filter((text) => /^[0-9A-Za-z-]{1,40}$/.test(text)))].slice(0, QUEUE_PAGE_SIZE);
