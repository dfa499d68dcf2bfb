import postgresql from '../../plugins/connectors/postgresql.ts';
import { caseTable } from './case-table.ts';
import { liveHouse } from './live.ts';
import { postgresHouse } from './postgresql.house.ts';

caseTable(liveHouse(postgresql) ?? postgresHouse);
