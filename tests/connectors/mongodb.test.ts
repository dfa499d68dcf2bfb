import mongodb from '../../plugins/connectors/mongodb.ts';
import { caseTable } from './case-table.ts';
import { liveHouse } from './live.ts';
import { mongodbHouse } from './mongodb.house.ts';

caseTable(liveHouse(mongodb, mongodbHouse) ?? mongodbHouse);
