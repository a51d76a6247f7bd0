import type { Asked, Witness } from './witness.ts';

/** Somewhere that is judged, seen as one person. */
export interface Place {
  witness: Witness;
  /** Where the person begins, below the witness's address. */
  start: string;
  /** Further pages, so that a judge need not find a link to each. */
  pages: readonly string[];
  /** Requests that no link or form leads to. */
  requests?: readonly Asked[];
  /** For what the tools write. */
  folder: string;
  /** How long one judge may take. */
  seconds: number;
}

export interface Finding {
  what: string;
  where: string;
}

export interface Verdict {
  findings: Finding[];
  /** What is to be known about how far the judge came. */
  note?: string;
  /** It could not look to the end. */
  brokeOff?: boolean;
}

export type Judge = (place: Place) => Promise<Verdict>;
