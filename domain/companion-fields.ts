import type { InsuredPartyFieldKey } from './insured-party.ts';

/** Fields that say the same in another writing: where one changes, the other usually does. */
const companions: readonly { of: readonly InsuredPartyFieldKey[]; companion: InsuredPartyFieldKey }[] = [
  { of: ['name'], companion: 'nameKana' },
  { of: ['name'], companion: 'nameEnglish' },
  { of: ['representativeName'], companion: 'representativeKana' },
  { of: ['prefecture', 'city', 'street'], companion: 'addressEnglish' },
];

/** A changed field, and one that says the same and is not to change with it. */
export interface LeftBehind {
  changed: InsuredPartyFieldKey;
  companion: InsuredPartyFieldKey;
}

/** What is left behind by a change of these fields. */
export const leftBehind = (changedKeys: readonly string[]): LeftBehind[] =>
  companions.flatMap(({ of, companion }) => {
    const changed = of.find((key) => changedKeys.includes(key));
    return changed && !changedKeys.includes(companion) ? [{ changed, companion }] : [];
  });
