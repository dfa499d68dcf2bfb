import type { Tx } from '../../../platform/db/index.ts';
import type { CustomRole } from './model.ts';

export interface RoleStore {
  /** The appliance is administered in this tenant. */
  isApplianceTenant(tenant: string): boolean;
  findRole(tenant: string, name: string): CustomRole | null;
  /** By name. */
  listRoles(tenant: string): CustomRole[];
  /** By the name of the role: to how many principals it was given. */
  countHolders(tenant: string): ReadonlyMap<string, number>;
  insertRole(tx: Tx, role: CustomRole): void;
  /** False when the role is no longer at `expectedEtag`; so with `removeRole`. */
  updateRole(tx: Tx, role: CustomRole, expectedEtag: string): boolean;
  removeRole(tx: Tx, role: CustomRole, expectedEtag: string): boolean;
}
