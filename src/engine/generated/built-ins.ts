// Written by `bun run generate`; do not edit. Sorted by id; a test compares it with the folders.
import type { Calculator, ColumnEnrichment, Filter, Kernel, LogEdit, Transform } from '#sdk';
import filterBetweenActivities from '../../mining/filters/between-activities.ts';
import filterCaseAttribute from '../../mining/filters/case-attribute.ts';
import filterCaseDuration from '../../mining/filters/case-duration.ts';
import filterCaseLength from '../../mining/filters/case-length.ts';
import filterCaseList from '../../mining/filters/case-list.ts';
import filterConformsToModel from '../../mining/filters/conforms-to-model.ts';
import filterDeviation from '../../mining/filters/deviation.ts';
import filterDirectlyFollows from '../../mining/filters/directly-follows.ts';
import filterEndActivity from '../../mining/filters/end-activity.ts';
import filterEventAttribute from '../../mining/filters/event-attribute.ts';
import filterEventuallyFollows from '../../mining/filters/eventually-follows.ts';
import filterFitnessRange from '../../mining/filters/fitness-range.ts';
import filterFollowerWithin from '../../mining/filters/follower-within.ts';
import filterFourEyes from '../../mining/filters/four-eyes.ts';
import filterHandover from '../../mining/filters/handover.ts';
import filterHasActivity from '../../mining/filters/has-activity.ts';
import filterPattern from '../../mining/filters/pattern.ts';
import filterQualityFinding from '../../mining/filters/quality-finding.ts';
import filterRework from '../../mining/filters/rework.ts';
import filterRuleViolation from '../../mining/filters/rule-violation.ts';
import filterSameResource from '../../mining/filters/same-resource.ts';
import filterSample from '../../mining/filters/sample.ts';
import filterStartActivity from '../../mining/filters/start-activity.ts';
import filterTimeBetweenActivities from '../../mining/filters/time-between-activities.ts';
import filterTimePeriod from '../../mining/filters/time-period.ts';
import filterVariant from '../../mining/filters/variant.ts';
import filterVariantTop from '../../mining/filters/variant-top.ts';
import calculatorActivityDuration from '../../mining/calculators/activity-duration.ts';
import calculatorAlphaModel from '../../mining/calculators/alpha-model.ts';
import calculatorBatches from '../../mining/calculators/batches.ts';
import calculatorBottlenecks from '../../mining/calculators/bottlenecks.ts';
import calculatorBreakdown from '../../mining/calculators/breakdown.ts';
import calculatorCaseDetail from '../../mining/calculators/case-detail.ts';
import calculatorCaseDuration from '../../mining/calculators/case-duration.ts';
import calculatorCaseNeighbours from '../../mining/calculators/case-neighbours.ts';
import calculatorCaseTable from '../../mining/calculators/case-table.ts';
import calculatorCasesOverTime from '../../mining/calculators/cases-over-time.ts';
import calculatorColumnValues from '../../mining/calculators/column-values.ts';
import calculatorConceptDrift from '../../mining/calculators/concept-drift.ts';
import calculatorConformanceCounts from '../../mining/calculators/conformance-counts.ts';
import calculatorConformanceOverTime from '../../mining/calculators/conformance-over-time.ts';
import calculatorDataInformation from '../../mining/calculators/data-information.ts';
import calculatorDataQuality from '../../mining/calculators/data-quality.ts';
import calculatorDeclareConformance from '../../mining/calculators/declare-conformance.ts';
import calculatorDeclareModel from '../../mining/calculators/declare-model.ts';
import calculatorDeviations from '../../mining/calculators/deviations.ts';
import calculatorDifferenceMap from '../../mining/calculators/difference-map.ts';
import calculatorDottedChart from '../../mining/calculators/dotted-chart.ts';
import calculatorFitness from '../../mining/calculators/fitness.ts';
import calculatorFootprint from '../../mining/calculators/footprint.ts';
import calculatorHandoverNetwork from '../../mining/calculators/handover-network.ts';
import calculatorHeuristicsNet from '../../mining/calculators/heuristics-net.ts';
import calculatorInductiveModel from '../../mining/calculators/inductive-model.ts';
import calculatorLogSkeleton from '../../mining/calculators/log-skeleton.ts';
import calculatorLogSkeletonConformance from '../../mining/calculators/log-skeleton-conformance.ts';
import calculatorLogSummary from '../../mining/calculators/log-summary.ts';
import calculatorPerformanceSpectrum from '../../mining/calculators/performance-spectrum.ts';
import calculatorPrecisionAndGeneralisation from '../../mining/calculators/precision-and-generalisation.ts';
import calculatorProcessMap from '../../mining/calculators/process-map.ts';
import calculatorQueueLength from '../../mining/calculators/queue-length.ts';
import calculatorResourcePerformance from '../../mining/calculators/resource-performance.ts';
import calculatorResourceWorkload from '../../mining/calculators/resource-workload.ts';
import calculatorRework from '../../mining/calculators/rework.ts';
import calculatorRoles from '../../mining/calculators/roles.ts';
import calculatorRuleViolations from '../../mining/calculators/rule-violations.ts';
import calculatorSimilarResources from '../../mining/calculators/similar-resources.ts';
import calculatorSplitModel from '../../mining/calculators/split-model.ts';
import calculatorStartEndActivities from '../../mining/calculators/start-end-activities.ts';
import calculatorSubcontracting from '../../mining/calculators/subcontracting.ts';
import calculatorTemporalDeviations from '../../mining/calculators/temporal-deviations.ts';
import calculatorTimeBefore from '../../mining/calculators/time-before.ts';
import calculatorTriage from '../../mining/calculators/triage.ts';
import calculatorVariantClusters from '../../mining/calculators/variant-clusters.ts';
import calculatorVariantCoverage from '../../mining/calculators/variant-coverage.ts';
import calculatorVariantDna from '../../mining/calculators/variant-dna.ts';
import calculatorVariantList from '../../mining/calculators/variant-list.ts';
import calculatorVariants from '../../mining/calculators/variants.ts';
import calculatorWaitingTime from '../../mining/calculators/waiting-time.ts';
import calculatorWorkInProgress from '../../mining/calculators/work-in-progress.ts';
import calculatorWorkingTogether from '../../mining/calculators/working-together.ts';
import enrichmentEventCount from '../../mining/enrichments/event-count.ts';
import enrichmentStartActivity from '../../mining/enrichments/start-activity.ts';
import transformComputedField from '../../mining/transforms/computed-field.ts';
import transformConvertType from '../../mining/transforms/convert-type.ts';
import transformDeduplicate from '../../mining/transforms/deduplicate.ts';
import transformEntityMatch from '../../mining/transforms/entity-match.ts';
import transformFillMissing from '../../mining/transforms/fill-missing.ts';
import transformFilterRows from '../../mining/transforms/filter-rows.ts';
import transformFormatDate from '../../mining/transforms/format-date.ts';
import transformGroup from '../../mining/transforms/group.ts';
import transformJoin from '../../mining/transforms/join.ts';
import transformLookup from '../../mining/transforms/lookup.ts';
import transformMask from '../../mining/transforms/mask.ts';
import transformParseJson from '../../mining/transforms/parse-json.ts';
import transformPivot from '../../mining/transforms/pivot.ts';
import transformRename from '../../mining/transforms/rename.ts';
import transformSelect from '../../mining/transforms/select.ts';
import transformSort from '../../mining/transforms/sort.ts';
import transformSplitRows from '../../mining/transforms/split-rows.ts';
import transformToEvents from '../../mining/transforms/to-events.ts';
import transformUnion from '../../mining/transforms/union.ts';
import transformUnpivot from '../../mining/transforms/unpivot.ts';
import { activityOccurrences } from '../../mining/kernels/activity-occurrences.ts';
import { arcMedianPass } from '../../mining/kernels/arc-medians.ts';
import { nodeMedianPass } from '../../mining/kernels/arc-medians.ts';
import { caseDots } from '../../mining/kernels/case-dots.ts';
import { drawCases } from '../../mining/kernels/case-dots.ts';
import { caseDurations } from '../../mining/kernels/case-durations.ts';
import { caseFingerprints } from '../../mining/kernels/case-fingerprints.ts';
import { idsOf } from '../../mining/kernels/case-fingerprints.ts';
import { caseNeighbours } from '../../mining/kernels/case-neighbours.ts';
import { casePage } from '../../mining/kernels/case-page.ts';
import { caseTimes } from '../../mining/kernels/case-periods.ts';
import { caseTickets } from '../../mining/kernels/case-tickets.ts';
import { caseTimesBetween } from '../../mining/kernels/case-times-between.ts';
import { columnProfile } from '../../mining/kernels/column-profile.ts';
import { dfg } from '../../mining/kernels/dfg.ts';
import { caseStartCells } from '../../mining/kernels/drift-blocks.ts';
import { driftBlocks } from '../../mining/kernels/drift-blocks.ts';
import { eventsPerPeriod } from '../../mining/kernels/events-per-period.ts';
import { fullHours } from '../../mining/kernels/full-hours.ts';
import { idsAmong } from '../../mining/kernels/ids-among.ts';
import { instancesBetween } from '../../mining/kernels/instance-slices.ts';
import { startCells } from '../../mining/kernels/instance-slices.ts';
import { keyPrints } from '../../mining/kernels/key-prints.ts';
import { logCounts } from '../../mining/kernels/log-counts.ts';
import { pairBins } from '../../mining/kernels/pair-bins.ts';
import { drawLines } from '../../mining/kernels/pair-lines.ts';
import { pairLines } from '../../mining/kernels/pair-lines.ts';
import { pairDeviations } from '../../mining/kernels/pair-times.ts';
import { pairSpread } from '../../mining/kernels/pair-times.ts';
import { pairTimes } from '../../mining/kernels/pair-times.ts';
import { instanceVariants } from '../../mining/kernels/picked-pairs.ts';
import { pivotCells } from '../../mining/kernels/pivot-cells.ts';
import { keyCounts } from '../../mining/kernels/pivot-keys.ts';
import { casesAmong } from '../../mining/kernels/quality-marks.ts';
import { qualityMarks } from '../../mining/kernels/quality-marks.ts';
import { resourceActivities } from '../../mining/kernels/resource-activities.ts';
import { resourceChanges } from '../../mining/kernels/resource-changes.ts';
import { resourceCounts } from '../../mining/kernels/resource-counts.ts';
import { resourceBetween } from '../../mining/kernels/resource-pairs.ts';
import { resourceHandovers } from '../../mining/kernels/resource-pairs.ts';
import { resourcesTogether } from '../../mining/kernels/resource-pairs.ts';
import { resourcePeriods } from '../../mining/kernels/resource-periods.ts';
import { resourceSpells } from '../../mining/kernels/resource-spells.ts';
import { rulePeriods } from '../../mining/kernels/rule-periods.ts';
import { ruleTotals } from '../../mining/kernels/rule-totals.ts';
import { variants } from '../../mining/kernels/variants.ts';
import { waitingArcs } from '../../mining/kernels/waiting-arcs.ts';

export const filters: readonly Filter[] = [
  filterBetweenActivities,
  filterCaseAttribute,
  filterCaseDuration,
  filterCaseLength,
  filterCaseList,
  filterConformsToModel,
  filterDeviation,
  filterDirectlyFollows,
  filterEndActivity,
  filterEventAttribute,
  filterEventuallyFollows,
  filterFitnessRange,
  filterFollowerWithin,
  filterFourEyes,
  filterHandover,
  filterHasActivity,
  filterPattern,
  filterQualityFinding,
  filterRework,
  filterRuleViolation,
  filterSameResource,
  filterSample,
  filterStartActivity,
  filterTimeBetweenActivities,
  filterTimePeriod,
  filterVariant,
  filterVariantTop,
];

export const calculators: readonly Calculator[] = [
  calculatorActivityDuration,
  calculatorAlphaModel,
  calculatorBatches,
  calculatorBottlenecks,
  calculatorBreakdown,
  calculatorCaseDetail,
  calculatorCaseDuration,
  calculatorCaseNeighbours,
  calculatorCaseTable,
  calculatorCasesOverTime,
  calculatorColumnValues,
  calculatorConceptDrift,
  calculatorConformanceCounts,
  calculatorConformanceOverTime,
  calculatorDataInformation,
  calculatorDataQuality,
  calculatorDeclareConformance,
  calculatorDeclareModel,
  calculatorDeviations,
  calculatorDifferenceMap,
  calculatorDottedChart,
  calculatorFitness,
  calculatorFootprint,
  calculatorHandoverNetwork,
  calculatorHeuristicsNet,
  calculatorInductiveModel,
  calculatorLogSkeleton,
  calculatorLogSkeletonConformance,
  calculatorLogSummary,
  calculatorPerformanceSpectrum,
  calculatorPrecisionAndGeneralisation,
  calculatorProcessMap,
  calculatorQueueLength,
  calculatorResourcePerformance,
  calculatorResourceWorkload,
  calculatorRework,
  calculatorRoles,
  calculatorRuleViolations,
  calculatorSimilarResources,
  calculatorSplitModel,
  calculatorStartEndActivities,
  calculatorSubcontracting,
  calculatorTemporalDeviations,
  calculatorTimeBefore,
  calculatorTriage,
  calculatorVariantClusters,
  calculatorVariantCoverage,
  calculatorVariantDna,
  calculatorVariantList,
  calculatorVariants,
  calculatorWaitingTime,
  calculatorWorkInProgress,
  calculatorWorkingTogether,
];

export const enrichments: readonly (ColumnEnrichment | LogEdit)[] = [
  enrichmentEventCount,
  enrichmentStartActivity,
];

export const transforms: readonly Transform[] = [
  transformComputedField,
  transformConvertType,
  transformDeduplicate,
  transformEntityMatch,
  transformFillMissing,
  transformFilterRows,
  transformFormatDate,
  transformGroup,
  transformJoin,
  transformLookup,
  transformMask,
  transformParseJson,
  transformPivot,
  transformRename,
  transformSelect,
  transformSort,
  transformSplitRows,
  transformToEvents,
  transformUnion,
  transformUnpivot,
];

// biome-ignore lint/suspicious/noExplicitAny: kernels of any parameter and partial
export const kernels: readonly Kernel<any, any>[] = [
  activityOccurrences,
  arcMedianPass,
  nodeMedianPass,
  caseDots,
  drawCases,
  caseDurations,
  caseFingerprints,
  idsOf,
  caseNeighbours,
  casePage,
  caseTimes,
  caseTickets,
  caseTimesBetween,
  columnProfile,
  dfg,
  caseStartCells,
  driftBlocks,
  eventsPerPeriod,
  fullHours,
  idsAmong,
  instancesBetween,
  startCells,
  keyPrints,
  logCounts,
  pairBins,
  drawLines,
  pairLines,
  pairDeviations,
  pairSpread,
  pairTimes,
  instanceVariants,
  pivotCells,
  keyCounts,
  casesAmong,
  qualityMarks,
  resourceActivities,
  resourceChanges,
  resourceCounts,
  resourceBetween,
  resourceHandovers,
  resourcesTogether,
  resourcePeriods,
  resourceSpells,
  rulePeriods,
  ruleTotals,
  variants,
  waitingArcs,
];
