import { defineTableConnector, sql, Type } from '#sdk';
import { openPostgres, type PostgresKind } from '../kit/postgres-session.ts';
import { sqlSettings } from '../kit/sql-settings.ts';
import { sqlSource } from '../kit/sql-source.ts';

/** Redshift speaks as PostgreSQL 8 did, and knows few of its settings. */
const KIND: PostgresKind = {
  title: 'Redshift',
  // What a cluster of one node allows; the whole answer lies at its leader already.
  fetchRows: 1_000,
  settings: [sql`set datestyle to iso`, sql`set timezone to 'UTC'`, sql`set extra_float_digits to 2`],
};

export default defineTableConnector({
  ...{ id: 'redshift', version: 1, title: 'Amazon Redshift', category: 'databases' },
  summary: 'Tables, external tables, views and queries of a Redshift cluster or workgroup, read by a cursor.',
  params: Type.Object(sqlSettings(5439)),
  examples: [],
  ...{ verifiedWith: null, queries: 'SQL', follows: 'column' },
  async open(settings, run) {
    return sqlSource({
      session: await openPostgres(run, settings, KIND),
      nameParts: 2,
      tables: sql`
        select table_schema, table_name,
          case table_type when 'VIEW' then 'view' when 'EXTERNAL TABLE' then 'external table' end
        from svv_tables where table_schema not in ('pg_catalog', 'information_schema', 'pg_internal', 'pg_auto_copy')
        order by 1, 2`,
      // Keys are said there, but not held: rows may be twice.
      keyOf: null,
      greeting: sql`
        select version()
        union all select 'signed in as ' || current_user || ', database ' || current_database()`,
    });
  },
});
