import { caseTable } from './case-table.ts';
import { restHouse } from './rest.house.ts';

caseTable(restHouse);
