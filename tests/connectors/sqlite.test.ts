import { caseTable } from './case-table.ts';
import { sqliteHouse } from './sqlite.house.ts';

caseTable(sqliteHouse);
