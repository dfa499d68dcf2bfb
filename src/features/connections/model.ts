import { Choice, Nullable, type Static, Type } from '#sdk';
import type { ConnectorType } from '../../engine/connect/connector-types.ts';
import { Name } from '../../platform/names.ts';

/** A source of data that people of a workspace may read: a connector, and the settings with which it is opened. */
export interface Connection {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly name: string;
  /** Id of the connector. */
  readonly connector: string;
  /** Without secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where in the settings the sealed secrets stand: JSON pointers. */
  readonly secrets: readonly string[];
  readonly etag: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
  /** Null: it was never tested with these settings. */
  readonly lastTest: ConnectionTest | null;
}

export interface ConnectionTest {
  readonly atMs: number;
  /** Id of who tested it. */
  readonly by: string;
  /** How they are called; null: nobody has this id any more. */
  readonly byName: string | null;
  readonly passed: boolean;
  /** What the source says of itself, or what went wrong. */
  readonly words: string;
  /** What else it says of itself. */
  readonly details: readonly string[];
}

/** Something that reads from a connection, for which it cannot be deleted. */
export interface ConnectionUse {
  readonly name: string;
  /** Its page, or that of the bin. */
  readonly path: string;
  /** What it leads to is in the bin: it takes nothing. */
  readonly isInBin?: boolean;
  /** Pushed messages that it did not take meanwhile. */
  readonly missed?: number;
}

export const MAX_CONNECTIONS = 500;
export const MAX_PREVIEW_ROWS = 200;
export const PREVIEW_ROWS = 50;
const MAX_QUERY_CHARS = 100_000;

const Settings = Type.Record(Type.String(), Type.Unknown(), {
  description: 'As the type of connector declares them ("params" of its type), secrets among them',
});
export const CreateConnection = Type.Object({
  name: Name,
  workspaceId: Type.Optional(
    Type.String({ maxLength: 60, description: 'Needed when you may enter several workspaces' }),
  ),
  connector: Type.String({ minLength: 1, maxLength: 100, description: 'Id of a type of connector' }),
  settings: Settings,
});
export const ChangeConnection = Type.Object({
  name: Name,
  settings: Type.Record(Type.String(), Type.Unknown(), {
    description:
      'All settings. Secrets that are left out or empty are kept, as long as nothing else is changed that decides where they go; null removes one',
  }),
});

const Test = Type.Object({
  at: Type.String({ description: 'Instant in ISO 8601, UTC' }),
  by: Type.String({ description: 'Id of who tested it' }),
  passed: Type.Boolean(),
  words: Type.String({ description: 'What the source says of itself, or what went wrong' }),
});
export const ConnectionView = Type.Object({
  id: Type.String(),
  workspaceId: Type.String(),
  name: Type.String(),
  connector: Type.String({ description: 'Id of its type' }),
  settings: Type.Record(Type.String(), Type.Unknown(), { description: 'Without secrets' }),
  secrets: Type.Array(Type.String(), { description: 'Which secrets are kept: JSON pointers into the settings' }),
  etag: Type.String(),
  createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
  updatedAt: Nullable(Type.String()),
  lastTest: Nullable(Test),
});
export const TestView = Type.Composite([
  Test,
  Type.Object({
    details: Type.Array(Type.String(), { description: 'What else the source says of itself' }),
    code: Nullable(Type.String({ description: 'What it failed with, for programs: "connector.signIn" …' })),
  }),
]);

const Column = Type.Object({
  name: Type.String(),
  type: Type.Union(['text', 'number', 'boolean', 'time'].map((type) => Type.Literal(type))),
});
export const ShapeView = Type.Object({
  columns: Type.Array(Column),
  key: Type.Array(Type.String(), { description: 'Columns whose values tell the rows apart; empty: none are known' }),
});
export const TableView = Type.Object({
  name: Type.String({ description: 'By which it is read' }),
  note: Nullable(Type.String({ description: 'What else the source says of it' })),
});
export const FileView = Type.Object({
  path: Type.String(),
  bytes: Type.Integer(),
  modifiedAt: Nullable(Type.String()),
});
export const PreviewRequest = Type.Object({
  table: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, description: 'A table of the source, or …' })),
  query: Type.Optional(
    Type.String({ minLength: 1, maxLength: MAX_QUERY_CHARS, description: '… a query in its own language, or …' }),
  ),
  file: Type.Optional(Type.String({ minLength: 1, maxLength: 4000, description: '… one of its files' })),
  rows: Type.Integer({ default: PREVIEW_ROWS, minimum: 1, maximum: MAX_PREVIEW_ROWS }),
});
export const PreviewView = Type.Object({
  columns: Type.Array(Column),
  rows: Type.Array(
    Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]), {
      description: 'Cells in the order of the columns; null: there is no value. Numbers beyond 2^53 are texts',
    }),
  ),
});

export const TypeView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  summary: Type.String(),
  category: Type.String(),
  delivers: Choice(['tables', 'files', 'pushes']),
  queries: Nullable(Type.String({ description: 'The language of queries; null: tables only' })),
  follows: Nullable(Type.String({ description: 'How later loads find what is new; null: they read everything' })),
  verifiedWith: Nullable(Type.String({ description: 'The server it was tested with; null: no live one' })),
  params: Type.Unknown({ description: 'JSON Schema of its settings; secrets are marked with "x-secret"' }),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentTest = ({ atMs, by, passed, words }: ConnectionTest): Static<typeof Test> => ({
  ...{ at: iso(atMs), by, passed, words },
});

export const presentConnection = (c: Connection): Static<typeof ConnectionView> => ({
  ...{ id: c.id, workspaceId: c.workspace, name: c.name, connector: c.connector, settings: { ...c.settings } },
  ...{ secrets: [...c.secrets], etag: c.etag, createdAt: iso(c.createdAtMs) },
  updatedAt: c.updatedAtMs === null ? null : iso(c.updatedAtMs),
  lastTest: c.lastTest && presentTest(c.lastTest),
});

export const presentType = ({
  file: _file,
  version: _version,
  push: _push,
  ...type
}: ConnectorType): Static<typeof TypeView> => type;
