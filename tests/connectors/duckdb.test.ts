import { caseTable } from './case-table.ts';
import { duckdbHouse } from './duckdb.house.ts';

caseTable(duckdbHouse);
