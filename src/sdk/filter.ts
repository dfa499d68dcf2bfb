import type { Bits } from './bits.ts';
import type { Descriptor } from './descriptor.ts';
import type { Log, Segment, View } from './log.ts';
import type { Run } from './run.ts';
import type { Static, TObject } from './schema.ts';
import type { Sql } from './sql.ts';

export interface KeptCounts {
  cases?: number;
  events?: number;
}

/** What a filter looks at; see {@link Filter}. */
export type Against = 'base' | 'previous';

/**
 * Chooses cases or events. `against: 'base'`: a predicate of the case (or event) alone, given the event steps before it;
 * such filters commute and combine with and/or/not. `'previous'`: sees what the steps before it left; order matters.
 */
export interface Filter<P extends TObject = TObject, C = unknown> extends Descriptor<P, KeptCounts> {
  readonly kind: 'filter';
  keeps(params: Static<P>): 'cases' | 'events';
  /** A function where it depends on the parameters (bounds in milliseconds: base; in percentiles: previous). */
  readonly against: Against | { of(params: Static<P>): Against }['of'];
  /** Once per run: checks names, runs text predicates over dictionaries, reduces what is global. The answer reaches every `select`. */
  prepare(log: Log, params: Static<P>, run: Run): C | Promise<C>;
  /** Bits over the segment's cases or events; bits outside the view are ignored. Pure. */
  select(segment: Segment, view: View, params: Static<P>, context: C): Bits;
  /**
   * The same choice over the archive, where the filter can reach `text` columns: rows of `segment, case_ix` or
   * `segment, event_ix`, as `keeps` says. Null: use `select`. The relation `events` has `segment, case_ix, event_ix` and one
   * column per ColumnSpec, named by its id (case columns repeat on each event), and holds the kept events of the view only.
   */
  sql?(params: Static<P>, log: Log): Sql | null;
}

export const defineFilter = <P extends TObject, C>(filter: Omit<Filter<P, C>, 'kind'>): Filter<P, C> => ({
  kind: 'filter',
  ...filter,
});
