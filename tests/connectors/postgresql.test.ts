import { caseTable } from './case-table.ts';
import { postgresHouse } from './postgresql.house.ts';

caseTable(postgresHouse);
