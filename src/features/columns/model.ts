import { Choice, COLUMNS, Nullable, type Static, Type } from '#sdk';

const Kind = Choice(['category', 'boolean', 'number', 'time', 'text']);
const Value = Type.Union([Type.Number(), Type.String(), Type.Null()], {
  description: 'A number, or an instant in ISO 8601 UTC',
});
const CountOrNull = Type.Union([Type.Integer(), Type.Null()]);
const StringOrNull = Type.Union([Type.String(), Type.Null()]);

/** What the product takes a standard column for. */
export const ROLES = {
  [COLUMNS.activity]: 'activity',
  [COLUMNS.time]: 'time',
  [COLUMNS.startTime]: 'start time',
  [COLUMNS.resource]: 'resource',
  [COLUMNS.lifecycle]: 'lifecycle',
  [COLUMNS.caseId]: 'case id',
  [COLUMNS.caseStart]: 'start of the case',
  [COLUMNS.caseEnd]: 'end of the case',
} as const satisfies Record<string, string>;

export const ValueCount = Type.Object({ value: Type.String(), cases: Type.Integer() });

export const ColumnView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Type.Union([Type.String(), Type.Null()], { description: 'What it is taken for; null: an attribute' }),
  level: Choice(['case', 'event']),
  class: Kind,
  derived: Type.Boolean({ description: 'Computed when the data was loaded' }),
  cases: CountOrNull,
  entries: CountOrNull,
  missing: CountOrNull,
  distinct: CountOrNull,
  distinctExact: Type.Boolean(),
  min: Value,
  max: Value,
  mean: Value,
  examples: Type.Array(ValueCount, { description: 'The most frequent values; those of few cases are left out' }),
});

export const DatasetDescription = Type.Object({
  datasetId: Type.String(),
  version: Type.Integer(),
  zone: Type.String({ description: 'Time zone of the log' }),
  cases: CountOrNull,
  events: CountOrNull,
  activities: CountOrNull,
  variants: CountOrNull,
  start: StringOrNull,
  end: StringOrNull,
  bytes: Nullable(
    Type.Integer({ description: 'Size of the present version on disk; null where you see a part of it' }),
  ),
  classifiers: Type.Array(Type.Object({ name: Type.String(), column: Type.String() })),
  columns: Type.Array(ColumnView),
});
export type DatasetDescription = Static<typeof DatasetDescription>;
export type ColumnDescription = Static<typeof ColumnView>;

export const ValuesQuery = Type.Object({
  column: Type.String({ minLength: 1, maxLength: 500, description: 'Name or id of the column' }),
  q: Type.String({ default: '', maxLength: 200, description: 'Part of the value; letter case makes no difference' }),
  limit: Type.Integer({ default: 50, minimum: 1, maximum: 1000 }),
});

/** As the calculator `column-values` gives them. */
export const ColumnValues = Type.Object({
  id: Type.String(),
  name: Type.String(),
  level: Choice(['case', 'event']),
  class: Kind,
  values: Type.Array(ValueCount, {
    description: 'Most frequent first; of numbers, times and texts there are none to choose from',
  }),
});
export type ColumnValues = Static<typeof ColumnValues>;
