import { caseTable } from './case-table.ts';
import { mongodbHouse } from './mongodb.house.ts';

caseTable(mongodbHouse);
