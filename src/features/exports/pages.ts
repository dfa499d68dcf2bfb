import { Type } from '#sdk';
import type { Route } from '../../platform/http/route.ts';
import type { SentSteps } from '../analyses/index.ts';
import { stepsOf, type Workbench } from '../workbench/index.ts';
import { type ExportOptions, type ExportParts, exportLog } from './use-cases.ts';

const FILES: readonly { below: `.${string}`; what: string; options: Pick<ExportOptions, 'format' | 'gzip'> }[] = [
  { below: '.xes.gz', what: 'XES, packed', options: { format: 'xes', gzip: true } },
  { below: '.xes', what: 'XES', options: { format: 'xes', gzip: false } },
  { below: '.events.csv', what: 'CSV, a line per event', options: { format: 'csv', gzip: false } },
];

/** The events of the cases that the filters keep, as files beside the list of cases. */
export const exportPages = (parts: ExportParts, workbench: Workbench): Route[] =>
  FILES.map(({ below, what, options }) =>
    workbench.download({
      ...{ section: 'cases', below, query: Type.Object({}), permission: 'read:cases' },
      summary: `The event log that the filters keep, as ${what}.`,
      file: ({ call, dataset, state }) => {
        const asked = { datasetId: dataset.id, filters: stepsOf(state) as unknown as SentSteps };
        const how = { ...options, lifecycleEvents: false, guardFormulas: true };
        return exportLog(parts, call.actor, asked, how, call.signal);
      },
    }),
  );
