import graphql from '../../plugins/connectors/graphql.ts';
import { caseTable } from './case-table.ts';
import { graphqlHouse } from './graphql.house.ts';
import { liveHouse } from './live.ts';

const since = 'a list of a live interface is not asked for what is new, only queries of one’s own are';
const live = liveHouse(graphql, { missing: { ...graphqlHouse.missing, since } });

caseTable(live ?? graphqlHouse);
