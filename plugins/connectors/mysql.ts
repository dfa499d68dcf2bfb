import { defineTableConnector, hexLiteral, sql, Type } from '#sdk';
import { openMysql } from '../kit/mysql-session.ts';
import { sqlSettings } from '../kit/sql-settings.ts';
import { sqlSource } from '../kit/sql-source.ts';

/** What the server sorts in another order than it compares with a text, or not exactly. */
const NO_KEY = sql`('binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob', 'bit', 'enum', 'set', 'float', 'double')`;

export default defineTableConnector({
  ...{ id: 'mysql', version: 1, title: 'MySQL and MariaDB', category: 'databases' },
  summary: 'Tables, views and queries of a MySQL or MariaDB server, read as they come.',
  params: Type.Object(sqlSettings(3306)),
  examples: [],
  ...{ verifiedWith: 'MariaDB 10.11', queries: 'SQL', follows: 'column' },
  async open(settings, run) {
    return sqlSource({
      session: await openMysql(run, settings),
      nameParts: 2,
      syntax: { backslashes: true },
      tables: sql`
        select table_schema, table_name,
          case when table_type like '%VIEW' then 'view' when table_rows is not null then concat('about ', table_rows, ' rows') end
        from information_schema.tables
        where table_schema not in ('information_schema', 'performance_schema', 'mysql', 'sys') and table_type <> 'SEQUENCE'
        order by 1, 2`,
      keyOf: ([schema, table]) => sql`
        select s.column_name from information_schema.statistics s join (
          select i.index_name from information_schema.statistics i join information_schema.columns c
            on c.table_schema = i.table_schema and c.table_name = i.table_name and c.column_name = i.column_name
          where i.table_schema = ${hexLiteral(schema!)} and i.table_name = ${hexLiteral(table!)} and i.non_unique = 0
          group by i.index_name
          having max(c.is_nullable = 'YES') = 0 and max(i.sub_part is not null) = 0 and max(c.data_type in ${NO_KEY}) = 0
            and count(*) = max(i.seq_in_index)
          order by i.index_name <> 'PRIMARY', count(*), i.index_name limit 1) k on k.index_name = s.index_name
        where s.table_schema = ${hexLiteral(schema!)} and s.table_name = ${hexLiteral(table!)}
        order by s.seq_in_index`,
      greeting: sql`
        select concat(case when version() like '%Maria%' then 'MariaDB ' else 'MySQL ' end, version())
        union all select concat('signed in as ', current_user(), ', database ', coalesce(database(), 'none'))`,
    });
  },
});
