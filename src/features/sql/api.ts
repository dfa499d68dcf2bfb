import { Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { AskSql, SqlAnswer, SqlViews } from './model.ts';
import { runSql, type SqlParts, sqlViews } from './use-cases.ts';

const PATH = '/api/v1/analysis/sql';
const EXAMPLE_ID = '0199a3c2-7d10-7000-8000-000000000001';
const STATEMENT = 'select activity, count(*) as n from events group by activity order by n desc';

export const sqlRoutes = (parts: SqlParts): Route[] => [
  route({
    ...{ method: 'POST', path: PATH, permission: 'read:sql', tag: 'analysis', idempotent: false },
    summary: 'Runs one SELECT statement over the events and cases that filters keep.',
    body: AskSql,
    example: { body: { datasetId: EXAMPLE_ID, statement: STATEMENT, filters: [] } },
    response: SqlAnswer,
    handler: ({ actor, body, signal }) => runSql(parts, actor, body, signal),
  }),
  route({
    ...{ method: 'GET', path: PATH, permission: 'read:sql', tag: 'analysis' },
    summary: 'The tables that statements see, with their columns.',
    query: Type.Object({ datasetId: Type.String({ maxLength: 100, description: 'Id of the dataset' }) }),
    response: SqlViews,
    handler: ({ actor, query }) => ({
      views: sqlViews(parts, actor, query.datasetId).map(({ name, columns }) => ({ name, columns: [...columns] })),
    }),
  }),
];
