import type { Grant } from '../../../platform/access/actor.ts';
import type { NamedWorkspace } from '../../../platform/access/held-access.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { ListRequest } from '../../../platform/listing/page.ts';
import type { HeldRole } from './model.ts';

/** Which roles a list is about; absent: all of the tenant. */
export interface GrantsOf {
  readonly principal?: string | undefined;
  readonly workspace?: string | undefined;
}

export interface GrantStore {
  /** By the name of who holds it, then id; one more than the limit where there is more. */
  listGrants(tenant: string, of: GrantsOf, request: ListRequest): { rows: HeldRole[]; total: number };
  findGrant(tenant: string, id: string): HeldRole | null;
  /** False when it was held already. */
  insertGrant(tx: Tx, held: HeldRole): boolean;
  removeGrant(tx: Tx, held: HeldRole): void;
  /** What somebody holds by itself, by its groups, and by what was shared with it. */
  heldBy(tenant: string, holder: string): readonly Grant[];
  /** Open, of this tenant. */
  findOpenWorkspace(tenant: string, id: string): NamedWorkspace | null;
  /** By name. */
  listOpenWorkspaces(tenant: string): readonly NamedWorkspace[];
  /** People who administer the tenant and can sign in: active, with a password. */
  countAbleAdministrators(tenant: string): number;
}
