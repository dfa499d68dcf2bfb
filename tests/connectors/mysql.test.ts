import mysql from '../../plugins/connectors/mysql.ts';
import { caseTable } from './case-table.ts';
import { liveHouse } from './live.ts';
import { mysqlHouse } from './mysql.house.ts';

caseTable(liveHouse(mysql) ?? mysqlHouse);
