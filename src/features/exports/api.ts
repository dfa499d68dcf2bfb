import { Choice, Type } from '#sdk';
import { notFound } from '../../platform/access/guard.ts';
import { fileRoute, type Route } from '../../platform/http/route.ts';
import { askedBy, ViewQuery } from '../analyses/index.ts';
import { type ExportParts, exportLog } from './use-cases.ts';

const ExportQuery = Type.Object({
  format: Choice(['xes', 'csv'], { default: 'xes', description: 'XES (IEEE 1849) or CSV, a line per event' }),
  gzip: Type.Boolean({ default: true, description: 'Packed, as .xes.gz or .csv.gz' }),
  filters: ViewQuery.properties.filters,
  lifecycleEvents: Type.Boolean({
    default: false,
    description: 'XES: each event that has a start time as two, of the transitions start and complete',
  }),
  guardFormulas: Type.Boolean({
    default: true,
    description: 'CSV: an apostrophe before texts that a spreadsheet would run as a formula',
  }),
});

export const exportRoutes = (parts: ExportParts): Route[] => [
  fileRoute({
    ...{ path: '/api/v1/projects/:id/datasets/:ds/export', permission: 'read:cases', tag: 'datasets' },
    summary: 'The event log of a dataset, or what filters keep of it, as a file.',
    query: ExportQuery,
    file: ['application/gzip', 'application/xml', 'text/csv'],
    handler: ({ actor, params, query, signal }) => {
      const { dataset } = parts.openDataset(actor, params.ds!);
      if (dataset.project !== params.id) return notFound('dataset');
      const { filters, ...options } = query;
      const asked = askedBy({ datasetId: dataset.id, ...(filters === undefined ? {} : { filters }) });
      return exportLog(parts, actor, asked, options, signal);
    },
  }),
];
