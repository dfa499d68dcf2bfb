import { defineTableConnector, literal, sql, Type } from '#sdk';
import { openPostgres, type PostgresKind } from '../kit/postgres-session.ts';
import { sqlSettings } from '../kit/sql-settings.ts';
import { sqlSource } from '../kit/sql-source.ts';

const KIND: PostgresKind = {
  title: 'PostgreSQL',
  fetchRows: 10_000,
  settings: [
    sql`set session characteristics as transaction read only`,
    sql`set datestyle to iso`,
    sql`set intervalstyle to iso_8601`,
    sql`set timezone to 'UTC'`,
    sql`set standard_conforming_strings to on`,
    sql`set extra_float_digits to 3`,
    // All of a result is read, so a plan that is quick for the first rows helps nobody.
    sql`set cursor_tuple_fraction to 1`,
    // From 14 on a server looks by itself whether somebody is still there.
    sql`select set_config('client_connection_check_interval', '2s', false) where current_setting('server_version_num')::int >= 140000`,
  ],
};

export default defineTableConnector({
  ...{ id: 'postgresql', version: 1, title: 'PostgreSQL', category: 'databases' },
  summary: 'Tables, views and queries of a PostgreSQL database, read by a cursor.',
  params: Type.Object(sqlSettings(5432)),
  examples: [],
  ...{ verifiedWith: 'PostgreSQL 15', queries: 'SQL', follows: 'column' },
  async open(settings, run) {
    return sqlSource({
      session: await openPostgres(run, settings, KIND),
      nameParts: 2,
      tables: sql`
        select n.nspname, c.relname,
          case when c.relkind in ('v', 'm') then 'view' when c.relkind = 'f' then 'foreign table'
            when c.reltuples >= 0 then 'about ' || c.reltuples::bigint || ' rows' end
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
          and n.nspname !~ '^pg_temp_' and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
        order by 1, 2`,
      keyOf: ([schema, table]) => sql`
        select a.attname from (
          select i.indrelid, i.indkey::int2[] as places, i.indnkeyatts as width from pg_catalog.pg_index i
            join pg_catalog.pg_class c on c.oid = i.indrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
          where n.nspname = ${literal(schema!)} and c.relname = ${literal(table!)} and i.indisunique and i.indisvalid
            and i.indpred is null and i.indexprs is null
            and not exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid
              and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1]) and not a.attnotnull)
          order by i.indisprimary desc, i.indnkeyatts, i.indexrelid limit 1) k
          cross join lateral generate_series(0, k.width - 1) place
          join pg_catalog.pg_attribute a on a.attrelid = k.indrelid and a.attnum = k.places[place]
        order by place`,
      greeting: sql`
        select split_part(version(), ' on ', 1)
        union all select 'signed in as ' || current_user || ', database ' || current_database()`,
    });
  },
});
