import { defineTableConnector, literal, sql, Type } from '#sdk';
import type { OracleDriver } from '../kit/oracle-driver.ts';
import { openOracle } from '../kit/oracle-session.ts';
import { CERTIFICATE_NAME } from '../kit/server-settings.ts';
import { sqlSettings } from '../kit/sql-settings.ts';
import { sqlSource } from '../kit/sql-source.ts';

const { database: _, ...settings } = sqlSettings(1521);

/** With the driver, or with another in its place. */
export const oracleWith = (driver?: OracleDriver) =>
  defineTableConnector({
    ...{ id: 'oracle', version: 1, title: 'Oracle Database', category: 'databases' },
    summary:
      'Tables, views and queries of an Oracle database from 12.1 on, read by a cursor in one read-only transaction.',
    params: Type.Object({
      ...settings,
      service: Type.String({
        minLength: 1,
        maxLength: 128,
        description: 'Name of the service, such as ERP or FREEPDB1',
      }),
      certificateName: CERTIFICATE_NAME,
    }),
    examples: [],
    ...{ verifiedWith: null, queries: 'SQL', follows: 'column' },
    async open(params, run) {
      return sqlSource({
        session: await openOracle(run, params, driver),
        nameParts: 2,
        tables: sql`
          select o.owner, o.object_name, case when o.object_type = 'VIEW' then 'view' end
          from all_objects o join all_users u on u.username = o.owner
          where o.object_type in ('TABLE', 'VIEW') and u.oracle_maintained = 'N' and o.secondary = 'N'
          order by o.owner, o.object_name`,
        keyOf: ([owner, table]) => sql`
          select k.column_name from all_constraints c
            join all_cons_columns k on k.owner = c.owner and k.constraint_name = c.constraint_name
          where c.owner = ${literal(owner!)} and c.table_name = ${literal(table!)} and c.constraint_type = 'P' and c.status = 'ENABLED'
          order by k.position`,
        greeting: sql`
          select banner from v$version where rownum = 1
          union all select 'signed in as ' || sys_context('userenv', 'session_user') || ', container '
            || sys_context('userenv', 'con_name') from dual`,
      });
    },
  });

export default oracleWith();
