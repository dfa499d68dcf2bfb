import { join } from 'node:path';
import { type ColumnSpec, ident, joinSql, keyword, literal, type Sql, sql, wholeNumber } from '#sdk';
import { type Manifest, readManifest } from '../segments/manifest.ts';
import { archivedColumn, maskedColumn } from '../segments/masked-columns.ts';

/**
 * The archive of a version as one relation; segments carry the numbers they have in this version. Of masked columns it has what others
 * are shown, too.
 */
export function archiveRelation(version: string, manifest: Manifest = readManifest(version)): Sql {
  const types = { category: 'varchar', boolean: 'boolean', number: 'double', time: 'double', text: 'varchar' } as const;
  const parts = manifest.segments.map((ref, index) => {
    const archived = manifest.columns
      .filter((c) => !manifest.derived.includes(c.id))
      .flatMap((c) => (c.masked ? [c, maskedColumn(c)] : [c]));
    const absent = (c: ColumnSpec) => ref.missing?.includes(archivedColumn(c.id).needs) ?? false;
    const columns = [
      ...archived.filter((c) => !absent(c)).map(({ id }) => sql`${archivedColumn(id).value} as ${ident(id)}`),
      ...archived.filter(absent).map((c) => sql`null::${keyword(types[c.class])} as ${ident(c.id)}`),
    ];
    const file = literal(join(version, 'archive', `${ref.folder}.parquet`));
    const number = sql`${wholeNumber(index)}::usmallint`;
    return sql`select ${number} as segment, case_ix, event_ix, case_id, ${joinSql(columns, ', ')} from read_parquet(${file})`;
  });
  return joinSql(parts, ' union all ');
}
