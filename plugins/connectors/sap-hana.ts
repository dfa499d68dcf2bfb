import { defineTableConnector, literal, sql, Type } from '#sdk';
import type { HanaDriver } from '../kit/hana-driver.ts';
import { openHana } from '../kit/hana-session.ts';
import { CERTIFICATE_NAME } from '../kit/server-settings.ts';
import { sqlSettings } from '../kit/sql-settings.ts';
import { sqlSource } from '../kit/sql-source.ts';

const { database: _, statementMinutes: __, ...settings } = sqlSettings(30_015);

/** With the driver, or with another in its place. */
export const hanaWith = (driver?: HanaDriver) =>
  defineTableConnector({
    ...{ id: 'sap-hana', version: 1, title: 'SAP HANA', category: 'databases' },
    summary:
      'Tables, views, calculation views and queries of a SAP HANA database, read as a stream in read-only transactions.',
    params: Type.Object({
      ...settings,
      certificateName: CERTIFICATE_NAME,
    }),
    examples: [],
    ...{ verifiedWith: null, queries: 'SQL', follows: 'column' },
    async open(params, run) {
      return sqlSource({
        session: await openHana(run, params, driver),
        nameParts: 2,
        tables: sql`
          select schema_name, table_name, null from sys.tables where is_system_table = 'FALSE' and schema_name not like '|_SYS%' escape '|'
          union all select schema_name, view_name, 'view' from sys.views
            where schema_name <> 'SYS' and (schema_name not like '|_SYS%' escape '|' or schema_name = '_SYS_BIC')
          order by 1, 2`,
        keyOf: ([schema, table]) => sql`
          select column_name from sys.constraints
          where schema_name = ${literal(schema!)} and table_name = ${literal(table!)} and is_primary_key = 'TRUE'
          order by position`,
        greeting: sql`
          select 'SAP HANA ' || version from sys.m_database
          union all select 'signed in as ' || current_user from dummy`,
      });
    },
  });

export default hanaWith();
