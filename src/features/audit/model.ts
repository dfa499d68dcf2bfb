import { Choice, Nullable, type Static, Type } from '#sdk';
import { type AuditRow, rowData } from '../../platform/audit/index.ts';

export const OUTCOMES = ['success', 'failure', 'denied'] as const;

const part = (description: string) => Type.Optional(Type.String({ maxLength: 300, description }));

/** What the audit log is searched by; all of it must hold. */
export const AuditFilter = Type.Object({
  actor: part('Login name, or what stands in the log, as user/<id>'),
  action: part('Beginning of the action: "dataset" finds dataset.export'),
  object: part('Beginning of the object: dataset/<id>'),
  address: part('Beginning of the address'),
  outcome: Type.Optional(Choice(OUTCOMES)),
  text: part('Words, or their beginnings, that all stand somewhere in the row'),
  from: Type.Optional(Type.String({ maxLength: 40, description: 'Instant in ISO 8601; rows from then on' })),
  to: Type.Optional(Type.String({ maxLength: 40, description: 'Instant in ISO 8601; rows before it' })),
});
export type AuditFilter = Static<typeof AuditFilter>;

/** The same, as the store takes it. */
export interface AuditSearch {
  /** Null: rows of every tenant and of the appliance itself, for the operator of the machine. */
  readonly tenant: string | null;
  /** Rows of the appliance itself as well, which belong to no tenant. */
  readonly withHouse: boolean;
  readonly actor: string | null;
  readonly action: string | null;
  readonly object: string | null;
  readonly address: string | null;
  readonly outcome: (typeof OUTCOMES)[number] | null;
  readonly words: readonly string[];
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** A row as it is shown: with the name of the person, where there is one. */
export interface FoundRow extends AuditRow {
  readonly actorName: string | null;
}

/** A step of a search, newest first. */
export interface FoundRows {
  readonly rows: readonly FoundRow[];
  readonly total: number;
  /** The count ended there: there are more. */
  readonly totalIsLeast: boolean;
}

/** Rows are counted up to here. */
export const MOST_COUNTED = 100_000;

export const AuditRowView = Type.Object({
  seq: Type.Integer({ description: 'Number in the chain' }),
  at: Type.String(),
  actor: Type.String(),
  actorName: Nullable(Type.String({ description: 'Login name, where the actor is a person' })),
  ip: Nullable(Type.String()),
  method: Nullable(Type.String({ description: 'How the actor proved who it is' })),
  tenant: Nullable(Type.String()),
  action: Type.String(),
  object: Type.String(),
  outcome: Type.String(),
  before: Type.Unknown(),
  after: Type.Unknown(),
  requestId: Nullable(Type.String()),
  prevHash: Type.String(),
  hash: Type.String(),
});

export const presentRow = (row: FoundRow): Static<typeof AuditRowView> => ({
  ...rowData(row),
  actorName: row.actorName,
});

const Finding = Type.Object({ seq: Type.Integer(), kind: Type.String(), message: Type.String() });

export const ChainReportView = Type.Object({
  ok: Type.Boolean(),
  rows: Type.Integer(),
  checkpoints: Type.Integer(),
  removedUpTo: Type.Integer({ description: 'Rows up to this one were removed by a signed tombstone; 0: none' }),
  head: Type.Integer({ description: 'Number of the last row' }),
  findings: Type.Array(Finding, { description: 'The first hundred' }),
});

export const ChainStateView = Type.Object({
  head: Nullable(Type.Object({ seq: Type.Integer(), hash: Type.String() })),
  publicKey: Type.Object({ base64: Type.String(), id: Type.String() }),
  checkpoint: Nullable(
    Type.Object({ seq: Type.Integer(), at: Type.String(), sound: Type.Boolean(), line: Type.String() }),
  ),
  removedUpTo: Type.Integer(),
  verified: Nullable(
    Type.Object(
      { at: Type.String(), ok: Type.Boolean(), rows: Type.Integer(), seq: Type.Integer() },
      { description: 'The last time that the whole chain was read' },
    ),
  ),
  receivers: Type.Array(
    Type.Object({
      name: Type.String(),
      behind: Type.Integer({ description: 'Rows that it has not had yet' }),
      gaps: Type.Integer({ description: 'Rows that were gone before they could be sent' }),
      error: Nullable(Type.String()),
      deliveredAt: Nullable(Type.String()),
      retryAt: Nullable(Type.String()),
    }),
  ),
});
