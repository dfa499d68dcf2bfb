import { hiddenColumns, sqlitePrivacyStore } from './features/privacy/index.ts';
import { sqliteRowPolicyStore, storedRowPolicy } from './features/row-policies/index.ts';
import type { RowPolicy } from './platform/access/row-policy.ts';
import type { Db } from './platform/db/index.ts';

/**
 * Which rows somebody sees of a dataset, and which columns nobody of a tenant.
 * @param showsPeople whatever tenants have decided: people of the demo's sample are made up
 */
export function visibilityWith(
  db: Db,
  showsPeople: boolean,
): {
  rowPolicy: RowPolicy;
  hiddenColumns: (tenant: string) => readonly string[];
} {
  const privacy = sqlitePrivacyStore(db);
  return {
    rowPolicy: storedRowPolicy(sqliteRowPolicyStore(db)),
    hiddenColumns: (tenant) => (showsPeople ? [] : hiddenColumns(privacy, tenant)),
  };
}
