import odata from '../../plugins/connectors/odata.ts';
import { caseTable } from './case-table.ts';
import { liveHouse } from './live.ts';
import { odataHouse } from './odata.house.ts';

caseTable(liveHouse(odata) ?? odataHouse);
