import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { ColumnValues, DatasetDescription, ValuesQuery } from './model.ts';
import { type ColumnParts, describeDataset, listColumnValues } from './use-cases.ts';

const tag = 'datasets';
const PATH = '/api/v1/projects/:id/datasets/:ds';

/** The dataset of a path, which must lie in the project of the path. */
function idIn(parts: ColumnParts, actor: Actor, params: Readonly<Record<string, string>>): string {
  const { dataset } = parts.openDataset(actor, params.ds!);
  return dataset.project === params.id ? dataset.id : notFound('dataset');
}

export const columnRoutes = (parts: ColumnParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/columns`, permission: 'read:analyses', tag },
    summary: 'What a dataset holds: its span, and each column with its extremes and most frequent values.',
    response: DatasetDescription,
    handler: ({ actor, params, signal }) => describeDataset(parts, actor, idIn(parts, actor, params), signal),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/values`, permission: 'read:analyses', tag },
    summary: 'Values of a column that hold a text, with the number of cases of each: for choosing one.',
    query: ValuesQuery,
    response: ColumnValues,
    handler: ({ actor, params, query, signal }) =>
      listColumnValues(parts, actor, idIn(parts, actor, params), query, signal),
  }),
];
