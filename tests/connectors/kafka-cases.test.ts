import { caseTable } from './case-table.ts';
import { kafkaHouse } from './kafka.house.ts';

caseTable(kafkaHouse);
