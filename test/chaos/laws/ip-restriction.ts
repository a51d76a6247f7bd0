import { operation } from '../../../domain/operation-catalogue.ts';
import type { Facts } from '../facts.ts';
import type { Happened } from '../history.ts';
import { distinct, doubled, type Law, lost, seen, unaudited, type Violation } from './law.ts';

/** The current address is inside; never half saved. */
export const ipRestrictionLaw: Law = (facts) =>
  distinct(seen(facts, 'restrict addresses').map(({ about }) => about)).flatMap((about) =>
    ofCompany(facts, about),
  );

function ofCompany(facts: Facts, about: string): Violation[] {
  const asked = seen(facts, 'restrict addresses', ['acknowledged', 'unknown']).filter(
    (event) => event.about === about,
  );
  const acknowledged = asked.filter(({ outcome }) => outcome === 'acknowledged');
  const since = asked.slice(asked.indexOf(acknowledged.at(-1) as Happened));
  const saved = facts.ipRestrictionEntries
    .filter(({ insuredCode }) => insuredCode === about)
    .toSorted((one, other) => one.position - other.position)
    .map(({ value }) => value)
    .join();
  const setting = facts.ipRestrictions.find(({ insuredCode }) => insuredCode === about);
  const records = facts.accessEvents.filter(
    (event) => event.insuredCode === about && event.operation === operation.ipRestrictionChange,
  );
  const kinds = distinct(acknowledged.map(listOf)).length;
  const keptOut = seen(facts, 'login', ['refused']).some((event) => event.about === about);
  return [
    ...(setting?.enabled ? [] : [lost(about, 'the restriction was acknowledged, and is not on')]),
    ...(since.map(listOf).includes(saved)
      ? []
      : [
          asked.map(listOf).includes(saved)
            ? lost(about, 'the list is an older one than was acknowledged')
            : doubled(about, 'the list is none of those that were entered'),
        ]),
    ...(records.length < kinds
      ? [unaudited(about, `${kinds} changes of the restriction, ${records.length} records`)]
      : []),
    ...(keptOut ? [lost(about, 'the current address is outside')] : []),
  ];
}

const listOf = ({ detail }: Happened) => String(detail.addresses);
