import airbyte from '../../plugins/connectors/airbyte.ts';
import { airbyteHouse } from './airbyte.house.ts';
import { caseTable } from './case-table.ts';
import { liveProgramHouse } from './live.ts';

caseTable(liveProgramHouse(airbyte, airbyteHouse) ?? airbyteHouse);
