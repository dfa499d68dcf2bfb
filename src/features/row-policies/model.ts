import { Choice, Nullable, type Static, type Step, Type } from '#sdk';
import type { PersonAttributes, PolicyCondition } from '../../platform/access/row-policy.ts';
import { Name } from '../../platform/names.ts';

export const HOLDER_KINDS = ['everyone', 'role', 'group', 'user', 'service'] as const;
export type HolderKind = (typeof HOLDER_KINDS)[number];

/** What some people see of a dataset. */
export interface RowPolicyEntry {
  readonly id: string;
  readonly tenant: string;
  readonly dataset: string;
  readonly name: string;
  readonly holderKind: HolderKind;
  /** Name of the role, id of the principal; empty for everyone. */
  readonly holder: string;
  readonly conditions: readonly PolicyCondition[];
  readonly etag: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

/** A policy with the name of whom it is for; null: they are not there any more. */
export interface SeenPolicy extends RowPolicyEntry {
  readonly holderName: string | null;
}

/** Whom policies are looked up for: what somebody holds in one dataset, and is known by. */
export interface PolicedPerson {
  readonly id: string;
  readonly roles: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly attributes: PersonAttributes;
}

/** What somebody would see of a dataset, and why. */
export interface Preview {
  readonly person: { readonly id: string; readonly login: string; readonly displayName: string };
  readonly attributes: PersonAttributes;
  /** Policies that are for this person. */
  readonly applying: readonly SeenPolicy[];
  /** Everything is shown: there is no policy, or one without conditions. */
  readonly everything: boolean;
  readonly steps: readonly Step[];
  /** Null: there is no data yet, or the policy does not fit it. */
  readonly cases: { readonly shown: number; readonly total: number } | null;
  /** Why the policy does not fit the data; null: it does. */
  readonly fault: string | null;
}

const Attribute = Type.String({ minLength: 1, maxLength: 100, pattern: String.raw`^[A-Za-z][\w.\-]*$` });
const Value = Type.Union([Type.String({ maxLength: 1000 }), Type.Object({ attribute: Attribute })], {
  description: 'A value, or { "attribute": … } of the person, as the directory tells it; "login" is known of everybody',
});

export const ConditionView = Type.Object({
  column: Type.String({ minLength: 1, maxLength: 500, description: 'Name of a column, as case:region' }),
  level: Choice(['case', 'event'], { default: 'case', description: 'Of the case, or of any of its events' }),
  not: Type.Boolean({ default: false, description: 'None of the values, instead of one of them' }),
  values: Type.Array(Value, { minItems: 1, maxItems: 1000 }),
});

const written = {
  name: Name,
  holderKind: Choice(HOLDER_KINDS, { description: 'For whom: everyone, or who has a role, is in a group, or is it' }),
  holder: Type.String({
    ...{ default: '', maxLength: 200 },
    description: 'Name of the role or group, login of the person, name of the service account; nothing for everyone',
  }),
  conditions: Type.Array(ConditionView, {
    ...{ default: [], maxItems: 20 },
    description: 'All of them must hold; without any, every case is shown',
  }),
};

export const WritePolicy = Type.Object(written);
export type WritePolicy = Static<typeof WritePolicy>;

export const PolicyView = Type.Object({
  id: Type.String(),
  datasetId: Type.String(),
  ...written,
  holderName: Nullable(Type.String({ description: 'Null: the role, group or account is not there any more' })),
  etag: Type.String(),
  createdAt: Type.String(),
  updatedAt: Nullable(Type.String()),
});

export const PreviewView = Type.Object({
  person: Type.Object({ id: Type.String(), login: Type.String(), displayName: Type.String() }),
  attributes: Type.Record(Type.String(), Type.Array(Type.String())),
  policies: Type.Array(Type.String(), { description: 'Ids of the policies that are for this person' }),
  everything: Type.Boolean(),
  steps: Type.Array(Type.Unknown(), { description: 'As filters; all must hold' }),
  cases: Nullable(Type.Object({ shown: Type.Integer(), total: Type.Integer() })),
  fault: Nullable(Type.String()),
});

export const presentPolicy = (p: SeenPolicy): Static<typeof PolicyView> => ({
  ...{ id: p.id, datasetId: p.dataset, name: p.name, holderKind: p.holderKind, holder: p.holderName ?? p.holder },
  conditions: p.conditions.map((condition) => ({ ...condition, values: [...condition.values] })),
  ...{ holderName: p.holderName, etag: p.etag, createdAt: new Date(p.createdAtMs).toISOString() },
  updatedAt: p.updatedAtMs === null ? null : new Date(p.updatedAtMs).toISOString(),
});

export const presentPreview = (p: Preview): Static<typeof PreviewView> => ({
  ...{ person: p.person, everything: p.everything, steps: [...p.steps], cases: p.cases, fault: p.fault },
  attributes: Object.fromEntries([...p.attributes].map(([name, values]) => [name, [...values]])),
  policies: p.applying.map(({ id }) => id),
});
