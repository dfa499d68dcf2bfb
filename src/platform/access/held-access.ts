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
  const rows =
    db.all<Row>(sql`select distinct h.role, r.permissions, h.workspace_id as workspace, h.project_id as project,
      h.dataset_id as dataset
    from held_grants h
    join tenants t on t.id = h.tenant_id
    left join workspaces w on w.tenant_id = h.tenant_id and w.id = h.workspace_id
    left join roles r on r.tenant_id = h.tenant_id and r.name = h.role
    where h.tenant_id = ${tenant} and h.holder_id = ${holder} and (h.workspace_id is null or w.archived_at is null)
      and (h.role <> ${APPLIANCE_ROLE} or t.kind = 'appliance')
    order by h.role, h.workspace_id, h.project_id, h.dataset_id`);
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
