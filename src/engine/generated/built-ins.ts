// Written by `bun run generate`; do not edit. Sorted by id; a test compares it with the folders.
import type { Calculator, ColumnEnrichment, Filter, Kernel, LogEdit } from '#sdk';
import filterHasActivity from '../../mining/filters/has-activity.ts';
import { logCounts } from '../../mining/kernels/log-counts.ts';

export const filters: readonly Filter[] = [
  filterHasActivity,
];

export const calculators: readonly Calculator[] = [];

export const enrichments: readonly (ColumnEnrichment | LogEdit)[] = [];

// biome-ignore lint/suspicious/noExplicitAny: kernels of any parameter and partial
export const kernels: readonly Kernel<any, any>[] = [
  logCounts,
];
