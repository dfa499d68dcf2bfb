import type { PeopleColumn, PeopleWork } from './model.ts';

/** Usual names of columns that say who did an event, as XES and tables write them. */
const USUAL = /resource|user|person|employee|agent|role|group|team|department|owner|bearbeiter|mitarbeiter|benutzer/i;
/** Not people, though they are categories of events. */
const OTHERS: ReadonlySet<string> = new Set(['activity', 'lifecycle', 'time-offset']);

interface Described extends PeopleColumn {
  readonly level: string;
  readonly class: string;
  readonly distinct: number | null;
}

export interface PeopleColumns {
  /** Null: none is asked for, and the log has no resources. */
  readonly chosen: PeopleColumn | null;
  /** What can be looked at; resources first, then what is named like people, then the others. */
  readonly offered: readonly PeopleColumn[];
}

/** The columns of events that tell people, roles or groups apart. */
export async function peopleColumns({ calculateAll, query, personalViews }: PeopleWork): Promise<PeopleColumns> {
  // What is left is no way around it.
  if (!personalViews) return { chosen: null, offered: [] };
  const found = await calculateAll<{ columns: readonly Described[] }>('data-information', { examples: 0 });
  const fitting = found.columns.filter(
    (column) =>
      column.level === 'event' && column.class === 'category' && !OTHERS.has(column.id) && (column.distinct ?? 0) > 0,
  );
  const rank = ({ id, name }: PeopleColumn) => (id === 'resource' ? 0 : USUAL.test(name) ? 1 : 2);
  // Sorting keeps the order of the log among equals.
  const offered = fitting.toSorted((a, b) => rank(a) - rank(b)).map(({ id, name }) => ({ id, name }));
  const asked = offered.find(({ id, name }) => id === query.by || name === query.by);
  return { chosen: asked ?? offered.find(({ id }) => id === 'resource') ?? null, offered };
}
