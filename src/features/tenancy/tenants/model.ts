import { Choice, Nullable, type Static, Type } from '#sdk';
import { Name } from '../../../platform/names.ts';

/** How many people work for a company. */
export const SIZES = ['1-9', '10-49', '50-249', '250-999', '1000-9999', '10000+'] as const;
export type Size = (typeof SIZES)[number];

/** What is known of the company that a tenant is. */
export interface Profile {
  readonly taxId: string | null;
  readonly industry: string | null;
  readonly size: Size | null;
}

/** A legal entity; nothing is shared between two of them. */
export interface Tenant extends Profile {
  readonly id: string;
  readonly name: string;
  /** appliance: the one in which the appliance itself is administered; there is exactly one. */
  readonly kind: 'appliance' | 'customer';
  /** Name of the storage root for its workspaces, unless one chooses another; never changed. */
  readonly region: string;
  /** disabled: nobody of it gets in. archived: nor is it shown among the others. */
  readonly status: TenantStatus;
  readonly etag: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

export const TENANT_STATUSES = ['active', 'disabled', 'archived'] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];

const TaxId = Nullable(Type.String({ maxLength: 40, description: 'As it stands in the register of companies' }));
const Industry = Nullable(Type.String({ maxLength: 120 }));
const profile = {
  taxId: Type.Optional(TaxId),
  industry: Type.Optional(Industry),
  size: Type.Optional(Nullable(Choice(SIZES, { description: 'People who work there' }))),
};

export const CreateTenant = Type.Object({
  name: Name,
  ...profile,
  region: Type.Optional(Type.String({ maxLength: 100, description: 'A name of [data.regions]; absent: "local"' })),
});
export const ChangeTenant = Type.Object({ name: Name, ...profile });

export const TenantView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Choice(['appliance', 'customer']),
  taxId: Nullable(Type.String()),
  industry: Nullable(Type.String()),
  size: Nullable(Choice(SIZES)),
  region: Type.String({ description: 'Storage root of its data; fixed' }),
  status: Choice(TENANT_STATUSES),
  etag: Type.String(),
  createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
  updatedAt: Nullable(Type.String()),
});

export const InviteAdministrator = Type.Object({
  login: Type.String({ minLength: 1, maxLength: 120 }),
  displayName: Type.Optional(Name),
});

export const InvitedAdministrator = Type.Object({
  login: Type.String(),
  path: Type.String({ description: 'Give it to the person over a safe channel; it works once and is not shown again' }),
  expiresAt: Type.String(),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentTenant = (t: Tenant): Static<typeof TenantView> => ({
  ...{ id: t.id, name: t.name, kind: t.kind, taxId: t.taxId, industry: t.industry, size: t.size, region: t.region },
  ...{ status: t.status, etag: t.etag, createdAt: iso(t.createdAtMs) },
  updatedAt: t.updatedAtMs === null ? null : iso(t.updatedAtMs),
});
