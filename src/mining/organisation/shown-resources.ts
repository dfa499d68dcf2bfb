import { CaseSupport, type ColumnSpec, type Log, type Run, Type } from '#sdk';
import { resourceChanges } from '../kernels/resource-changes.ts';
import { type ResourceCounts, resourceCounts } from '../kernels/resource-counts.ts';
import { FIRST_SLOT, OTHERS, type ResourceSlots } from '../kernels/resource-slots.ts';
import { byteRanks } from '../log/byte-order.ts';
import { resourceColumn } from './resource-column.ts';

/** One resource with how much it did. */
export const ResourceFields = {
  resource: Type.String(),
  events: Type.Integer({ description: 'Activity instances that it did' }),
  cases: CaseSupport('Cases in which it took part'),
};

/** What every result about resources says of the whole. */
export const ResourceTotals = {
  column: Type.String({ description: 'Name of the column that says who did an event' }),
  cases: CaseSupport('Cases of the view'),
  events: Type.Integer({ description: 'Activity instances whose resource is known' }),
  missing: Type.Integer({ description: 'Activity instances without a resource; they are left out' }),
  resources: Type.Integer({ description: 'Different resources' }),
  others: Type.Object(
    { resources: Type.Integer(), events: Type.Integer() },
    { description: 'Resources that are not shown, the rarest, and what they did' },
  ),
};

export const Top = (shown: number, most: number) =>
  Type.Integer({
    default: shown,
    minimum: 1,
    maximum: most,
    description: 'Resources to show, those with most events; the rest is counted together',
  });

/** A resource that is shown; the i-th has the slot `i + FIRST_SLOT`. */
export interface ShownResource {
  readonly code: number;
  readonly resource: string;
  readonly events: number;
  readonly cases: number;
}

export interface ShownResources {
  readonly column: ColumnSpec;
  /** Those that are ranked first; ties by events, then by name. */
  readonly shown: readonly ShownResource[];
  readonly slots: ResourceSlots;
  readonly counts: ResourceCounts;
  readonly totals: {
    column: string;
    cases: number;
    events: number;
    missing: number;
    resources: number;
    others: { resources: number; events: number };
  };
}

/**
 * The resources with most events, or with most handovers, which are told apart; all others share one slot, so that what follows takes room for
 * those that are shown, however many there are.
 */
export async function shownResources(
  log: Log,
  run: Run,
  ref: string,
  top: number,
  by: 'events' | 'handovers' = 'events',
): Promise<ShownResources> {
  const column = resourceColumn(log, ref);
  const names = log.values(column.id);
  const everyone: ResourceSlots = { column: column.id, of: null, size: names.length };
  const counts = await run.reduce(resourceCounts, everyone);
  const rank = by === 'events' ? counts.events : await run.reduce(resourceChanges, everyone);
  const ranks = byteRanks(names);
  const present = Array.from(counts.events.keys()).filter((code) => counts.events[code]! > 0);
  present.sort((a, b) => rank[b]! - rank[a]! || counts.events[b]! - counts.events[a]! || ranks[a]! - ranks[b]!);
  const shown = present
    .slice(0, top)
    .map((code) => ({ code, resource: names[code]!, events: counts.events[code]!, cases: counts.cases[code]! }));
  const of = new Uint16Array(names.length);
  for (const code of present) of[code] = OTHERS;
  shown.forEach(({ code }, i) => {
    of[code] = i + FIRST_SLOT;
  });
  const sum = (codes: readonly number[]) => codes.reduce((total, code) => total + counts.events[code]!, 0);
  return {
    ...{ column, shown, counts },
    slots: { column: column.id, of, size: shown.length + FIRST_SLOT },
    totals: {
      ...{ column: column.name, cases: counts.allCases, events: sum(present), missing: counts.missing },
      resources: present.length,
      others: { resources: present.length - shown.length, events: sum(present.slice(top)) },
    },
  };
}
