import { COLUMNS, type ColumnSpec, ident, type Sql, sql } from '#sdk';
import type { Manifest } from '../segments/manifest.ts';
import { archivedColumn } from '../segments/masked-columns.ts';

/** What a column holds, in words that a person needs for writing a statement. */
export type ValueKind = 'text' | 'number' | 'time' | 'yes or no';

export interface ViewColumn {
  readonly name: string;
  readonly kind: ValueKind;
}
/** A column with where its values come from: of the archive, or of the events of a case. */
export interface LoadedColumn extends ViewColumn {
  readonly from: Sql;
  /** Absent: it is computed, or is the id of the case. */
  readonly spec?: ColumnSpec;
}
export interface AnalystViews {
  readonly events: readonly LoadedColumn[];
  readonly cases: readonly LoadedColumn[];
}

const KINDS = { category: 'text', text: 'text', boolean: 'yes or no', number: 'number', time: 'time' } as const;

/** Short names of the standard columns; attributes have the name that they have in the log. */
const STANDARD: Readonly<Record<string, string>> = {
  ...{ [COLUMNS.activity]: 'activity', [COLUMNS.time]: 'time', [COLUMNS.startTime]: 'start_time' },
  ...{ [COLUMNS.resource]: 'resource', [COLUMNS.lifecycle]: 'lifecycle', [COLUMNS.timeOffset]: 'time_offset' },
};

/** The columns of the views `events` and `cases` of a version. What publish derives is not there: a statement can do so itself. */
export function analystViews({ columns, derived }: Pick<Manifest, 'columns' | 'derived'>): AnalystViews {
  const kept = columns.filter(({ id }) => !derived.includes(id) && id !== COLUMNS.caseId);
  const named = (spec: ColumnSpec, name: string, from: Sql): LoadedColumn => ({
    ...{ name, kind: KINDS[spec.class], from, spec },
  });
  const ofEvents = kept.map((spec) =>
    named(spec, STANDARD[archivedColumn(spec.id).needs] ?? spec.name, archived(spec)),
  );
  const ofCases = kept.filter(({ level }) => level === 'case');
  const position = sql`row_number() over (partition by segment, case_ix order by event_ix)`;
  return {
    events: distinct([
      { name: 'case_id', kind: 'text', from: sql`case_id` },
      { name: 'position', kind: 'number', from: position },
      ...ofEvents,
    ]),
    cases: distinct([
      { name: 'case_id', kind: 'text', from: sql`any_value(case_id)` },
      ...(kept.some(({ id }) => id === COLUMNS.time) ? TIMES_OF_CASES : []),
      { name: 'event_count', kind: 'number', from: sql`count(*)` },
      ...ofCases.map((spec) => named(spec, shortName(spec.name), sql`any_value(${archived(spec)})`)),
    ]),
  };
}

const instant = (ms: Sql): Sql => sql`to_timestamp(${ms} / 1000)`;
const archived = (spec: ColumnSpec): Sql => (spec.class === 'time' ? instant(ident(spec.id)) : ident(spec.id));
const shortName = (name: string): string => name.replace(/^case:(?=.)/, '');

const TIMES_OF_CASES: readonly LoadedColumn[] = [
  { name: 'first_time', kind: 'time', from: instant(sql`min("time")`) },
  { name: 'last_time', kind: 'time', from: instant(sql`max("time")`) },
  { name: 'duration_ms', kind: 'number', from: sql`max("time") - min("time")` },
];

/** Databases take "Cost" and "cost" for one name: the later of two gets a number. */
function distinct(columns: readonly LoadedColumn[]): LoadedColumn[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let name = column.name.replaceAll('\0', '') || '(none)';
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${column.name} (${n})`;
    taken.add(name.toLowerCase());
    return { ...column, name };
  });
}
