import { caseTable } from './case-table.ts';
import { mysqlHouse } from './mysql.house.ts';

caseTable(mysqlHouse);
