import oracle, { oracleWith } from '../../plugins/connectors/oracle.ts';
import { simulatedTables } from './simulated-tables.ts';
import { aloneHouse, standInHouse } from './stand-in/house.ts';
import { standInOracledb } from './stand-in/oracledb.ts';

/** Oracle's catalogue, as far as the connector asks it. */
const CATALOGUE = [
  `create view all_objects as
    select schema_name as owner, table_name as object_name, 'TABLE' as object_type, 'N' as secondary from duckdb_tables()
    union all select schema_name, view_name, 'VIEW', 'N' from duckdb_views() where not internal`,
  `create view all_users as select schema_name as username, case when schema_name = 'sales' then 'N' else 'Y' end as oracle_maintained
    from duckdb_schemas() where database_name = current_database()`,
  `create view all_constraints as select schema_name as owner, table_name, constraint_name, 'P' as constraint_type, 'ENABLED' as status
    from duckdb_constraints() where constraint_type = 'PRIMARY KEY'`,
  `create view all_cons_columns as select schema_name as owner, constraint_name, unnest(constraint_column_names) as column_name,
    generate_subscripts(constraint_column_names, 1) as position from duckdb_constraints() where constraint_type = 'PRIMARY KEY'`,
  `create view v_version as select 'Oracle Database (a stand-in)' as banner, 1 as rownum`,
  'create table dual as select 1 as dummy',
  'create macro sys_context(area, name) as name',
];

/** Times as texts, which the database behind reads with all their digits only where it is told to. */
const translated = (statement: string): string =>
  /^set transaction/.test(statement)
    ? ''
    : statement
        .replaceAll('v$version', 'v_version')
        .replaceAll(/timestamp ('[^']*[+-]\d\d:?\d\d')/g, 'cast($1 as timestamptz)')
        .replaceAll(/timestamp ('[^']*')/g, 'cast($1 as timestamp_ns)');

export const oracleHouse = standInHouse({
  connector: oracleWith(standInOracledb),
  nulls: 'last',
  statements: [...simulatedTables({ localTime: 'timestamp_ns', moment: 'timestamptz', flag: 'boolean' }), ...CATALOGUE],
  translated,
  settings: { service: 'ERP' },
  missing: { names: 'names hold no double quotes in Oracle' },
  holds: (column, row) => (column === 'label' && row.label === '' ? null : row[column]),
});

export const oracleAlone = aloneHouse(oracle, { service: 'ERP' });
