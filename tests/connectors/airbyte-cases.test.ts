import { airbyteHouse } from './airbyte.house.ts';
import { caseTable } from './case-table.ts';

caseTable(airbyteHouse);
