import { COLUMNS, type ColumnId, type ColumnSpec, invalid, type Log, nearest } from '#sdk';

export interface LogSource {
  hash: string;
  cases: number;
  events: number;
  zone: string;
  columns: readonly ColumnSpec[];
  knowsSourceOrder?: boolean;
  /** Dictionary of a category column: index = code, `[0]` = ''. */
  dictionary(id: ColumnId): readonly string[];
  /** Column whose values are the activities of this view. */
  classifier?: ColumnId;
}

/** The description of a log that filters and calculators see. */
export function makeLog(source: LogSource): Log {
  const byRef = new Map<string, ColumnSpec>();
  for (const column of source.columns) byRef.set(column.name, column);
  for (const column of source.columns) byRef.set(column.id, column);
  const classifier = source.classifier ?? COLUMNS.activity;
  const activityNames = source.dictionary(classifier);
  let codes: Map<string, number> | undefined;

  const column = (ref: string): ColumnSpec => byRef.get(ref) ?? unknownColumn(ref, source.columns);
  return {
    hash: source.hash,
    cases: source.cases,
    events: source.events,
    zone: source.zone,
    columns: source.columns,
    knowsSourceOrder: source.knowsSourceOrder ?? false,
    activities: activityNames.length - 1,
    activityNames,
    column,
    findColumn: (ref) => byRef.get(ref) ?? null,
    values(ref) {
      const spec = column(ref);
      if (spec.class !== 'category') {
        invalid('log.notACategory', `Column "${spec.name}" holds ${spec.class} values, not categories.`);
      }
      return source.dictionary(spec.id);
    },
    activityCode(name) {
      codes ??= new Map(activityNames.map((value, code) => [value, code] as const).slice(1));
      return codes.get(name) ?? 0;
    },
  };
}

function unknownColumn(ref: string, columns: readonly ColumnSpec[]): never {
  const near = nearest(
    ref,
    columns.map((c) => c.name),
  );
  const hint = near ? ` Did you mean "${near}"?` : ` Columns: ${columns.map((c) => `"${c.name}"`).join(', ')}.`;
  invalid('log.unknownColumn', `The log has no column "${ref}".${hint}`);
}
