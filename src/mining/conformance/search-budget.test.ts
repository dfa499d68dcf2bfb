import { expect, test } from 'bun:test';
import { seededNumbers } from '../log/random-log.ts';
import type { Arc, PetriNet } from '../model/petri-net.ts';
import { ProductSearch } from './product-search.ts';
import { SearchBudget } from './search-budget.ts';

/** Transitions between places drawn by lot: an equation of hundreds of rows, of which each takes many pivots. */
function tangledNet(places: number, transitions: number): PetriNet {
  const random = seededNumbers(1);
  const any = () => Math.floor(random() * places);
  const arcs = Array.from({ length: transitions }, (_, transition): Arc[] => [
    { kind: 'input', place: any(), transition, weight: 1 },
    { kind: 'output', place: any(), transition, weight: 1 },
    { kind: 'output', place: any(), transition, weight: 1 },
  ]).flat();
  return {
    places: Array.from({ length: places }, (_, p) => ({ id: `p${p}` })),
    transitions: Array.from({ length: transitions }, (_, t) => ({ id: `t${t}`, label: 'abc'[t % 3]! })),
    arcs,
    initial: [[0, 1]],
    final: [[[1, 1]]],
  };
}

test('a budget counts what the equation takes, and ends in the middle of one', () => {
  const search = new ProductSearch(tangledNet(500, 1500));
  for (const mostStates of [1_000, 20_000, 100_000]) {
    const budget = new SearchBudget({ mostStates });
    const { verdict, lowerBound } = search.align([...'abcabc'], budget);
    expect(verdict).toBe('spent');
    expect(lowerBound).toBeLessThanOrEqual(6 + 1500);
    // Beyond it goes what was begun: one pivot, or one inverse computed anew.
    expect(budget.used).toBeLessThan(mostStates + (2 * 500 ** 3) / 1000);
    expect(budget.left).toBe(0);
  }
});

test('parts take from the whole', () => {
  const whole = new SearchBudget({ mostStates: 100 });
  const [first, second] = [whole.part(60), whole.part(60)];
  expect([first.spend(60), first.left, second.left]).toEqual([true, 0, 40]);
  expect([second.spend(40), second.left, second.spend(1), whole.left]).toEqual([true, 0, false, 0]);
});
