import { Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { presentStep, StepView } from './model.ts';
import { openLineageEvents } from './open-lineage.ts';
import { type Lineage, type LineageParts, lineageOf } from './use-cases.ts';

const permission = 'read:datasets';
const tag = 'datasets';
const PATH = '/api/v1/projects/:id/datasets/:ds/lineage';

/** Of the dataset of a path, which must lie in the project of the path. */
function lineageIn(parts: LineageParts, actor: Actor, params: Readonly<Record<string, string>>): Lineage {
  const lineage = lineageOf(parts, actor, params.ds!);
  return lineage.dataset.project === params.id ? lineage : notFound('dataset');
}

export const lineageRoutes = (parts: LineageParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'How the data of a dataset came to be: every step from its files to its versions, and exports.',
    response: Type.Object({ items: Type.Array(StepView) }),
    handler: ({ actor, params }) => ({ items: lineageIn(parts, actor, params).steps.map(presentStep) }),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/open-lineage`, permission, tag },
    summary: 'The same as RunEvents of OpenLineage, for catalogues that gather lineage.',
    response: Type.Object({
      events: Type.Array(Type.Record(Type.String(), Type.Unknown()), { description: 'RunEvents of OpenLineage 2-0-2' }),
    }),
    handler: ({ actor, params }) => {
      const { dataset, steps } = lineageIn(parts, actor, params);
      return { events: openLineageEvents(dataset, steps) };
    },
  }),
];
