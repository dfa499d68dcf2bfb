import { Choice, type Static, type Step, Type } from '#sdk';
import { type ModelFormat, modelFormat } from '../../mining/formats/model-text.ts';
import { Description, Name } from '../../platform/names.ts';
import { Steps } from '../analyses/index.ts';

/** Longest text of a model that is kept: some ten thousand nodes, more than anybody reads. */
export const MOST_CHARS = 2 << 20;

/** What a kept model is written in. */
export type KeptFormat = ModelFormat | 'decl';

/** A line that only a DECLARE model has: an activity, or a template with its activities. */
const DECL_LINE = /^(activity\s+\S|[A-Za-z][A-Za-z -]*\d*\s*\[[^\]]+\])/m;

/** What a text is by its looks; null: no model. */
export const keptFormatOf = (text: string): KeptFormat | null =>
  modelFormat(text) ?? (DECL_LINE.test(text) ? 'decl' : null);

/** What was read out of a model's text. */
export interface ModelFacts {
  readonly activities: number;
  /** Null: the model is not a net, and not turned into one. */
  readonly net: NetFacts | null;
  /** Null: the model has none. */
  readonly constraints: number | null;
  /** What was taken otherwise than written: one sentence each. */
  readonly notes: readonly string[];
}

export interface NetFacts {
  readonly places: number;
  readonly transitions: number;
  /** Of the transitions. */
  readonly silent: number;
  readonly arcs: number;
  readonly soundness: 'sound' | 'unsound' | 'not decided';
  /** Why it is not sound, or what could not be decided: one sentence each. */
  readonly findings: readonly string[];
}

/** Where a version came from. */
export type ModelOrigin =
  | { readonly kind: 'file' }
  | {
      readonly kind: 'discovered';
      /** As it was asked for; `key` names the result: equal keys, equal models. */
      readonly algorithm: string;
      readonly params: Readonly<Record<string, unknown>>;
      readonly dataset: string;
      readonly datasetVersion: string;
      readonly filters: readonly Step[];
      readonly key: string;
    };

/** One state of a model; never changed. */
export interface ModelVersion {
  readonly number: number;
  readonly format: KeptFormat;
  /** SHA-256 of the text, hexadecimal. */
  readonly checksum: string;
  readonly facts: ModelFacts;
  readonly origin: ModelOrigin;
  readonly createdBy: string;
  readonly createdAtMs: number;
}

/** A process model under a name, in a project. */
export interface ProcessModel {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly project: string;
  /** The dataset that it is about, where it is about one. */
  readonly dataset: string | null;
  readonly name: string;
  readonly description: string;
  /** The present one. */
  readonly version: ModelVersion;
  readonly etag: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

/** A text that was read and found to be a model. */
export interface ReadModel {
  readonly format: KeptFormat;
  readonly text: string;
  readonly facts: ModelFacts;
}

export type ScoreMethod = 'alignment' | 'replay';

/** What a version of a model scored against what filters keep of a version of a dataset. */
export interface ModelScore {
  readonly id: string;
  readonly model: string;
  readonly modelVersion: number;
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly filters: readonly Step[];
  readonly method: ScoreMethod;
  readonly scores: Scores;
  readonly createdBy: string;
  readonly createdAtMs: number;
}

/** As the calculator `precision-and-generalisation` answers. */
export interface Scores {
  readonly cases: number;
  readonly fitness: number;
  readonly precision: number;
  readonly generalisation: number;
  readonly simplicity: number;
  readonly fScore: number;
  /** Cases for which the search ended before it was sure. */
  readonly undecided: number;
  readonly definition: string;
}

const ModelText = Type.String({
  minLength: 1,
  maxLength: MOST_CHARS,
  description:
    "Text of a PNML, PTML, BPMN or DECLARE (.decl) file, or a tree as ->( 'a', X( 'b', tau ) ). A document type declaration is refused",
});
export const Discover = Type.Object(
  {
    algorithm: Type.String({ maxLength: 100, description: 'As in discovery/process' }),
    params: Type.Object({}, { additionalProperties: true, default: {}, description: 'As in discovery/process' }),
    filters: Steps,
  },
  { description: 'In the place of text: what is discovered now from the dataset is kept' },
);
const content = { text: Type.Optional(ModelText), discover: Type.Optional(Discover) };
const DatasetId = Type.Optional(Type.String({ description: 'The dataset that the model is about' }));

export const CreateModel = Type.Object({
  name: Name,
  description: Type.Optional(Description),
  projectId: Type.Optional(Type.String({ description: 'Needed where no dataset is named' })),
  datasetId: DatasetId,
  ...content,
});
export const ChangeModel = Type.Object({ name: Name, description: Type.Optional(Description), datasetId: DatasetId });
export const AddVersion = Type.Object(content);
export const ScoreModel = Type.Object({
  datasetId: Type.String(),
  filters: Steps,
  method: Choice(['alignment', 'replay'], {
    default: 'replay',
    description: 'alignment: exact, and longer under way; replay: tokens counted along one replay',
  }),
});

const Instant = Type.String({ description: 'Instant in ISO 8601, UTC' });
const OriginView = Type.Object(
  {
    kind: Type.String({ description: 'file or discovered' }),
    algorithm: Type.Optional(Type.String()),
    params: Type.Optional(Type.Unknown()),
    datasetId: Type.Optional(Type.String()),
    datasetVersionId: Type.Optional(Type.String()),
    filters: Type.Optional(Type.Array(Type.Unknown())),
    resultKey: Type.Optional(Type.String({ description: 'Of the discovery: equal keys, equal models' })),
  },
  { description: 'Where it came from' },
);
const Sentences = (description: string) => Type.Array(Type.String(), { description });

export const ModelVersionView = Type.Object({
  version: Type.Integer(),
  format: Type.String({ description: 'pnml, ptml, bpmn, tree or decl' }),
  checksum: Type.String({ description: 'SHA-256 of the text' }),
  origin: OriginView,
  activities: Type.Integer(),
  net: Type.Union(
    [
      Type.Object({
        places: Type.Integer(),
        transitions: Type.Integer(),
        silent: Type.Integer({ description: 'Transitions without an activity' }),
        arcs: Type.Integer(),
        soundness: Type.String({ description: 'sound, unsound or not decided' }),
        findings: Sentences('Why it is not sound'),
      }),
      Type.Null(),
    ],
    { description: 'Of the Petri net that the model is or stands for; null: it is none' },
  ),
  constraints: Type.Union([Type.Integer(), Type.Null()], { description: 'Of a DECLARE model; null: it is none' }),
  notes: Sentences('What was taken otherwise than written'),
  createdAt: Instant,
});
export const ModelView = Type.Object({
  id: Type.String(),
  ref: Type.String({
    description: 'What calculators and filters take as their model; with @ and a number, that version',
  }),
  projectId: Type.String(),
  datasetId: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  description: Type.String(),
  ...ModelVersionView.properties,
  version: Type.Integer({ description: 'The present one; versions begin at 1' }),
  etag: Type.String(),
  updatedAt: Type.Union([Instant, Type.Null()]),
});
export const ModelExport = Type.Object({
  name: Type.String({ description: 'For a file' }),
  format: Type.String(),
  version: Type.Integer(),
  text: Type.String(),
});
const Share = Type.Number({ minimum: 0, maximum: 1 });
export const ScoreView = Type.Object({
  id: Type.String(),
  modelVersion: Type.Integer(),
  datasetId: Type.String(),
  datasetVersionId: Type.String(),
  filters: Type.Array(Type.Unknown()),
  method: Type.String({ description: 'alignment or replay' }),
  cases: Type.Integer(),
  fitness: Share,
  precision: Share,
  generalization: Share,
  simplicity: Share,
  fScore: Share,
  undecided: Type.Integer({ description: 'Cases for which the search ended before it was sure' }),
  definition: Type.String({ description: 'What the figures mean' }),
  createdAt: Instant,
});

const iso = (ms: number): string => new Date(ms).toISOString();

function presentOrigin(origin: ModelOrigin): Static<typeof OriginView> {
  if (origin.kind === 'file') return { kind: 'file' };
  const { kind, algorithm, params, dataset, datasetVersion, filters, key } = origin;
  return {
    ...{ kind, algorithm, params, datasetId: dataset, datasetVersionId: datasetVersion },
    ...{ filters: [...filters], resultKey: key },
  };
}

export const presentVersion = (v: ModelVersion): Static<typeof ModelVersionView> => ({
  ...{ version: v.number, format: v.format, checksum: v.checksum, origin: presentOrigin(v.origin) },
  ...{ activities: v.facts.activities, constraints: v.facts.constraints, notes: [...v.facts.notes] },
  net: v.facts.net && { ...v.facts.net, findings: [...v.facts.net.findings] },
  createdAt: iso(v.createdAtMs),
});

export const presentModel = (m: ProcessModel): Static<typeof ModelView> => ({
  ...{ id: m.id, ref: `model:${m.id}`, projectId: m.project, datasetId: m.dataset, name: m.name },
  ...{ description: m.description, ...presentVersion(m.version), etag: m.etag, createdAt: iso(m.createdAtMs) },
  updatedAt: m.updatedAtMs === null ? null : iso(m.updatedAtMs),
});

export function presentScore(s: ModelScore): Static<typeof ScoreView> {
  const { generalisation, cases, fitness, precision, simplicity, fScore, undecided, definition } = s.scores;
  return {
    ...{ id: s.id, modelVersion: s.modelVersion, datasetId: s.dataset, datasetVersionId: s.datasetVersion },
    ...{ filters: [...s.filters], method: s.method, cases, fitness, precision, generalization: generalisation },
    ...{ simplicity, fScore, undecided, definition, createdAt: iso(s.createdAtMs) },
  };
}
