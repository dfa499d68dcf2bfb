import { defineTableConnector, sql, Type } from '#sdk';
import { openClickhouse } from '../kit/clickhouse-session.ts';
import { sqlSettings } from '../kit/sql-settings.ts';
import { sqlSource } from '../kit/sql-source.ts';

export default defineTableConnector({
  ...{ id: 'clickhouse', version: 1, title: 'ClickHouse', category: 'databases' },
  summary: 'Tables, views and queries of a ClickHouse server, read by HTTP as they come.',
  params: Type.Object(sqlSettings(8443)),
  examples: [],
  ...{ verifiedWith: 'ClickHouse 18.16', queries: 'SQL', follows: 'column' },
  async open(settings, run) {
    return sqlSource({
      session: await openClickhouse(run, settings),
      nameParts: 2,
      syntax: { backslashes: true },
      tables: sql`
        select database, name, if(engine like '%View', 'view', engine) from system.tables
        where database not in ('system', 'INFORMATION_SCHEMA', 'information_schema') and name not like '.inner%'
        order by database, name`,
      // The columns that a table is sorted by do not tell its rows apart.
      keyOf: null,
      greeting: sql`
        select arrayJoin([concat('ClickHouse ', version()), concat('database ', currentDatabase())])`,
    });
  },
});
