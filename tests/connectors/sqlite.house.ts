import { Database } from 'bun:sqlite';
import { join } from 'node:path';
import sqlite from '../../plugins/connectors/sqlite.ts';
import { CHANGES, filePeer, NOT_OF_FILES, standardTables } from './database-files.ts';
import type { House } from './house.ts';
import { SourceHouse } from './source-house.ts';
import { ODD_TABLE } from './standard-table.ts';

export const sqliteHouse: House = {
  connector: sqlite,
  peer: 'a file of SQLite',
  needs: null,
  missing: NOT_OF_FILES,
  async start() {
    const house = new SourceHouse();
    const file = join(house.folder, 'erp.db');
    const run = (statements: readonly string[]) => {
      const database = new Database(file);
      for (const statement of statements) database.run(statement);
      database.close();
    };
    // SQLite keeps 38 digits in texts alone; a column may say what they are.
    run(
      standardTables({
        ...{ id: 'integer primary key', label: 'text', big: 'bigint', exact: 'decimal_text' },
        ...{ local_time: 'datetime', moment: 'datetime', flag: 'boolean' },
      }),
    );
    return {
      ...filePeer(house.folder, file),
      tables: { standard: 'adit_standard', steps: 'adit_steps', log: 'adit_log', odd: ODD_TABLE },
      change: async () => run(CHANGES),
      queries: {
        reads: "select step, case_id /* ; */ from adit_steps where step < 4 and ';' <> '' -- ;",
        writes: [
          'insert into adit_steps values (0)',
          'with gone as (select 1) delete from adit_steps',
          'select 1; drop table adit_steps',
          "attach '/etc/passwd' as p",
          'pragma writable_schema = on',
          'select 1) select 1; drop table adit_steps; select (1',
          '',
        ],
        sneaks: [
          "select load_extension('/tmp/never.so')",
          "select writefile('/tmp/never', 'x')",
          'select * from hidden.x',
        ],
      },
      end: async () => house.end(),
    };
  },
};
