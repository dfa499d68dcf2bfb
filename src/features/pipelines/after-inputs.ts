import { systemActor } from '../../platform/access/actor.ts';
import type { Delivery } from '../../platform/events/index.ts';
import type { PipelineParts } from './parts.ts';
import { askForRun } from './runs.ts';
import { record } from './use-cases.ts';

/** Runs the pipelines that read a dataset after it has new data, in the name of who published them. */
export const runAfterInputs =
  (parts: PipelineParts) =>
  ({ event, tenant }: Delivery): void => {
    if (event.event_type !== 'data.ingested' || tenant === null) return;
    const { store, changes } = parts;
    const { dataset } = event.payload as { dataset: string };
    for (const pipeline of store.runningAfterInputs(tenant)) {
      const version = store.findVersion(tenant, pipeline.id, pipeline.published!)!;
      const reads = version.document.inputs.some((input) => input.dataset === dataset);
      // Of itself it would run without an end.
      if (!reads || version.document.output?.dataset === dataset) continue;
      changes.make({ ...systemActor('import', tenant), requestId: event.correlation_id }, (change) => {
        const asked = { version: version.number, user: pipeline.publishedBy!, cause: 'inputs' } as const;
        const run = askForRun(parts, change.tx, pipeline, asked, event.correlation_id);
        record(change, pipeline, { action: 'pipeline.run', after: { version: version.number, run: run.id, dataset } });
      });
    }
  };
