import rest from '../../plugins/connectors/rest.ts';
import { caseTable } from './case-table.ts';
import { liveHouse } from './live.ts';
import { restHouse } from './rest.house.ts';

caseTable(liveHouse(rest, restHouse) ?? restHouse);
