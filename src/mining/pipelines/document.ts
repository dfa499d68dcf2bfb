import { Nullable, type Static, Type } from '#sdk';
import { checkParams } from '../views/check-params.ts';

/** Names of inputs and ids of steps: what the others call a table by. */
export const TABLE_NAME = '^[A-Za-z][A-Za-z0-9_-]{0,62}$';
const TableName = (description: string) => Type.String({ pattern: TABLE_NAME, description });

const closed = { additionalProperties: false } as const;

export const PipelineInputSchema = Type.Object(
  {
    name: TableName('What steps call this table by'),
    file: Type.Optional(
      Type.Object(
        {
          upload: Type.String({ minLength: 1, description: 'Id of an upload: the rows of its file, all texts' }),
          sheet: Type.Optional(Type.String({ minLength: 1, description: 'Of a workbook: which sheet' })),
        },
        closed,
      ),
    ),
    dataset: Type.Optional(Type.String({ minLength: 1, description: 'Id of a dataset: the events of its version' })),
  },
  closed,
);

export const PipelineStepSchema = Type.Object(
  {
    id: TableName('What later steps call the result by'),
    transform: Type.String({ minLength: 1, description: 'Id of a transform of the catalogue' }),
    params: Type.Record(Type.String(), Type.Unknown(), { default: {}, description: 'As the transform declares them' }),
    from: Type.Optional(TableName('The table it works on; by default the result of the step before')),
    off: Type.Optional(Type.Boolean({ description: 'Left out of runs: its table passes as it is' })),
    note: Type.Optional(Type.String({ maxLength: 1_000, description: 'Why it is there' })),
  },
  closed,
);

export const OUTPUT_MODES = ['replace', 'append', 'upsert'] as const;

export const PipelineOutputSchema = Type.Object(
  {
    dataset: Type.String({ minLength: 1, description: 'Id of the dataset that the rows are loaded into' }),
    from: Type.Optional(TableName('The table that is loaded; by default the result of the last step')),
    mode: Type.Union(
      OUTPUT_MODES.map((mode) => Type.Literal(mode)),
      { default: 'replace', description: 'Whether the rows replace those of the dataset, or are added to them' },
    ),
    key: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), { description: 'Of upsert: columns that tell rows apart' }),
    ),
    mapping: Type.Unsafe<Record<string, unknown>>(
      Type.Object(
        {},
        { additionalProperties: true, default: {}, description: 'Any part of a mapping, as for an upload' },
      ),
    ),
  },
  closed,
);

/** A pipeline: named tables that come in, steps that make tables of them, and where the last one goes. */
export const PipelineDocumentSchema = Type.Object(
  {
    inputs: Type.Array(PipelineInputSchema, { minItems: 1, maxItems: 20 }),
    steps: Type.Array(PipelineStepSchema, { maxItems: 200 }),
    output: Type.Optional(Nullable(PipelineOutputSchema)),
  },
  closed,
);

export type PipelineInput = Static<typeof PipelineInputSchema>;
export type PipelineStep = Static<typeof PipelineStepSchema>;
export type PipelineOutput = Static<typeof PipelineOutputSchema> & { mode: (typeof OUTPUT_MODES)[number] };
export interface PipelineDocument {
  readonly inputs: readonly PipelineInput[];
  readonly steps: readonly PipelineStep[];
  readonly output?: PipelineOutput | null;
}

/** A document as it was sent, checked against its schema, defaults filled in. Faults: `params.invalid`, with every pointer. */
export const readDocument = (sent: unknown): PipelineDocument =>
  checkParams(PipelineDocumentSchema, sent, '', 'parts of the pipeline') as PipelineDocument;
