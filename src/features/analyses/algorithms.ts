import { english, invalid, type TObject } from '#sdk';
import { notFound } from '../../platform/access/guard.ts';

/** A way to discover a process: a calculator, and what the general options mean for it. */
interface Algorithm {
  readonly calculator: string;
  readonly title: string;
  /** Parameters of the calculator that `filterThreshold` stands for; null: nothing can be left out. */
  readonly threshold: ((share: number) => Record<string, number>) | null;
  /** The parameter that `maxDepth` stands for; null: the algorithm does not divide. */
  readonly depth: string | null;
  /** Other names of parameters, kept for programs that use them. */
  readonly alias?: Readonly<Record<string, string>>;
}

/** By the names of the API; a calculator's own id means the same. */
const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  dfg: {
    calculator: 'process-map',
    title: english('Directly-follows graph'),
    threshold: (share) => ({ pathShare: 1 - share }),
    depth: null,
    alias: { activities: 'activityShare', paths: 'pathShare' },
  },
  alpha: {
    calculator: 'alpha-model',
    title: english('Alpha algorithm'),
    threshold: null,
    depth: null,
  },
  heuristic: {
    calculator: 'heuristics-net',
    title: english('Heuristics Miner'),
    threshold: (dependency) => ({ dependency }),
    depth: null,
  },
  inductive: {
    calculator: 'inductive-model',
    title: english('Inductive Miner'),
    threshold: (noise) => ({ noise }),
    depth: 'maxDepth',
  },
  declare: {
    calculator: 'declare-model',
    title: english('DECLARE'),
    threshold: null,
    depth: null,
  },
  split: {
    calculator: 'split-model',
    title: english('Split Miner'),
    threshold: (eta) => ({ eta }),
    depth: null,
  },
};
export const ALGORITHM_NAMES = Object.keys(ALGORITHMS);

/** Said of `params` in the API's documentation. */
export const PARAMS_TEXT =
  'Those of the algorithm’s calculator (calculators/templates), and for all alike: filterThreshold (0 … 1; dfg: share of the paths to leave out, the rarest first; heuristic: least dependency; inductive: noise; split: percentile below which paths are left out; not with alpha and declare) and maxDepth (inductive: how often the log is divided)';

/** An algorithm whose calculator is there. */
export interface OfferedAlgorithm<C> {
  /** As the API calls it. */
  readonly name: string;
  readonly title: string;
  readonly calculator: C;
}

/** Those of the table whose calculators are there. */
export const algorithmsAmong = <C extends { readonly id: string }>(calculators: readonly C[]): OfferedAlgorithm<C>[] =>
  Object.entries(ALGORITHMS).flatMap(([name, { title, calculator: id }]) => {
    const calculator = calculators.find((one) => one.id === id);
    return calculator ? [{ name, title, calculator }] : [];
  });

export interface Discoverer {
  readonly algorithm: string;
  readonly calculator: { readonly id: string; readonly params: TObject };
  /** For the calculator, which checks them. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** What runs for a name; refuses options that the algorithm does not have. */
export function discovererOf(
  calculators: readonly { readonly id: string; readonly params: TObject }[],
  name: string,
  sent: Readonly<Record<string, unknown>>,
): Discoverer {
  const known = Object.entries(ALGORITHMS).filter(([, { calculator }]) =>
    calculators.some(({ id }) => id === calculator),
  );
  const found = known.find(([algorithm, { calculator }]) => name === algorithm || name === calculator);
  if (!found) {
    const names = known.map(([algorithm]) => algorithm).join(', ');
    invalid('discovery.notAvailable', `There is no algorithm of this name. Available: ${names}.`, [
      { pointer: '/algorithm', message: `one of: ${names}` },
    ]);
  }
  const [algorithm, declared] = found;
  const calculator = calculators.find(({ id }) => id === declared.calculator) ?? notFound('calculator');
  return { algorithm, calculator, params: paramsOf(algorithm, declared, sent) };
}

function paramsOf(name: string, { threshold, depth, alias = {} }: Algorithm, sent: Readonly<Record<string, unknown>>) {
  const { filterThreshold, maxDepth, ...own } = sent;
  const params = Object.fromEntries(Object.entries(own).map(([key, value]) => [alias[key] ?? key, value]));
  if (filterThreshold !== undefined) {
    if (threshold === null) noOption(name, 'filterThreshold');
    if (typeof filterThreshold !== 'number' || !(filterThreshold >= 0 && filterThreshold <= 1))
      wrongOption('filterThreshold', 'a number from 0 to 1');
    addTo(params, threshold(filterThreshold), 'filterThreshold');
  }
  if (maxDepth !== undefined) {
    if (depth === null) noOption(name, 'maxDepth');
    if (!Number.isSafeInteger(maxDepth) || (maxDepth as number) < 1) wrongOption('maxDepth', 'a whole number from 1');
    addTo(params, { [depth]: maxDepth as number }, 'maxDepth');
  }
  return params;
}

function addTo(params: Record<string, unknown>, more: Record<string, number>, option: string): void {
  for (const [name, value] of Object.entries(more)) {
    if (name in params)
      invalid('discovery.optionTwice', `"${option}" and "${name}" say the same here: send one of them.`, [
        { pointer: `/params/${option}`, message: `means the same as "${name}"` },
      ]);
    params[name] = value;
  }
}

function noOption(algorithm: string, option: string): never {
  return invalid('discovery.noSuchOption', `The algorithm "${algorithm}" has no option "${option}". Leave it out.`, [
    { pointer: `/params/${option}`, message: 'not an option of this algorithm' },
  ]);
}

function wrongOption(option: string, expected: string): never {
  return invalid('discovery.wrongOption', `The option "${option}" is ${expected}.`, [
    { pointer: `/params/${option}`, message: `expected ${expected}` },
  ]);
}
