import { sql } from '#sdk';
import type { Reader } from '../db/index.ts';
import type { Grant } from './actor.ts';
import { APPLIANCE_ROLE, EVERYONE, isBuiltIn, isPermission, type Permission } from './permissions.ts';

/** A workspace as people choose it. */
export interface NamedWorkspace {
  readonly id: string;
  readonly name: string;
}

/** What somebody holds: by itself, by the groups it is in, and by what was shared with it. */
export interface HeldAccess {
  readonly grants: readonly Grant[];
  /** Of the tenant, those that are not put away; by name. */
  readonly openWorkspaces: readonly NamedWorkspace[];
}

interface Row {
  role: string;
  permissions: string | null;
  workspace: string | null;
  project: string | null;
  dataset: string | null;
}

/**
 * The one place that reads what a person or a service account holds. What is held in a workspace that was put away counts for
 * nothing, and the role of the appliance counts in the appliance's own tenant alone, whatever the rows say.
 */
export function heldAccess(db: Reader, tenant: string, holder: string): HeldAccess {
  // "cross" keeps the order: from the holder and its groups to what these have, never the other way round.
  const rows = db.all<Row>(sql`with principals (id) as (
      select ${holder} union all select group_id from group_members where tenant_id = ${tenant} and user_id = ${holder}),
    held (role, workspace, project, dataset) as (
      select g.role, g.workspace_id, null, null from principals o cross join grants g
        on g.tenant_id = ${tenant} and g.principal_kind in ('user', 'service', 'group') and g.principal_id = o.id
      union select s.role, p.workspace_id, s.project_id, s.dataset_id from principals o cross join shares s
        on s.tenant_id = ${tenant} and s.principal_kind in ('user', 'group') and s.principal_id = o.id
        join projects p on p.tenant_id = s.tenant_id and p.id = s.project_id)
    select h.role, r.permissions, h.workspace, h.project, h.dataset
    from held h
    left join workspaces w on w.tenant_id = ${tenant} and w.id = h.workspace
    left join roles r on r.tenant_id = ${tenant} and r.name = h.role
    where (h.workspace is null or w.archived_at is null)
      and (h.role <> ${APPLIANCE_ROLE} or exists (select 1 from tenants where id = ${tenant} and kind = 'appliance'))
    order by h.role, h.workspace, h.project, h.dataset`);
  const openWorkspaces = db.all<NamedWorkspace>(sql`select id, name from workspaces
    where tenant_id = ${tenant} and archived_at is null order by name collate nocase, id`);
  return { grants: rows.map(toGrant), openWorkspaces };
}

const toGrant = ({ role, permissions, workspace, project, dataset }: Row): Grant => ({
  role,
  workspace,
  ...(project === null ? {} : { project }),
  ...(dataset === null ? {} : { dataset }),
  // A role of the customer's own can never pass for a built-in one, whose permissions the matrix says.
  ...(isBuiltIn(role) ? {} : { permissions: permissionsIn(permissions) }),
});

/** What a role of the customer's own gives: what it lists, as far as this release knows it, and what everybody may. */
export const permissionsIn = (kept: string | null): Permission[] =>
  kept === null ? [] : [...new Set([...EVERYONE, ...(JSON.parse(kept) as string[]).filter(isPermission)])];
