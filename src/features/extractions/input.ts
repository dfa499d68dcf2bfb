import { Choice, Nullable, type Static, Type } from '#sdk';
import { MappingInputSchema } from '../../engine/import/mapping.ts';
import { Name } from '../../platform/names.ts';
import { CATCH_UPS } from '../../platform/schedules/index.ts';

const Id = (description: string) => Type.String({ minLength: 1, maxLength: 64, description });
const Names = Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { maxItems: 2000, uniqueItems: true });

/** What is read; one of the four. */
export const SourceInput = Type.Object({
  table: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'As the connection lists it' })),
  query: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100_000, description: 'In the language of the source; it reads only' }),
  ),
  files: Type.Optional(
    Type.String({
      ...{ minLength: 1, maxLength: 1000, examples: ['orders/*.csv', '**'] },
      description: 'Which files: a pattern of their paths',
    }),
  ),
  pushes: Type.Optional(Type.Literal(true, { description: 'What others push to the address of the connection' })),
  columns: Type.Optional({ ...Names, description: 'Of a table, query or push: only these columns; absent: all' }),
});

export const FollowInput = Type.Object({
  by: Choice(['everything', 'column', 'cursor', 'files'], {
    description:
      'What a run reads: everything; what came since the last value of a column; what a stream has since the last run; new and changed files',
  }),
  column: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'By column: one that grows' })),
  overlap: Type.Optional(
    Type.Number({
      ...{ minimum: 0, maximum: 1e12 },
      description:
        'By column: so many seconds (of times) or units (of numbers) before the last value are read again, for rows that came late',
    }),
  ),
});

export const ScheduleInput = Type.Object({
  cron: Type.String({ minLength: 1, maxLength: 100, examples: ['30 2 * * 1-5'] }),
  zone: Type.String({ minLength: 1, maxLength: 60, description: 'IANA name', examples: ['Europe/Berlin'] }),
  overlap: Choice(['skip', 'queue'], {
    default: 'skip',
    description: 'While its job still waits or runs: leave the time out, or wait for it',
  }),
  catchUp: Choice(CATCH_UPS, {
    default: 'once',
    description: 'Times missed while the server was down: none, one run, or each (at most 100)',
  }),
});
export type ScheduleInput = Static<typeof ScheduleInput>;

const what = {
  name: Name,
  source: SourceInput,
  follow: FollowInput,
  mode: Choice(['replace', 'append', 'upsert'], {
    description:
      'Whether what is read stands in the place of the dataset, is added to it, or replaces the rows of the same key',
  }),
  key: Type.Optional({ ...Names, description: 'With upsert: the columns that tell rows apart' }),
  rowLimit: Type.Optional(
    Nullable(Type.Integer({ minimum: 1, maximum: 1e12, description: 'Rows of one run at most' })),
  ),
  mapping: Type.Optional(Nullable(MappingInputSchema)),
  timeZone: Type.Optional(
    Nullable(Type.String({ minLength: 1, maxLength: 64, description: 'IANA zone of times without an offset' })),
  ),
  schedule: Type.Optional(Nullable(ScheduleInput)),
};

export const CreateExtraction = Type.Object({
  ...what,
  connectionId: Id('Of the connection'),
  datasetId: Type.Optional(Id('The dataset that is loaded; or a new one, by the two below')),
  projectId: Type.Optional(Id('Where a new dataset is made')),
  newDatasetName: Type.Optional(Name),
});

export const ChangeExtraction = Type.Object(what);

export const RunBody = Type.Object({
  full: Type.Optional(
    Type.Boolean({
      description: 'Reads everything again, in the place of what the dataset holds; then goes on from there',
    }),
  ),
});

/** What of a connection is looked at before there is an extraction. */
export const PreviewBody = Type.Object({
  connectionId: Id('Of the connection'),
  source: SourceInput,
  mapping: Type.Optional(MappingInputSchema),
  mappingId: Type.Optional(Id('A kept mapping in the place of one that is sent')),
  timeZone: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 64 }))),
  sample: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 10_000, description: 'Rows that are read; absent: 1,000' }),
  ),
  rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Rows that are shown; absent: 50' })),
});
