/**
 * DECLARE constraints as values, and what each template means (Pesic, Schonenberg, van der Aalst 2007; Maggi, Bose, van
 * der Aalst 2012). The table below is the only place that knows it: discovery and checking both ask it.
 */

/** How a trace shows an ordered pair of different activities A, B. All that the templates of two activities look at. */
export interface PairCounts {
  /** Occurrences of A and of B. */
  a: number;
  b: number;
  /** As that some B follows, sooner or later. */
  followed: number;
  /** Bs that some A precedes. */
  preceded: number;
  /** As behind which, of A and B, a B comes next; as many Bs have an A as the last of both before them. */
  alternated: number;
  /** As directly followed by a B, which are as many as Bs directly preceded by an A. */
  adjacent: number;
}

/** How a trace shows one activity. */
export interface OwnCounts {
  count: number;
  /** Whether the trace begins and ends with it. */
  first: boolean;
  last: boolean;
}

interface Template {
  readonly id: string;
  /** As `.decl` files write it. */
  readonly name: string;
}

/** Every case activates it once. `n`: what a number behind the name says; 1 where there is none. */
export interface UnaryTemplate extends Template {
  readonly kind: 'unary';
  readonly numbered: boolean;
  holds(own: OwnCounts, n: number): boolean;
}

export interface BinaryTemplate extends Template {
  readonly kind: 'binary';
  /** Whose occurrences activate it; `case`: every case does, once. */
  readonly activatedBy: 'A' | 'B' | 'both' | 'case';
  /** A, B means the same as B, A. */
  readonly symmetric: boolean;
  /** Asks for something rather than against it: an interest factor is defined. */
  readonly positive: boolean;
  /**
   * Activations that are fulfilled. Of traces that show A and B alike it may be asked at once, with their counts added up:
   * where both occur (or not) it is a sum of these counts.
   */
  fulfilled(pair: PairCounts): number;
}

type Binary = [
  id: string,
  name: string,
  activatedBy: BinaryTemplate['activatedBy'],
  fulfilled: (pair: PairCounts) => number,
];

const both = ({ a, b }: PairCounts): boolean => a > 0 && b > 0;

export const UNARY: readonly UnaryTemplate[] = (
  [
    ['init', 'Init', false, ({ first }) => first],
    ['end', 'End', false, ({ last }) => last],
    ['existence', 'Existence', true, ({ count }, n) => count >= n],
    // Absence2 is "at most once" in the papers and in files: fewer than n times.
    ['absence', 'Absence', true, ({ count }, n) => count < n],
    ['exactly', 'Exactly', true, ({ count }, n) => count === n],
  ] as [string, string, boolean, UnaryTemplate['holds']][]
).map(([id, name, numbered, holds]) => ({ kind: 'unary', id, name, numbered, holds }));

const SYMMETRIC: ReadonlySet<string> = new Set(['co-existence', 'not-co-existence', 'choice', 'exclusive-choice']);

export const BINARY: readonly BinaryTemplate[] = (
  [
    ['choice', 'Choice', 'case', ({ a, b }) => Number(a > 0 || b > 0)],
    ['exclusive-choice', 'Exclusive Choice', 'case', ({ a, b }) => Number(a > 0 !== b > 0)],
    ['responded-existence', 'Responded Existence', 'A', (p) => (both(p) ? p.a : 0)],
    ['co-existence', 'Co-Existence', 'both', (p) => (both(p) ? p.a + p.b : 0)],
    ['response', 'Response', 'A', (p) => p.followed],
    ['precedence', 'Precedence', 'B', (p) => p.preceded],
    ['succession', 'Succession', 'both', (p) => p.followed + p.preceded],
    ['alternate-response', 'Alternate Response', 'A', (p) => p.alternated],
    ['alternate-precedence', 'Alternate Precedence', 'B', (p) => p.alternated],
    ['alternate-succession', 'Alternate Succession', 'both', (p) => 2 * p.alternated],
    ['chain-response', 'Chain Response', 'A', (p) => p.adjacent],
    ['chain-precedence', 'Chain Precedence', 'B', (p) => p.adjacent],
    ['chain-succession', 'Chain Succession', 'both', (p) => 2 * p.adjacent],
    ['not-responded-existence', 'Not Responded Existence', 'A', (p) => (both(p) ? 0 : p.a)],
    ['not-co-existence', 'Not Co-Existence', 'both', (p) => (both(p) ? 0 : p.a + p.b)],
    ['not-response', 'Not Response', 'A', (p) => p.a - p.followed],
    ['not-precedence', 'Not Precedence', 'B', (p) => p.b - p.preceded],
    ['not-succession', 'Not Succession', 'both', (p) => p.a - p.followed + p.b - p.preceded],
    ['not-chain-response', 'Not Chain Response', 'A', (p) => p.a - p.adjacent],
    ['not-chain-precedence', 'Not Chain Precedence', 'B', (p) => p.b - p.adjacent],
    ['not-chain-succession', 'Not Chain Succession', 'both', (p) => p.a + p.b - 2 * p.adjacent],
  ] as Binary[]
).map(([id, name, activatedBy, fulfilled]) => ({
  ...{ kind: 'binary', id, name, activatedBy, fulfilled },
  symmetric: SYMMETRIC.has(id),
  positive: activatedBy !== 'case' && !id.startsWith('not-'),
}));

export const TEMPLATES: readonly (UnaryTemplate | BinaryTemplate)[] = [...UNARY, ...BINARY];

/** Occurrences in a trace that activate the template; without one a trace that fulfils it does so vacuously. */
export function activationsOf({ activatedBy }: BinaryTemplate, { a, b }: PairCounts): number {
  if (activatedBy === 'case') return 1;
  return (activatedBy === 'B' ? 0 : a) + (activatedBy === 'A' ? 0 : b);
}

/** Whether a trace meets the constraint, vacuously or not: every activation is fulfilled. */
export const isMet = (template: BinaryTemplate, pair: PairCounts): boolean =>
  template.fulfilled(pair) === activationsOf(template, pair);

/** A template with its activities: one, or A and B. */
export interface DeclareConstraint {
  readonly template: UnaryTemplate | BinaryTemplate;
  /** 1 for templates without a number. */
  readonly n: number;
  readonly activities: readonly string[];
  /** What a `.decl` file adds: conditions on activation, target (or how both are related) and time, as written. */
  readonly conditions?: readonly string[];
}

export interface DeclareModel {
  readonly activities: readonly string[];
  readonly constraints: readonly DeclareConstraint[];
  /** Lines of a `.decl` file that declare attributes, as written. */
  readonly data: readonly string[];
}

/** A constraint as `.decl` files write it, without conditions: `Existence2[A]`, `Chain Response[A, B]`. */
export const constraintText = ({ template, n, activities }: DeclareConstraint): string =>
  `${template.name}${n === 1 && template.id !== 'exactly' ? '' : n}[${activities.join(', ')}]`;
