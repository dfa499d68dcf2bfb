import { Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { ChangePreset, CreatePreset, PresetView, presentPreset } from './model.ts';
import { changePreset, createPreset, deletePreset, getPreset, listPresets, type PresetParts } from './use-cases.ts';

const tag = 'filters';
const PATH = '/api/v1/analysis/filters/presets';
const Query = Type.Composite([
  Type.Object({ datasetId: Type.String({ description: 'The dataset that the filters are for' }) }),
  ListQuery,
]);
const EXAMPLE = {
  ...{ name: 'Slow web orders', description: 'For the weekly meeting', visibility: 'workspace' },
  filters: [
    { id: 'case-attribute', params: { attribute: 'case:channel', values: ['web'] } },
    { id: 'case-duration', params: { minMs: 604_800_000 } },
  ],
};

export const presetRoutes = (parts: PresetParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: 'read:analyses', tag },
    summary:
      'Your presets of a dataset and those that are shared there, by name. What no longer fits the data says why.',
    query: Query,
    response: ListOf(PresetView),
    handler: ({ actor, query }) => {
      const list = listPresets(parts, actor, query.datasetId, listRequest(query));
      return { ...list, items: list.items.map(presentPreset) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission: 'write:presets', tag },
    summary: 'Keeps filters under a name.',
    body: CreatePreset,
    response: PresetView,
    success: 'created',
    example: { body: { datasetId: '0199a3c2-7d10-7000-8000-000000000001', ...EXAMPLE } },
    handler: ({ actor, body, reply }) => {
      const preset = createPreset(parts, actor, body);
      reply.etag = preset.etag;
      reply.location = `${PATH}/${preset.id}`;
      return presentPreset(preset);
    },
  }),
  ...itemRoutes(parts),
];

const itemRoutes = (parts: PresetParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission: 'read:analyses', tag },
    summary: 'One preset.',
    response: PresetView,
    handler: ({ actor, params, reply }) => {
      const preset = getPreset(parts, actor, params.id!);
      reply.etag = preset.etag;
      return presentPreset(preset);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission: 'write:presets', tag, needsIfMatch: true },
    summary: 'Changes a preset of your own.',
    body: ChangePreset,
    response: PresetView,
    example: { body: EXAMPLE },
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const preset = changePreset(parts, actor, params.id!, ifMatch, body);
      reply.etag = preset.etag;
      return presentPreset(preset);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission: 'write:presets', tag, needsIfMatch: true },
    summary: 'Deletes a preset of your own.',
    handler: ({ actor, params, ifMatch }) => {
      deletePreset(parts, actor, params.id!, ifMatch);
      return undefined;
    },
  }),
];
