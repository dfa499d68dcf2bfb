// Written by `bun run generate`; do not edit. Sorted by id; a test compares it with the folder.
import type { QualityCheck } from '../check.ts';
import constantColumns from '../checks/constant-columns.ts';
import duplicateCases from '../checks/duplicate-cases.ts';
import duplicateEvents from '../checks/duplicate-events.ts';
import duplicateKeys from '../checks/duplicate-keys.ts';
import durationOutliers from '../checks/duration-outliers.ts';
import earlyTimes from '../checks/early-times.ts';
import encodingDamage from '../checks/encoding-damage.ts';
import epochTimes from '../checks/epoch-times.ts';
import equalTimes from '../checks/equal-times.ts';
import eventCountOutliers from '../checks/event-count-outliers.ts';
import futureTimes from '../checks/future-times.ts';
import midnightTimes from '../checks/midnight-times.ts';
import missingActivities from '../checks/missing-activities.ts';
import missingCaseIds from '../checks/missing-case-ids.ts';
import missingResources from '../checks/missing-resources.ts';
import missingTimes from '../checks/missing-times.ts';
import missingValues from '../checks/missing-values.ts';
import nearEqualLabels from '../checks/near-equal-labels.ts';
import outOfOrder from '../checks/out-of-order.ts';
import placeholderValues from '../checks/placeholder-values.ts';
import refusedRows from '../checks/refused-rows.ts';
import roundHours from '../checks/round-hours.ts';
import ruleAllowedValues from '../checks/rule-allowed-values.ts';
import ruleMatchesPattern from '../checks/rule-matches-pattern.ts';
import ruleNotNull from '../checks/rule-not-null.ts';
import ruleRefersTo from '../checks/rule-refers-to.ts';
import ruleUniqueKey from '../checks/rule-unique-key.ts';
import ruleWithinRange from '../checks/rule-within-range.ts';
import singleEventCases from '../checks/single-event-cases.ts';
import startAfterEnd from '../checks/start-after-end.ts';
import uniqueColumns from '../checks/unique-columns.ts';
import unknownActivities from '../checks/unknown-activities.ts';
import valueOutliers from '../checks/value-outliers.ts';
import volumeDrops from '../checks/volume-drops.ts';

// biome-ignore lint/suspicious/noExplicitAny: checks of any parameters and context
export const checks: readonly QualityCheck<any, any>[] = [
  constantColumns,
  duplicateCases,
  duplicateEvents,
  duplicateKeys,
  durationOutliers,
  earlyTimes,
  encodingDamage,
  epochTimes,
  equalTimes,
  eventCountOutliers,
  futureTimes,
  midnightTimes,
  missingActivities,
  missingCaseIds,
  missingResources,
  missingTimes,
  missingValues,
  nearEqualLabels,
  outOfOrder,
  placeholderValues,
  refusedRows,
  roundHours,
  ruleAllowedValues,
  ruleMatchesPattern,
  ruleNotNull,
  ruleRefersTo,
  ruleUniqueKey,
  ruleWithinRange,
  singleEventCases,
  startAfterEnd,
  uniqueColumns,
  unknownActivities,
  valueOutliers,
  volumeDrops,
];
