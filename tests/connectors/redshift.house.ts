import redshift from '../../plugins/connectors/redshift.ts';
import type { House } from './house.ts';
import { postgresHouse } from './postgresql.house.ts';

/** What the connector asks of Redshift's catalogue, as PostgreSQL can answer it. */
const CATALOGUE = `
  \\connect erp
  create view public.svv_tables as select table_catalog, table_schema, table_name, table_type from information_schema.tables;
  grant select on public.svv_tables to reader;`;

export const redshiftHouse: House = {
  ...postgresHouse,
  connector: redshift,
  peer: 'PostgreSQL of Debian in its place',
  missing: {
    resume: 'keys are not held by Redshift, so only a column that grows has places to go on from',
  },
  start: () => postgresHouse.start(CATALOGUE),
};
