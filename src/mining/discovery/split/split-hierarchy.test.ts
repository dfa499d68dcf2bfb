import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { seededNumbers } from '../../log/random-log.ts';
import { type Split, splitHierarchy } from './split-hierarchy.ts';

/** 2,000 relations a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

function textOf(split: Split): string {
  if (split.kind === 'task') return LETTERS[split.task]!;
  return `${split.kind === 'exclusive' ? 'X' : 'A'}(${split.children.map(textOf).join('')})`;
}

/** Of the successors `abc…`, `pairs` as `ab bc` are concurrent. */
function hierarchy(successors: string, pairs: string): string {
  const related = new Set(pairs.split(' ').flatMap((pair) => [pair, [...pair].reverse().join('')]));
  const split = splitHierarchy(
    [...successors].map((letter) => LETTERS.indexOf(letter)),
    (a, b) => related.has(LETTERS[a]! + LETTERS[b]!),
  );
  return textOf(split);
}

test('splits by hand', () => {
  expect(hierarchy('a', '')).toBe('a');
  expect(hierarchy('abc', '')).toBe('X(abc)');
  expect(hierarchy('abc', 'ab ac bc')).toBe('A(abc)');
  // The paper's example: b is concurrent to c and to d, which exclude each other.
  expect(hierarchy('bcd', 'bc bd')).toBe('A(bX(cd))');
  // Futures: a {b}, b {a}, c {d}, d {c}. Two pairs with cover and future in common, then both without a future.
  expect(hierarchy('abcd', 'ab cd')).toBe('X(A(ab)A(cd))');
  expect(hierarchy('abcde', 'ac ad bc bd ae be ce de')).toBe('A(X(ab)X(cd)e)');
});

test('incomplete concurrency: the nearest two are joined as if all in them were concurrent', () => {
  // Cover and future: a ab, b abc, c bcd, d cd; ab and cd differ by one, the first is taken. Then ab and d have the future c.
  expect(hierarchy('abcd', 'ab bc cd')).toBe('A(X(A(ab)d)c)');
  // A ring of five: a abe, b abc, c bcd, d cde, e ade; each differs from its neighbours by two.
  expect(hierarchy('abcde', 'ab bc cd de ae')).toMatch(/^A\(/);
});

/** A relation that gateways can express, by chance: in each group all exclude each other or are concurrent. */
function randomHierarchy(random: () => number, tasks: readonly number[], concurrent: Set<string>): string {
  if (tasks.length === 1) return LETTERS[tasks[0]!]!;
  const parts: number[][] = [[tasks[0]!], [tasks[1]!]];
  for (const task of tasks.slice(2)) parts[Math.floor(random() * parts.length)]!.push(task);
  const parallel = random() < 0.5;
  if (parallel) for (const a of parts[0]!) for (const b of parts[1]!) concurrent.add(`${a} ${b}`).add(`${b} ${a}`);
  return parts.map((part) => randomHierarchy(random, part, concurrent)).join('');
}

test('law: where gateways can express it, two successors are concurrent exactly when a parallel gateway parts them', () =>
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededNumbers(seed);
      const tasks = Array.from({ length: 2 + Math.floor(random() * 9) }, (_, i) => i);
      const concurrent = new Set<string>();
      randomHierarchy(random, tasks, concurrent);
      const found = new Set<string>();
      const walk = (split: Split): number[] => {
        if (split.kind === 'task') return [split.task];
        const parts = split.children.map(walk);
        for (const [i, part] of parts.entries())
          for (const other of parts.filter((_, k) => k !== i))
            for (const a of part) for (const b of other) if (split.kind === 'parallel') found.add(`${a} ${b}`);
        return parts.flat();
      };
      const all = walk(splitHierarchy(tasks, (a, b) => concurrent.has(`${a} ${b}`)));
      expect(all.toSorted((a, b) => a - b)).toEqual(tasks);
      expect([...found].sort()).toEqual([...concurrent].sort());
    }),
    { seed: 3, numRuns },
  ));

test('law: whatever is concurrent, each successor stands in it once, below gateways that change in kind', () =>
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededNumbers(seed);
      const tasks = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, i) => i);
      const concurrent = new Set<number>();
      for (const a of tasks) for (const b of tasks) if (a < b && random() < 0.5) concurrent.add(a * 100 + b);
      const split = splitHierarchy(tasks, (a, b) => concurrent.has(Math.min(a, b) * 100 + Math.max(a, b)));
      const text = textOf(split);
      expect([...text].filter((sign) => /[a-z]/.test(sign)).sort()).toEqual(tasks.map((task) => LETTERS[task]!));
      expect(text).not.toMatch(/X\([^()]*X\(|A\([^()]*A\(/);
    }),
    { seed: 4, numRuns },
  ));
