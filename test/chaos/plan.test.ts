import { expect, test } from 'vitest';
import { smallestHistory } from './check.ts';
import type { Facts } from './facts.ts';
import type { Happened } from './history.ts';
import { type Law, lost } from './laws/law.ts';
import { planOf, stepFaults } from './plan.ts';

test('the same seed gives the same rounds, another seed others', () => {
  const plan = planOf({ seed: 7, faults: 200 });
  expect(planOf({ seed: 7, faults: 200 })).toEqual(plan);
  expect(planOf({ seed: 8, faults: 200 })).not.toEqual(plan);
  expect(plan.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
});

test('a shorter run is the beginning of a longer one', () => {
  expect(planOf({ seed: 7, faults: 20 })).toEqual(planOf({ seed: 7, faults: 200 }).slice(0, 20));
});

test('every fault of the matrix falls on its step before any falls twice', () => {
  const pairs = Object.entries(stepFaults).flatMap(([step, kinds]) =>
    [...kinds].map((kind) => `${step} ${kind}`),
  );
  const plan = planOf({ seed: 7, faults: pairs.length });
  expect(plan.map(({ step, kind }) => `${step} ${kind}`).toSorted()).toEqual(pairs.toSorted());
});

test('of a history only what shows the violation is left, of the company concerned', () => {
  const event = (number: number, about: string, act: Happened['act']) => ({ number, about, act }) as Happened;
  const history = [
    event(1, 'one', 'submit'),
    event(2, 'other', 'submit'),
    event(3, 'one', 'save draft'),
    event(4, 'one', 'approve'),
  ];
  const law: Law = (facts) =>
    facts.history.some(({ act }) => act === 'submit') && facts.history.some(({ act }) => act === 'approve')
      ? [lost('one', 'both')]
      : [];
  const [violation] = law({ history } as unknown as Facts);
  const smallest = smallestHistory({ history } as unknown as Facts, violation as never, law);
  expect(smallest.map(({ number }) => number)).toEqual([1, 4]);
});
