import hana, { hanaWith } from '../../plugins/connectors/sap-hana.ts';
import { simulatedTables } from './simulated-tables.ts';
import { standInHdb } from './stand-in/hdb.ts';
import { aloneHouse, standInHouse } from './stand-in/house.ts';

/** HANA's catalogue, as far as the connector asks it. */
const CATALOGUE = [
  'create schema sys',
  `create view sys.tables as select schema_name, table_name, 'FALSE' as is_system_table from duckdb_tables()`,
  `create view sys.views as select upper(schema_name) as schema_name, view_name from duckdb_views()
    where schema_name = 'sys' union all select schema_name, view_name from duckdb_views() where schema_name = 'sales'`,
  `create view sys.constraints as select schema_name, table_name, unnest(constraint_column_names) as column_name,
    generate_subscripts(constraint_column_names, 1) as position, 'TRUE' as is_primary_key
    from duckdb_constraints() where constraint_type = 'PRIMARY KEY'`,
  `create view sys.m_database as select '0.0 (a stand-in)' as version`,
  'create table dummy as select 1 as dummy',
  'create macro hextobin(digits) as unhex(digits)',
];

/** Times as texts, which the database behind reads with all their digits only where it is told to. */
const translated = (statement: string): string =>
  /^set transaction/.test(statement) ? '' : statement.replaceAll(/timestamp ('[^']*')/g, 'cast($1 as timestamp_ns)');

export const hanaHouse = standInHouse({
  connector: hanaWith(standInHdb),
  nulls: 'first',
  statements: [
    ...simulatedTables({
      ...{ localTime: 'timestamp_ns', moment: 'timestamp_ns', flag: 'boolean' },
      written: (column, text) => (column === 'moment' ? text.replace(/Z'$/, "'") : null),
    }),
    ...CATALOGUE,
  ],
  translated,
  // HANA knows no zone: moments are kept in UTC, and come without one.
  holds: (column, row) => (column === 'moment' ? (row.moment?.replace(/Z$/, '') ?? null) : row[column]),
});

export const hanaAlone = aloneHouse(hana);
