import { Choice, Nullable, type Static, Type } from '#sdk';
import { ROLES } from '../../mining/formats/column-roles.ts';
import { ENCODINGS } from '../../mining/formats/csv-encoding.ts';
import { PrivacySchema } from './privacy-schema.ts';

const OneSign = (description: string) => Type.String({ minLength: 1, maxLength: 1, description });
const NoneOrOneSign = (description: string) => Type.String({ maxLength: 1, description });

/** How the text is written. */
export const DialectSchema = Type.Object(
  {
    encoding: Choice(ENCODINGS, { description: '`auto`: UTF-8, or Windows-1252 when no line of the file is UTF-8' }),
    delimiter: OneSign('Between cells'),
    quote: NoneOrOneSign('Around cells; empty: none'),
    escape: NoneOrOneSign('Before a quote inside a quoted cell; usually the quote itself'),
    header: Type.Boolean({ description: 'The first row holds the names' }),
    skip: Type.Integer({ minimum: 0, maximum: 1_000, description: 'Lines, or rows of a sheet, before the header row' }),
    decimal: Choice(['.', ','], { description: 'Decimal sign of numbers' }),
    missing: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 20,
      description: 'Texts that mean "no value", besides the empty cell (NULL, n/a …)',
    }),
    sheet: Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: 'Of a workbook: the sheet to read' }),
    ),
    records: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_000,
        description: 'Of a JSON document: the keys that lead to the array of records, with points between them',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Dialect = Static<typeof DialectSchema>;

export const VALUE_TYPES = ['category', 'number', 'boolean', 'time', 'text'] as const;

const ColumnFields = Type.Object({
  name: Type.String({ minLength: 1, description: 'Name in the log; by default the name in the file' }),
  role: Choice(ROLES, { description: 'What the column is to the log' }),
  type: Choice(VALUE_TYPES, {
    description: 'Type of an attribute; nothing is turned into a number unless this says so',
  }),
  level: Choice(['case', 'event'], { description: 'Whether the value belongs to the case or to the event' }),
  format: Type.String({
    minLength: 1,
    description: 'Of times: `iso`, `epoch-s`, `epoch-ms`, `epoch-us`, or a pattern such as `DD.MM.YYYY HH:mm[:ss]`',
  }),
  timeColumn: Type.String({
    description:
      'Of times: header of the column with the time of day, where this one holds the date alone; empty: none, though one is proposed',
  }),
  zone: Type.String({
    minLength: 1,
    description: 'IANA zone of times without an offset, where it differs from the log’s',
  }),
  decimal: Choice(['.', ','], { description: 'Decimal sign, where it differs from the file’s' }),
  thousands: Choice(['', '.', ',', ' ', "'"], { description: 'Sign between groups of three digits' }),
  default: Type.String({ minLength: 1, description: 'Taken where the cell is empty' }),
  optional: Type.Boolean({ description: 'Of the timestamp: events without one are kept' }),
  fallback: Type.Boolean({
    description: 'The type is a proposal: when a value does not read, the column is kept as text and no row is refused',
  }),
  drop: Type.Boolean({ description: 'Leave the column out' }),
  privacy: PrivacySchema,
});

/** What a mapping says of one column of the file, found by its header. */
export const ColumnMappingSchema = Type.Composite(
  [
    Type.Object({ column: Type.String({ minLength: 1, description: 'Header in the file' }) }),
    Type.Partial(ColumnFields),
  ],
  { additionalProperties: false },
);
export type ColumnMapping = Static<typeof ColumnMappingSchema>;

export const ClassifierSchema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    columns: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'Headers, in order' }),
  },
  { additionalProperties: false },
);

/** One of the events that a wide row stands for. Its columns have entries of their own, with format and zone. */
const WideEventSchema = Type.Object(
  {
    time: Type.String({
      minLength: 1,
      description: 'Header of the column with its time; rows without it have no such event',
    }),
    activity: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1_000, description: 'Its activity; by default the header' }),
    ),
    start: Type.Optional(Type.String({ minLength: 1, description: 'Header of the column that says when it began' })),
  },
  { additionalProperties: false },
);

const WideEvents = Type.Array(WideEventSchema, {
  maxItems: 500,
  description:
    'Rows with several times: each becomes an event of its own, in the place of one activity and one timestamp',
});

/** Zone of naive timestamps and of days. */
const TimeZone = Nullable(Type.String({ minLength: 1, description: 'IANA zone of naive timestamps and of days' }));

/** Name of a column of the log that says from which file a row came; absent: there is none. */
const FileColumn = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Name in the log of a column that says from which file a row came',
});

/** From the columns of a CSV file to an event log. Saved with the dataset, used again by every load. */
export const MappingSchema = Type.Object(
  {
    dialect: DialectSchema,
    timeZone: TimeZone,
    columns: Type.Array(ColumnMappingSchema, { minItems: 1 }),
    events: Type.Optional(WideEvents),
    fileColumn: Type.Optional(FileColumn),
    classifiers: Type.Array(ClassifierSchema),
  },
  { additionalProperties: false },
);
export type Mapping = Static<typeof MappingSchema>;

/** What a person gives (`--map`): any part of it; the rest is proposed from the file. */
export const MappingInputSchema = Type.Object(
  {
    dialect: Type.Optional(Type.Partial(DialectSchema, { additionalProperties: false })),
    timeZone: Type.Optional(TimeZone),
    columns: Type.Optional(Type.Array(ColumnMappingSchema)),
    events: Type.Optional(WideEvents),
    fileColumn: Type.Optional(FileColumn),
    classifiers: Type.Optional(Type.Array(ClassifierSchema)),
  },
  { additionalProperties: false },
);
export type MappingInput = Static<typeof MappingInputSchema>;

/** Headers of the columns that are times or beginnings of the events of wide rows: they are no columns of the log. */
export const headersOfEvents = ({ events = [] }: Pick<MappingInput, 'events'>): ReadonlySet<string> =>
  new Set(events.flatMap(({ time, start }) => (start === undefined ? [time] : [time, start])));
