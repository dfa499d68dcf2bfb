import { Choice, type Static, Type } from '#sdk';
import { MOST_CHARACTERS, MOST_ROWS } from '../../engine/analyst-sql/limits.ts';
import { Steps } from '../analyses/index.ts';

/** Longest statement that the address of the page carries; the API takes longer ones. */
export const PAGE_CHARACTERS = 3000;
export const PAGE_SIZE = 100;

const AnyCell = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

export const AskSql = Type.Object({
  datasetId: Type.String({ maxLength: 100, description: 'Id of the dataset' }),
  statement: Type.String({
    ...{ minLength: 1, maxLength: MOST_CHARACTERS },
    description: 'One SELECT statement over the tables events and cases',
  }),
  filters: Steps,
});

export const SqlAnswer = Type.Object({
  columns: Type.Array(Type.Object({ name: Type.String(), kind: Choice(['number', 'text']) })),
  rows: Type.Array(Type.Array(AnyCell), {
    description: 'Instants are ISO 8601 in the zone of the dataset; whole numbers above 2^53 are texts',
  }),
  cut: Type.Boolean({ description: `There are more rows than the first ${MOST_ROWS}` }),
  tookMs: Type.Number({ description: 'How long it took when it was computed, in milliseconds' }),
});
export type SqlAnswered = Static<typeof SqlAnswer>;

const View = Type.Object({
  name: Type.String(),
  columns: Type.Array(Type.Object({ name: Type.String(), kind: Choice(['text', 'number', 'time', 'yes or no']) })),
});
export const SqlViews = Type.Object({ views: Type.Array(View) });
export type SqlView = Static<typeof View>;

export const SqlQuery = Type.Object({
  sql: Type.Optional(Type.String({ maxLength: PAGE_CHARACTERS, description: 'The statement' })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_ROWS / PAGE_SIZE })),
});
/** Of the file: there is no file without a statement. */
export const SqlFileQuery = Type.Object({
  sql: Type.String({ minLength: 1, maxLength: PAGE_CHARACTERS, description: 'The statement' }),
});
export type SqlQueried = Static<typeof SqlQuery>;
