import { hashOf } from '../../engine/canonical.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn } from '../../platform/access/guard.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { ProvenanceLog, StepDone } from '../../platform/provenance/index.ts';
import type { Analyses, LogView, SentSteps } from '../analyses/index.ts';
import { type Dataset, type Datasets, scopeOfDataset } from '../datasets/index.ts';

export interface ExportOptions {
  readonly format: 'xes' | 'csv';
  readonly gzip: boolean;
  /** XES: each event that has a start time as two, of the transitions start and complete. */
  readonly lifecycleEvents: boolean;
  /** CSV: texts that a spreadsheet would run get an apostrophe. */
  readonly guardFormulas: boolean;
}

/** A log under the name that it is saved by. */
export interface LogFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: ReadableStream<Uint8Array>;
}

/** What writes logs: in another process, as fast as they are taken. */
export interface LogExporter {
  export(view: LogView, name: string, options: ExportOptions, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

export interface ExportParts {
  readonly exporter: LogExporter;
  readonly openDataset: Datasets['openDataset'];
  readonly openView: Analyses['openView'];
  readonly changes: Changes;
  readonly provenance: ProvenanceLog;
}

const causeOf = (actor: Actor, { tenant, id }: Dataset) => ({
  ...{ tenant, dataset: id },
  user: actor.kind === 'user' || actor.kind === 'service' ? actor.id : null,
});

/** Filters name values of the data: the step has their hash. */
const exported = ({ version, steps, policy }: LogView, options: ExportOptions): StepDone => ({
  ...{ step: 'export', inputs: [{ kind: 'version', hash: version.hash, number: version.number }], output: null },
  parameters: {
    ...options,
    ...{ filters: steps.length === 0 ? null : hashOf(steps), narrowed: policy.length > 0 },
  },
});

const TYPES = { xes: 'application/xml; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const;

/**
 * The events that filters keep, as far as this person may see them, as a file. Single cases leave the appliance by it: that
 * needs `read:cases`, and is audited before the first byte goes out.
 */
export async function exportLog(
  parts: ExportParts,
  actor: Actor,
  asked: { datasetId: string; filters: SentSteps },
  options: ExportOptions,
  signal: AbortSignal,
): Promise<LogFile> {
  const { exporter, openDataset, openView, changes } = parts;
  const { dataset } = openDataset(actor, asked.datasetId);
  guardIn(actor, 'read:cases', scopeOfDataset(dataset));
  const view = openView(actor, asked);
  const content = await exporter.export(view, dataset.name, options, signal);
  try {
    changes.make(actor, (change) => {
      const after = { ...options, version: view.version.number, filters: view.steps, narrowed: view.policy.length > 0 };
      parts.provenance.record(change.tx, causeOf(actor, dataset), exported(view, options));
      change.record({ action: 'dataset.export', kind: 'dataset', id: dataset.id, after });
    });
  } catch (error) {
    await content.cancel();
    throw error;
  }
  const { format, gzip } = options;
  return {
    name: `${dataset.name}.${format}${gzip ? '.gz' : ''}`,
    contentType: gzip ? 'application/gzip' : TYPES[format],
    content,
  };
}
