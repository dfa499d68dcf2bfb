import { AppError, type Static } from '#sdk';
import type { Actor } from '../../../platform/access/actor.ts';
import { guard, notFound } from '../../../platform/access/guard.ts';
import type { Change } from '../../../platform/changes/changes.ts';
import { demandFreeName, stale } from '../../../platform/changes/conflicts.ts';
import { type Listed, type ListRequest, listed } from '../../../platform/listing/page.ts';
import { cleanName } from '../../../platform/names.ts';
import { LOCAL_REGION } from '../../../platform/regions.ts';
import { chosenRegion } from '../regions.ts';
import type { TenancyParts } from '../use-cases.ts';
import type { Workspace } from '../workspaces/model.ts';
import type { ChangeTenant, CreateTenant, InviteAdministrator, Profile, Tenant, TenantStatus } from './model.ts';

/** The account of a tenant's first administrator; part of a change that is under way, and recorded by it. */
export type Invite = (
  change: Change,
  tenant: string,
  sent: Static<typeof InviteAdministrator>,
) => { readonly user: string; readonly login: string; readonly link: Link };

/** A single-use link at which a person chooses a password. */
export interface Link {
  readonly path: string;
  readonly expiresAtMs: number;
}

export interface TenantParts extends TenancyParts {
  readonly invite: Invite;
  /** Whether somebody administers the tenant already who can sign in. */
  readonly hasAdministrator: (tenant: string) => boolean;
}

/** Archived ones are listed apart. Nothing of what is in a tenant is told. */
export function listTenants(
  { store }: TenancyParts,
  actor: Actor,
  of: { archived: boolean },
  request: ListRequest,
): Listed<Tenant> {
  guard(actor, 'admin:tenants');
  const { rows, total } = store.listTenants(of, request);
  return listed(rows, total, request, (tenant) => [tenant.name, tenant.id]);
}

export function getTenant({ store }: TenancyParts, actor: Actor, id: string): Tenant {
  guard(actor, 'admin:tenants');
  return store.findTenant(id) ?? notFound('tenant');
}

/** With a first workspace, and nobody in it: its first administrator is invited next. */
export function createTenant(parts: TenancyParts, actor: Actor, sent: Static<typeof CreateTenant>): Tenant {
  const { store, changes, clock, newId, regions } = parts;
  guard(actor, 'admin:tenants');
  const fresh = { etag: '1', createdAtMs: clock.now(), updatedAtMs: null };
  const tenant: Tenant = {
    ...{ id: newId(), name: cleanName(sent.name), kind: 'customer', ...profileOf(sent, NO_PROFILE), ...fresh },
    ...{ region: chosenRegion(regions, sent.region, LOCAL_REGION), status: 'active' },
  };
  const workspace: Workspace = {
    ...{ id: newId(), tenant: tenant.id, name: 'Main', description: '', region: tenant.region, ...fresh },
    archivedAtMs: null,
  };
  return changes.make(actor, (change) => {
    demandOwnName(parts, tenant);
    store.insertTenant(change.tx, tenant);
    store.insertWorkspace(change.tx, workspace);
    change.record({
      ...{ action: 'tenant.create', ...about(tenant), event: 'created' },
      after: { ...facts(tenant), workspace: workspace.name },
    });
    return tenant;
  });
}

export const changeTenant = (
  parts: TenancyParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeTenant>,
): Tenant =>
  makeChange(parts, actor, id, etag, 'tenant.change', (before) => {
    const after = { ...before, ...profileOf(sent, before), name: cleanName(sent.name) };
    demandOwnName(parts, after);
    return after;
  });

const ACTIONS = { active: 'tenant.enable', disabled: 'tenant.disable', archived: 'tenant.archive' } as const;

/** Disabled or archived, nobody of the tenant gets in, and what they have open ends at once; nothing is removed. */
export const setTenantStatus = (
  parts: TenancyParts,
  actor: Actor,
  id: string,
  etag: string,
  status: TenantStatus,
): Tenant =>
  makeChange(parts, actor, id, etag, ACTIONS[status], (before, change) => {
    if (before.kind === 'appliance' && status !== 'active')
      throw new AppError(
        'conflict',
        'tenant.ofAppliance',
        'The appliance is administered in this tenant; it stays open.',
      );
    if (status !== 'active') {
      parts.store.deleteSessionsOfTenant(change.tx, id);
      for (const { id: workspace } of parts.store.listEveryWorkspace(id))
        for (const project of parts.store.listProjectIds(id, workspace))
          parts.endWork(change, { tenant: id, id: project });
    }
    return { ...before, status };
  });

/**
 * The first administrator of a tenant, and the link at which they choose a password. Only while nobody administers it: whoever looks
 * after the appliance has no way into a tenant that has its own people.
 */
export function inviteAdministrator(
  parts: TenantParts,
  actor: Actor,
  id: string,
  sent: Static<typeof InviteAdministrator>,
): { tenant: Tenant; login: string; link: Link } {
  return parts.changes.make(actor, (change) => {
    const tenant = getTenant(parts, actor, id);
    if (tenant.status !== 'active')
      throw new AppError('conflict', 'tenant.closed', 'This tenant is disabled. Enable it first.');
    if (parts.hasAdministrator(id))
      throw new AppError(
        'conflict',
        'tenant.haveAdministrator',
        'This tenant has an administrator who can sign in. Further ones are made by its own administrators.',
      );
    const { user, login, link } = parts.invite(change, id, sent);
    change.record({
      ...{ action: 'tenant.invite-administrator', kind: 'user', id: user, tenant: id, event: 'created' },
      after: { login, linkExpiresAtMs: link.expiresAtMs },
    });
    return { tenant, login, link };
  });
}

function makeChange(
  { store, changes, clock }: TenancyParts,
  actor: Actor,
  id: string,
  etag: string,
  action: string,
  work: (before: Tenant, change: Change) => Tenant,
): Tenant {
  guard(actor, 'admin:tenants');
  return changes.make(actor, (change) => {
    const before = store.findTenant(id) ?? notFound('tenant');
    if (before.etag !== etag) stale();
    const after = { ...work(before, change), etag: String(Number(etag) + 1), updatedAtMs: clock.now() };
    if (!store.updateTenant(change.tx, after, etag)) stale();
    change.record({ action, ...about(after), event: 'updated', before: facts(before), after: facts(after) });
    return after;
  });
}

const demandOwnName = ({ store }: TenancyParts, tenant: Tenant): void =>
  demandFreeName(tenant, store.listTenantNames(), 'tenant.nameTaken', 'There is a tenant with this name already.');

const NO_PROFILE: Profile = { taxId: null, industry: null, size: null };

/** What is absent stays as it was; what is empty is not known. */
function profileOf(sent: Partial<Profile>, before: Profile): Profile {
  const kept = (text: string | null | undefined, was: string | null, pointer: string) => {
    if (text === undefined) return was;
    return text === null || text.trim() === '' ? null : cleanName(text, pointer);
  };
  return {
    taxId: kept(sent.taxId, before.taxId, '/taxId'),
    industry: kept(sent.industry, before.industry, '/industry'),
    size: sent.size === undefined ? before.size : sent.size,
  };
}

/** In the audit log of the tenant that it is about. */
const about = ({ id }: Tenant) => ({ kind: 'tenant', id, tenant: id });
const facts = ({ name, taxId, industry, size, region, status, etag }: Tenant) => ({
  ...{ name, taxId, industry, size, region, status, etag },
});
