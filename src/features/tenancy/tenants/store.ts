import type { Tx } from '../../../platform/db/index.ts';
import type { ListRequest } from '../../../platform/listing/page.ts';
import type { Tenant } from './model.ts';

export interface TenantStore {
  /** The one in which the appliance is administered. */
  applianceTenant(): Tenant | null;
  findTenant(id: string): Tenant | null;
  /** By name, then id; one more than the limit where there is more. */
  listTenants(of: { archived: boolean }, request: ListRequest): { rows: Tenant[]; total: number };
  listTenantNames(): { id: string; name: string }[];
  insertTenant(tx: Tx, tenant: Tenant): void;
  /** False when the tenant is no longer at `expectedEtag`. */
  updateTenant(tx: Tx, tenant: Tenant, expectedEtag: string): boolean;
  /** Every session of its people, and with them every token. */
  deleteSessionsOfTenant(tx: Tx, tenant: string): void;
}
