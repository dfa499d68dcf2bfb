import { ident, sql } from '#sdk';
import type { Tx } from './db.ts';

/**
 * Deletes the rows that are declared to go with a row of this table (`on delete cascade`), where the row itself stays without its name
 * and so the database cannot do it.
 * @param column of the children, in which they name it
 */
export function removeChildren(
  tx: Tx,
  table: string,
  column: string,
  { tenant, id }: { readonly tenant: string; readonly id: string },
): void {
  const children = tx.all<{ name: string }>(sql`select m.name from sqlite_master m, pragma_foreign_key_list(m.name) f
    where m.type = 'table' and f."table" = ${table} and f."from" = ${column} and f.on_delete = 'CASCADE'
    order by m.name`);
  for (const { name } of children)
    tx.run(sql`delete from ${ident(name)} where tenant_id = ${tenant} and ${ident(column)} = ${id}`);
}
