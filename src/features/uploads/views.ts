import { Nullable, type Static, Type } from '#sdk';
import { ColumnProfileSchema } from '../../engine/import/fingerprint.ts';
import { MappingInputSchema, MappingSchema } from '../../engine/import/mapping.ts';
import { PrivacySchema } from '../../engine/import/privacy-schema.ts';
import { Name } from '../../platform/names.ts';
import { ColumnMappingView, presentColumnMapping } from '../column-mappings/index.ts';
import type { MappedPreview } from './mapped-preview.ts';
import type { Upload } from './model.ts';
import { STAGES, type UploadStatus } from './status.ts';

const Id = Type.String({ maxLength: 64 });
const Bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const FileName = Type.String({ minLength: 1, maxLength: 1000, description: 'As it is called where it comes from' });
const TimeZone = Type.String({ minLength: 1, maxLength: 64, description: 'IANA zone of times without an offset' });

export const BeginUpload = Type.Object({
  name: FileName,
  bytes: Type.Optional({ ...Bytes, description: 'Length of the file; needed to send it in several parts' }),
  projectId: Type.Optional({ ...Id, description: 'Where a new dataset is to be made' }),
  datasetId: Type.Optional({ ...Id, description: 'In the place of projectId: the dataset that it is to go into' }),
});
export const SendFileQuery = Type.Omit(BeginUpload, ['bytes']);

export const TogetherBody = Type.Object({
  uploadIds: Type.Array(Id, { minItems: 2, maxItems: 100, description: 'In the order in which they are read' }),
});

export const PreviewBody = Type.Object({
  mapping: Type.Optional(MappingInputSchema),
  mappingId: Type.Optional({ ...Id, description: 'A kept mapping, in the place of one' }),
  timeZone: Type.Optional(Nullable(TimeZone)),
  rows: Type.Integer({ default: 50, minimum: 1, maximum: 200 }),
  datasetId: Type.Optional({
    ...Id,
    description:
      'Where it goes: what was decided about people there is done to it; absent: as said when the upload began',
  }),
  mode: Type.Union([Type.Literal('replace'), Type.Literal('append'), Type.Literal('upsert')], {
    default: 'replace',
    description: 'As for the load: a file that replaces the data may decide anew about people',
  }),
});
export const PreviewQuery = Type.Omit(PreviewBody, ['mapping']);

export const LoadBody = Type.Object({
  datasetId: Type.Optional({ ...Id, description: 'Where it goes; absent: as said when the upload began' }),
  newDatasetName: Type.Optional(Name),
  mapping: Type.Optional(MappingInputSchema),
  mappingId: Type.Optional({ ...Id, description: 'A kept mapping, in the place of one' }),
  timeZone: Type.Optional(Nullable(TimeZone)),
  mode: Type.Union([Type.Literal('replace'), Type.Literal('append'), Type.Literal('upsert')], {
    default: 'replace',
    description:
      'Whether the file replaces what the dataset holds, is added to it, or replaces the rows that have the same key',
  }),
  key: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), {
      maxItems: 20,
      description: 'Of upsert: headers of the columns that tell rows apart, as the case and a number of its rows',
    }),
  ),
});

export const UploadView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: Type.String({ description: 'receiving, complete, refused, loading, loaded, cancelled or expired' }),
  received: Bytes,
  bytes: Nullable(Bytes),
  kind: Nullable(
    Type.String({ description: 'By content: csv, json, ndjson or xes, each also with .gz behind; parquet; xlsx' }),
  ),
  scannedBy: Nullable(
    Type.String({ description: 'Scanners for malware that found nothing; null where none is set up' }),
  ),
  projectId: Type.String(),
  datasetId: Nullable(Type.String()),
  jobId: Nullable(Type.String()),
  leadId: Nullable(Type.String({ description: 'The upload whose mapping and load this one shares' })),
  mappingId: Nullable(Type.String({ description: 'The kept mapping that its load took' })),
  sha256: Nullable(Type.String({ description: 'Of the raw file, from the load on' })),
  rows: Nullable(
    Type.Object(
      { read: Type.Integer(), accepted: Type.Integer(), refused: Type.Integer() },
      { description: 'Once the load has ended and its record was made' },
    ),
  ),
  error: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
  updatedAt: Type.String(),
});

const Problem = Type.Object({
  file: Type.Optional(Type.String({ description: 'Which one, where several were read as one' })),
  line: Type.Integer(),
  column: Nullable(Type.String()),
  value: Nullable(Type.String()),
  reason: Type.String(),
});

const LoadResultView = Type.Object({
  applied: Type.Boolean({ description: 'The file was in the dataset already: nothing was changed' }),
  nothingNew: Type.Boolean({ description: 'All its rows were in the dataset already: there is no new version' }),
  cases: Type.Integer(),
  events: Type.Integer(),
  read: Type.Integer(),
  accepted: Type.Integer(),
  inserted: Type.Integer(),
  unchanged: Type.Integer(),
  rejected: Type.Integer(),
  sample: Type.Array(Problem),
  findings: Type.Array(
    Type.Object({
      code: Type.String(),
      column: Type.Optional(Type.String()),
      cases: Type.Optional(Type.Integer()),
      count: Type.Optional(Type.Integer()),
      message: Type.String(),
    }),
  ),
});

export const UploadStatusView = Type.Object({
  id: Type.String(),
  stage: Type.Union(STAGES.map((stage) => Type.Literal(stage))),
  share: Type.Number({ minimum: 0, maximum: 1, description: 'Of the bytes while they come, of the load afterwards' }),
  received: Bytes,
  bytes: Nullable(Bytes),
  remainingMs: Nullable(Type.Integer({ description: 'Of a load that runs, as far as it can be told' })),
  datasetId: Nullable(Type.String()),
  jobId: Nullable(Type.String()),
  mayLoad: Type.Boolean({ description: 'Whether a load can be asked for' }),
  result: Nullable(LoadResultView),
  error: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentUpload = (u: Upload, received: number): Static<typeof UploadView> => ({
  ...{ id: u.id, name: u.name, state: u.state, received, bytes: u.bytes, kind: u.kind, projectId: u.project },
  scannedBy: u.scan?.by ?? null,
  ...{ datasetId: u.dataset, jobId: u.job, error: u.fault && { code: u.fault.code, message: u.fault.message } },
  ...{ leadId: u.lead, mappingId: u.mappingId, sha256: u.sha256, rows: u.rows && { ...u.rows } },
  ...{ createdAt: iso(u.createdAtMs), updatedAt: iso(u.updatedAtMs) },
});

export const presentStatus = (s: UploadStatus): Static<typeof UploadStatusView> => ({
  ...{ id: s.upload.id, stage: s.stage, share: s.share, received: s.received, bytes: s.upload.bytes },
  ...{
    datasetId: s.upload.dataset,
    jobId: s.upload.job,
    mayLoad: s.mayLoad,
    error: s.error,
    remainingMs: s.remainingMs,
  },
  result: s.result && { ...s.result, sample: [...s.result.sample], findings: [...s.result.findings] },
});

export const PreviewView = Type.Object({
  kind: Type.String(),
  sheets: Nullable(
    Type.Array(Type.Object({ name: Type.String(), hidden: Type.Boolean() }), {
      description: 'Of a workbook: its sheets',
    }),
  ),
  dialect: Nullable(MappingSchema.properties.dialect),
  timeZone: Nullable(Type.String()),
  columns: Type.Array(
    Type.Object({
      name: Type.String(),
      role: Type.String(),
      type: Type.String(),
      level: Type.String(),
      drop: Type.Boolean(),
      format: Nullable(Type.String({ description: 'Of times: how they are read' })),
      formats: Type.Array(Type.String(), { description: 'Formats between which the values do not decide' }),
      confidence: Nullable(Type.Number({ description: 'Of the proposal; null where you said it' })),
      reason: Type.String(),
      samples: Type.Array(Type.String()),
      privacy: Nullable(PrivacySchema),
      stands: Nullable(PrivacySchema),
      personal: Nullable(
        Type.Object(
          { kind: Type.String(), class: Type.String(), confidence: Type.Number(), by: Type.String() },
          { description: 'What the column seems to say of people; a proposal' },
        ),
      ),
      holds: Type.String({ description: 'What the values read as, whatever they are taken for: time, number or text' }),
      missing: Type.Integer({ description: 'Cells without a value, of the rows that were read' }),
      bad: Type.Integer({ description: 'Values that refuse their row' }),
      readings: Type.Array(
        Type.Object({
          text: Type.String(),
          stored: Nullable(Type.String({ description: 'How it is read; null: not at all' })),
        }),
        { description: 'The first different values, where they are not kept as they are written' },
      ),
    }),
  ),
  mapping: Nullable(MappingSchema),
  question: Nullable(
    Type.Object(
      { code: Type.String(), message: Type.String(), column: Nullable(Type.String()) },
      { description: 'What must be said before the file can be loaded' },
    ),
  ),
  rows: Type.Array(
    Type.Object({
      line: Type.Integer(),
      cells: Type.Array(Nullable(Type.String()), { description: 'By column; empty where the row has no such shape' }),
      problems: Type.Array(Type.Omit(Problem, ['line'])),
    }),
  ),
  problems: Type.Array(Problem),
  counts: Nullable(
    Type.Object({
      whole: Type.Boolean({ description: 'Whether the whole file was read; else its beginning' }),
      read: Type.Integer(),
      accepted: Type.Integer(),
      refused: Type.Integer(),
      events: Type.Integer({ description: 'A row may be several' }),
      cases: Type.Integer(),
      activities: Type.Integer(),
      start: Nullable(Type.String({ description: 'Instant in ISO 8601, UTC' })),
      end: Nullable(Type.String()),
    }),
  ),
  anonymity: Nullable(
    Type.Object(
      {
        columns: Type.Array(Type.String()),
        k: Type.Integer({ description: 'Cases of the smallest class' }),
        classes: Type.Integer(),
        cases: Type.Integer(),
        alone: Type.Integer({ description: 'Cases that are alone in their class' }),
      },
      { description: 'How well cases hide among each other by the quasi-identifiers of the rows that were read' },
    ),
  ),
  fingerprint: Nullable(Type.String({ description: 'Of the columns; kept mappings are found by it' })),
  profile: Nullable(
    Type.Array(ColumnProfileSchema, { description: 'The columns as the sample shows them; kept with a mapping' }),
  ),
  kept: Type.Array(
    Type.Composite([
      ColumnMappingView,
      Type.Object({
        exact: Type.Boolean({ description: 'Made for just this make of file' }),
        differences: Type.Array(
          Type.Object({
            kind: Type.String({ description: 'absent, new, order, holds, missing or values' }),
            column: Type.String(),
            was: Nullable(Type.String()),
            is: Nullable(Type.String()),
          }),
        ),
      }),
    ]),
    { description: 'Kept mappings that fit, the best first' },
  ),
});

/** Copies, because what a use case gives may not be changed and what an answer declares may. */
export function presentPreview(p: MappedPreview): Static<typeof PreviewView> {
  const { counts } = p;
  const plain = structuredClone({ ...p, kept: undefined }) as unknown as Omit<Static<typeof PreviewView>, 'kept'>;
  return {
    ...plain,
    counts: counts && {
      ...counts,
      start: counts.start === null ? null : iso(counts.start),
      end: counts.end === null ? null : iso(counts.end),
    },
    kept: p.kept.map(({ mapping, exact, differences }) => ({
      ...{ ...presentColumnMapping(mapping), exact, differences: [...differences] },
    })),
  };
}
