// Written by `bun run generate`; do not edit. Sorted by id; a test compares it with the folders.
import type { Calculator, ColumnEnrichment, Filter, Kernel, LogEdit } from '#sdk';
import filterBetweenActivities from '../../mining/filters/between-activities.ts';
import filterCaseAttribute from '../../mining/filters/case-attribute.ts';
import filterCaseDuration from '../../mining/filters/case-duration.ts';
import filterCaseLength from '../../mining/filters/case-length.ts';
import filterDirectlyFollows from '../../mining/filters/directly-follows.ts';
import filterEndActivity from '../../mining/filters/end-activity.ts';
import filterEventAttribute from '../../mining/filters/event-attribute.ts';
import filterEventuallyFollows from '../../mining/filters/eventually-follows.ts';
import filterHasActivity from '../../mining/filters/has-activity.ts';
import filterRework from '../../mining/filters/rework.ts';
import filterSample from '../../mining/filters/sample.ts';
import filterStartActivity from '../../mining/filters/start-activity.ts';
import filterTimePeriod from '../../mining/filters/time-period.ts';
import filterVariant from '../../mining/filters/variant.ts';
import calculatorCaseDuration from '../../mining/calculators/case-duration.ts';
import { activityOccurrences } from '../../mining/kernels/activity-occurrences.ts';
import { caseDurations } from '../../mining/kernels/case-durations.ts';
import { caseTickets } from '../../mining/kernels/case-tickets.ts';
import { dfg } from '../../mining/kernels/dfg.ts';
import { logCounts } from '../../mining/kernels/log-counts.ts';

export const filters: readonly Filter[] = [
  filterBetweenActivities,
  filterCaseAttribute,
  filterCaseDuration,
  filterCaseLength,
  filterDirectlyFollows,
  filterEndActivity,
  filterEventAttribute,
  filterEventuallyFollows,
  filterHasActivity,
  filterRework,
  filterSample,
  filterStartActivity,
  filterTimePeriod,
  filterVariant,
];

export const calculators: readonly Calculator[] = [
  calculatorCaseDuration,
];

export const enrichments: readonly (ColumnEnrichment | LogEdit)[] = [];

// biome-ignore lint/suspicious/noExplicitAny: kernels of any parameter and partial
export const kernels: readonly Kernel<any, any>[] = [
  activityOccurrences,
  caseDurations,
  caseTickets,
  dfg,
  logCounts,
];
