import { BINARY, type DeclareConstraint, TEMPLATES } from '../../model/declare.ts';
import type { Work } from '../work.ts';
import { type DeclareTally, type Measures, OWN_FORMS } from './declare-tally.ts';
import { formOf, impliedBy, impliedTogether } from './implications.ts';

export interface DiscoverOptions {
  /** Ids of the templates that are tried. */
  templates: ReadonlySet<string>;
  /** Least share of all cases that fulfil a constraint, and least share of the cases that activate it. */
  minimumSupport: number;
  minimumConfidence: number;
  /**
   * Leaves out what a stronger constraint says of the same cases, and what follows from constraints on single activities
   * that no case violates: two activities that every case has co-exist.
   */
  prune: boolean;
}

export interface FoundConstraint extends DeclareConstraint, Measures {
  /** Fulfilled ⁄ all cases. */
  support: number;
  /** Fulfilled ⁄ activated cases. */
  confidence: number;
  /** Support ⁄ (share of cases with A × share of cases with B); null where a template asks against something. */
  interestFactor: number | null;
}

/** Numbers of two activities, A first. One of a unary constraint is given twice. */
type Pair = readonly [a: number, b: number];
type Found = FoundConstraint & { form: number; at: Pair };

/**
 * Finds the constraints that hold often enough: support and confidence as association rules have them, over cases, so
 * that a case which does not activate a constraint speaks neither for nor against it (Maggi, Bose, van der Aalst 2012).
 * @returns the constraints that were kept, and how many were pruned. Highest support first, then confidence, then the
 * order of the table of templates, then names by bytes
 */
export async function discoverDeclare(
  tally: DeclareTally,
  options: DiscoverOptions,
  work: Work,
): Promise<{ found: FoundConstraint[]; pruned: number }> {
  const { names } = tally.activities;
  const found: Found[] = [];
  let pruned = 0;
  const own = names.map((_, a) => ownConstraints(tally, a, options));
  const keep = (some: readonly Found[], among: readonly Found[]) => {
    const kept = options.prune ? some.filter((of) => !isImplied(of, among)) : some;
    found.push(...kept);
    pruned += some.length - kept.length;
  };
  for (let a = 0; a < names.length; a++) {
    keep(own[a]!, own[a]!);
    for (let b = a + 1; b < names.length; b++) {
      const pair = [...pairConstraints(tally, [a, b], 'A', options), ...pairConstraints(tally, [b, a], 'B', options)];
      if (pair.length === 0) continue;
      const single = [...own[a]!, ...own[b]!.map((of) => ({ ...of, form: of.form + FORMS_OF_ONE }))];
      const always = single.filter(({ violated }) => violated === 0).map(({ form }) => form);
      const known = options.prune ? impliedTogether(always) : NONE;
      const telling = pair.filter(({ form }) => !known.has(form));
      pruned += pair.length - telling.length;
      keep(telling, [...pair, ...single]);
    }
    await work.done(names.length * 2_000);
  }
  return { found: found.sort(byWeight), pruned };
}

const NONE: ReadonlySet<number> = new Set();

/** Between a form of A and the same form of B. */
const FORMS_OF_ONE = formOf('unary', 0, 'B') - formOf('unary', 0, 'A');

function ownConstraints(tally: DeclareTally, activity: number, options: DiscoverOptions): Found[] {
  return OWN_FORMS.flatMap(({ template, n }, place) => {
    if (!options.templates.has(template.id)) return [];
    const measures = tally.ownMeasures(place, activity);
    const shares = sharesOf(measures, tally.cases, options);
    if (shares === null) return [];
    const activities = [tally.activities.names[activity]!];
    const form = formOf('unary', place, 'A');
    return [{ template, n, activities, ...measures, ...shares, interestFactor: null, form, at: [activity, activity] }];
  });
}

/** @param from which of the two A is called in the forms of the pair */
function pairConstraints(tally: DeclareTally, at: Pair, from: 'A' | 'B', options: DiscoverOptions): Found[] {
  const { names, cases } = tally.activities;
  const all = tally.pairMeasures(...at);
  return BINARY.flatMap((template, place) => {
    if (!options.templates.has(template.id) || (template.symmetric && from === 'B')) return [];
    const measures = all[place]!;
    const shares = sharesOf(measures, tally.cases, options);
    if (shares === null) return [];
    const expected = (cases[at[0]]! / tally.cases) * (cases[at[1]]! / tally.cases);
    const interestFactor = template.positive ? shares.support / expected : null;
    const activities = at.map((activity) => names[activity]!);
    return [
      { template, n: 1, activities, ...measures, ...shares, interestFactor, form: formOf('binary', place, from), at },
    ];
  });
}

/** Support and confidence; null where they are too low, or nothing activates the constraint. */
function sharesOf({ fulfilled, violated }: Measures, cases: number, options: DiscoverOptions) {
  if (fulfilled === 0) return null;
  const [support, confidence] = [fulfilled / cases, fulfilled / (fulfilled + violated)];
  return support >= options.minimumSupport && confidence >= options.minimumConfidence ? { support, confidence } : null;
}

/** Whether one of the others says as much or more, and no further case violates it. */
function isImplied({ form, violated }: Found, among: readonly Found[]): boolean {
  const stronger = impliedBy()[form]!;
  return among.some((other) => other.violated === violated && stronger.includes(other.form));
}

function byWeight(x: Found, y: Found): number {
  return (
    y.support - x.support ||
    y.confidence - x.confidence ||
    TEMPLATES.indexOf(x.template) - TEMPLATES.indexOf(y.template) ||
    x.n - y.n ||
    x.at[0] - y.at[0] ||
    x.at[1] - y.at[1]
  );
}
