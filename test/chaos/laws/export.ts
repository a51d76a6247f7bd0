import { operation } from '../../../domain/operation-catalogue.ts';
import { type Law, lost, seen, unaudited } from './law.ts';

/** A cut stream never looks like a finished file: what came to its end is the file whose digest is kept. */
export const exportLaw: Law = (facts) => [
  ...seen(facts, 'download').flatMap(({ about, detail }) => {
    const row = facts.accessHistoryExports.find(
      (one) => one.insuredCode === about && one.fileHash === detail.hash,
    );
    return row?.outcome === 'finished' && row.bytesSent === detail.bytes
      ? []
      : [lost(about, `a file of ${detail.bytes} bytes looked finished, and is none`)];
  }),
  ...facts.accessHistoryExports.flatMap((row) => {
    const recorded = facts.accessEvents.some(
      (event) =>
        event.accessEventId === row.accessEventId && event.operation === operation.accessHistoryExport,
    );
    return recorded ? [] : [unaudited(row.insuredCode, 'a download without a record')];
  }),
];
