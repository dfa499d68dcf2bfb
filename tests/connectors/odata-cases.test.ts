import { caseTable } from './case-table.ts';
import { odataHouse } from './odata.house.ts';

caseTable(odataHouse);
