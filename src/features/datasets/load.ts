import { Nullable, type Static, Type } from '#sdk';
import type { RejectPolicy } from '../../engine/import/import-job.ts';
import {
  DRIFT_POLICIES,
  type DriftFinding,
  type DriftPolicy,
  type LoadProfile,
} from '../../engine/import/schema-drift.ts';
import type { LoadPeriod } from '../../engine/publish/load-periods.ts';

/** `undo`: the version before a load is published again. */
export const LOAD_MODES = ['replace', 'append', 'upsert', 'undo'] as const;
export type LoadMode = (typeof LOAD_MODES)[number];
/** How a file comes in. */
export type FileMode = Exclude<LoadMode, 'undo'>;

/** What a load did to the rows; kept with the version it led to. */
export interface Load {
  /** Where it is known before. */
  readonly id?: string;
  /** The same rows may come again: what programs push is told apart by their keys. */
  readonly mayRepeat?: boolean;
  readonly mode: LoadMode;
  readonly extractHash: string | null;
  /** Of mapping, zone and key. */
  readonly settingsHash: string | null;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** Rows that a later one of the same load with the same key made void. */
  readonly duplicates: number;
  readonly periodFromMs: number | null;
  readonly periodToMs: number | null;
  readonly periods: readonly LoadPeriod[];
  /** Columns of the key by which rows were replaced. */
  readonly key: readonly string[] | null;
  /** The mapping that was applied; null: the file describes itself. */
  readonly mapping: unknown;
  /** What was decided about people in a file that describes itself. */
  readonly people: unknown;
  readonly profile: LoadProfile | null;
  readonly drift: readonly DriftFinding[];
  readonly jobId: string | null;
  /** The load that this one takes back. */
  readonly undoes?: string;
  /** The load whose refused rows these were, repaired. */
  readonly resentOf?: string;
  /** Version whose rows the new one holds, where that is not what the mode says. */
  readonly baseId?: string;
  /** Who asked for it, where that is not who publishes it. */
  readonly user?: string | null;
}

/** What loads have that come from no file. */
export const WITHOUT_DETAILS = {
  ...{ settingsHash: null, key: null, mapping: null, people: null, profile: null },
  ...{ duplicates: 0, periods: [], drift: [] },
} as const;

/** A load as the history of a dataset tells it. */
export interface LoadEntry
  extends Omit<
    Load,
    'id' | 'extractHash' | 'settingsHash' | 'profile' | 'mapping' | 'people' | 'baseId' | 'undoes' | 'resentOf'
  > {
  readonly id: string;
  readonly version: number | null;
  /** Number of the version that was present before. */
  readonly before: number | null;
  /** Number of the version whose load it took back. */
  readonly undoes: number | null;
  /** The load whose refused rows these were, and the number of its version. */
  readonly resentOf: string | null;
  readonly resentOfVersion: number | null;
  /** Of its own refused rows that were sent again: how many came in, and how many were refused again. */
  readonly resent: { readonly taken: number; readonly rejected: number };
  /** Name of who asked for it; null: the appliance, or an account that is gone. */
  readonly by: string | null;
  readonly atMs: number;
}

/** How loads of one dataset are taken. */
export interface LoadPolicy {
  readonly drift: DriftPolicy;
  /** Null: as the appliance is configured. */
  readonly rejects: RejectPolicy | null;
}

export const USUAL_POLICY: LoadPolicy = { drift: 'warn', rejects: null };

export const RejectsView = Type.Union([
  Type.Object({ stop: Type.Literal('never') }, { additionalProperties: false }),
  Type.Object({ stop: Type.Literal('first') }, { additionalProperties: false }),
  Type.Object(
    { stop: Type.Literal('share'), above: Type.Number({ minimum: 0, maximum: 1, description: 'Share of all rows' }) },
    { additionalProperties: false },
  ),
]);

export const LoadPolicyView = Type.Object(
  {
    drift: Type.Union(
      DRIFT_POLICIES.map((policy) => Type.Literal(policy)),
      { description: 'Of loads whose columns differ from the load before: refuse, tell, or map renamed ones' },
    ),
    rejects: Nullable(RejectsView),
  },
  { additionalProperties: false },
);

const InstantOrNull = Nullable(Type.String());
const Count = Type.Integer();

export const LoadView = Type.Object({
  id: Type.String(),
  version: Nullable(Count),
  before: Nullable(Type.Integer({ description: 'The version that was present before' })),
  mode: Type.String({ description: 'replace, append, upsert or undo' }),
  key: Nullable(Type.Array(Type.String())),
  undoes: Nullable(Type.Integer({ description: 'The version whose load it took back' })),
  rowsBefore: Count,
  rowsAfter: Count,
  inserted: Count,
  updated: Count,
  unchanged: Count,
  rejected: Count,
  resentOf: Nullable(Type.String({ description: 'The load whose refused rows these were, repaired' })),
  resent: Type.Object(
    { taken: Count, rejected: Count },
    { description: 'Of its refused rows that were sent again: taken, and refused again' },
  ),
  duplicates: Count,
  periodFrom: InstantOrNull,
  periodTo: InstantOrNull,
  periods: Type.Array(
    Type.Object({
      from: Nullable(Type.String({ description: 'First day; null: events without a time' })),
      unit: Type.String({ description: 'day, month or year' }),
      ...{ inserted: Count, updated: Count, unchanged: Count },
    }),
  ),
  drift: Type.Array(Type.Object({ kind: Type.String(), column: Type.String(), message: Type.String() })),
  jobId: Nullable(Type.String()),
  by: Nullable(Type.String()),
  at: Type.String({ description: 'Instant in ISO 8601, UTC' }),
});

/** A finding as programs are told of it. */
const told = ({ kind, column, message }: DriftFinding) => ({ kind, column, message });

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export const presentLoad = ({
  periodFromMs,
  periodToMs,
  atMs,
  resentOfVersion: _,
  ...load
}: LoadEntry): Static<typeof LoadView> => ({
  ...load,
  ...{ key: load.key && [...load.key], periods: [...load.periods], drift: load.drift.map(told) },
  periodFrom: isoOrNull(periodFromMs),
  periodTo: isoOrNull(periodToMs),
  at: new Date(atMs).toISOString(),
});
