import clickhouse from '../../plugins/connectors/clickhouse.ts';
import { caseTable } from './case-table.ts';
import { clickhouseHouse } from './clickhouse.house.ts';
import { liveHouse } from './live.ts';

caseTable(liveHouse(clickhouse) ?? clickhouseHouse);
