import kafka from '../../plugins/connectors/kafka.ts';
import { caseTable } from './case-table.ts';
import { kafkaHouse } from './kafka.house.ts';
import { liveHouse } from './live.ts';

caseTable(liveHouse(kafka, kafkaHouse) ?? kafkaHouse);
