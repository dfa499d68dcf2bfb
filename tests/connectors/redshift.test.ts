import redshift from '../../plugins/connectors/redshift.ts';
import { caseTable } from './case-table.ts';
import { liveHouse } from './live.ts';
import { redshiftHouse } from './redshift.house.ts';

caseTable(liveHouse(redshift) ?? redshiftHouse);
