import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import duckdb from '../../plugins/connectors/duckdb.ts';
import { filePeer, NOT_OF_FILES, standardTables } from './database-files.ts';
import type { House } from './house.ts';
import { SourceHouse } from './source-house.ts';
import { ODD_TABLE, quotedName } from './standard-table.ts';

export const duckdbHouse: House = {
  connector: duckdb,
  peer: 'a file of DuckDB',
  needs: null,
  missing: {
    ...NOT_OF_FILES,
    'schema-change': 'nobody can write to a file of DuckDB while another program has it open',
  },
  async start() {
    const house = new SourceHouse();
    const file = join(house.folder, 'erp.duckdb');
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    const tables = standardTables({
      ...{ id: 'integer primary key', label: 'text', big: 'bigint', exact: 'decimal(38, 4)' },
      ...{ local_time: 'timestamp', moment: 'timestamptz', flag: 'boolean' },
    });
    for (const statement of tables) await connection.run(statement);
    connection.closeSync();
    instance.closeSync();
    return {
      ...filePeer(house.folder, file),
      tables: {
        ...{ standard: 'adit_standard', steps: 'adit_steps', log: 'adit_log' },
        odd: quotedName(ODD_TABLE),
      },
      queries: {
        reads: "select step, case_id /* ; */ from adit_steps where step < 4 and ';' <> '' -- ;",
        writes: [
          'insert into adit_steps values (0)',
          'select 1; drop table adit_steps',
          "copy adit_steps to '/tmp/never.csv'",
          "attach '/tmp/never.duckdb' as x",
          'select 1) a; drop table adit_steps; select * from (select 1',
          "set memory_limit = '1GB'",
          '',
        ],
        sneaks: ["select * from read_csv('/etc/passwd')", "select * from '/etc/passwd'", "select getenv('HOME')"],
      },
      end: async () => house.end(),
    };
  },
};
