import {
  AppError,
  type Calculator,
  type ColumnEnrichment,
  type Filter,
  type Kernel,
  type LogEdit,
  nearest,
  type PartWork,
  type Transform,
} from '#sdk';
import { checkParams } from '../mining/views/check-params.ts';
import type { FilterSource } from '../mining/views/plan.ts';
import * as builtIns from './generated/built-ins.ts';

// biome-ignore lint/suspicious/noExplicitAny: a registry holds kernels of any parameter
type AnyKernel = Kernel<any, any>;

export interface PlugIns {
  filters: readonly Filter[];
  calculators: readonly Calculator[];
  enrichments: readonly (ColumnEnrichment | LogEdit)[];
  transforms: readonly Transform[];
  kernels: readonly AnyKernel[];
}

/** All plug-ins of one process or thread, by id. Frozen once made. */
export interface Registry {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly calculators: ReadonlyMap<string, Calculator>;
  readonly enrichments: ReadonlyMap<string, ColumnEnrichment | LogEdit>;
  readonly transforms: ReadonlyMap<string, Transform>;
  readonly kernels: ReadonlyMap<string, AnyKernel>;
  // biome-ignore lint/suspicious/noExplicitAny: works of any part
  readonly works: ReadonlyMap<string, PartWork<any, any>>;
  readonly filterSource: FilterSource;
  calculator(id: string): Calculator;
}

/** Registers built-ins and further plug-ins; an id that stands twice stops the start. */
export function createRegistry(more: Partial<PlugIns> = {}): Registry {
  const own = builtIns as unknown as PlugIns;
  const calculators = byId('calculator', [...own.calculators, ...(more.calculators ?? [])]);
  const filters = byId('filter', [...own.filters, ...(more.filters ?? [])]);
  const privateKernels = [...calculators.values()].flatMap((c) => c.kernels ?? []);
  return Object.freeze({
    filters,
    calculators,
    enrichments: byId('enrichment', [...own.enrichments, ...(more.enrichments ?? [])]),
    transforms: byId('transform', [...own.transforms, ...(more.transforms ?? [])]),
    kernels: byId('kernel', [...own.kernels, ...(more.kernels ?? []), ...privateKernels]),
    works: byId(
      'work',
      [...calculators.values()].flatMap((c) => c.works ?? []),
    ),
    filterSource: {
      find: (id: string) => filters.get(id),
      ids: () => filters.keys(),
      check: (filter: Filter, params: unknown, pointer: string) => checkParams(filter.params, params, pointer),
    },
    calculator(id: string) {
      const found = calculators.get(id);
      if (found) return found;
      const near = nearest(id, calculators.keys());
      const hint = near ? ` Did you mean "${near}"?` : ` Calculators: ${[...calculators.keys()].join(', ')}.`;
      throw new AppError('invalid', 'registry.unknownCalculator', `There is no calculator "${id}".${hint}`);
    },
  });
}

function byId<T extends { id: string }>(kind: string, items: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const item of items) {
    const known = map.get(item.id);
    if (known === item) continue; // a kernel shared by two calculators
    if (known)
      throw new AppError('conflict', 'registry.duplicate', `Two plug-ins of kind ${kind} have the id "${item.id}".`);
    map.set(item.id, item);
  }
  return map;
}
