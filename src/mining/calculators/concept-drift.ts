import { CaseSupport, Choice, defineCalculator, type Log, Nullable, type Run, type Static, Type } from '#sdk';
import { Work } from '../discovery/work.ts';
import { caseTimes } from '../kernels/case-periods.ts';
import { caseStartCells, cellStartMs, type DriftParams, driftBlocks } from '../kernels/drift-blocks.ts';
import { waitingArcs } from '../kernels/waiting-arcs.ts';
import { byBytes, byteRanks } from '../log/byte-order.ts';
import { type Changed, type DriftPoint, findDrift } from '../performance/find-drift.ts';
import { type PairTable, pairTable } from '../predicates/pair-table.ts';

/** Most blocks, and fewest cases in one. */
const BLOCKS = 200;
const BLOCK_CASES = 10;
/** Pairs of activities that are looked at. */
const PAIRS = 2000;

const params = Type.Object({
  significance: Type.Number({
    default: 0.01,
    exclusiveMinimum: 0,
    maximum: 0.2,
    description: 'Most probability of finding a change in a process that does not change',
  }),
  minDifference: Type.Number({
    default: 0.1,
    minimum: 0,
    maximum: 1,
    description: 'Least difference of the shares of cases, before and after, that counts as a change',
  }),
  limit: Type.Integer({ default: 20, minimum: 1, maximum: 1000, description: 'Most relations to list at each change' }),
});

const KINDS = ['occurs', 'repeats', 'starts', 'ends'] as const;
const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const result = Type.Object({
  cases: CaseSupport('Cases of the view whose begin is known'),
  blocks: Type.Integer({
    description: 'Blocks of cases, in the order of their begin, between which changes are sought',
  }),
  significance: Type.Number(),
  points: Type.Array(
    Type.Object({
      at: Type.String({ description: 'Instant from which cases begin to go otherwise, ISO 8601 UTC' }),
      casesBefore: Type.Integer({ description: 'Cases between the change before, or the first case, and this one' }),
      casesAfter: Type.Integer({ description: 'Cases from this change to the next, or the last case' }),
      support: CaseSupport('The smaller of the two'),
      pValue: Share(
        'Probability of such a difference in a process that does not change, corrected for all that was tested',
      ),
      changed: Type.Integer({ description: 'Relations that differ significantly before and after' }),
      relations: Type.Array(
        Type.Object({
          kind: Choice(KINDS, {
            description:
              'occurs: the second activity directly follows the first; repeats: more than once in a case; starts, ends: cases begin or end with the activity',
          }),
          from: Nullable(Type.String({ description: 'Null where the case begins' })),
          to: Nullable(Type.String({ description: 'Null where the case ends' })),
          shareBefore: Share('Share of the cases before that show it'),
          shareAfter: Share('Share of the cases after'),
          support: CaseSupport('Cases that show it on the side where fewer do; on the other, where none does'),
          pValue: Share('Corrected for all relations that were tested at this change'),
        }),
        { description: 'Most significant first' },
      ),
    }),
    { description: 'Changes, in the order of time' },
  ),
});

/**
 * When a process began to be done otherwise. Cases, in the order in which they begin, are cut into blocks; for every
 * relation (one activity directly follows another, once or more often, begins or ends the case) the share of the cases
 * that show it is compared between windows before and after each block: the feature-based way of Bose, van der Aalst,
 * Žliobaitė and Pechenizkiy (Handling concept drift in process mining, CAiSE 2011; Dealing with concept drifts in process
 * mining, IEEE TNNLS 25, 2014) with windows that grow as in Martjushev, Bose and van der Aalst (BIR 2015). The test is
 * Fisher's exact one, since relations may be rare; p-values are corrected for all relations, places and windows.
 *
 * A case belongs to the time of its begin. Cases that are still open when the log ends look as if the process had changed:
 * leave them out by the filter end-activity. Seasons are changes too.
 */
export default defineCalculator({
  id: 'concept-drift',
  version: 1,
  title: 'Concept drift',
  summary: 'Finds the times at which cases began to go otherwise, and what changed.',
  category: 'time',
  params,
  result,
  view: 'concept-drift',
  examples: [{ title: 'Six orders are too few to see any change', params: {}, expect: { cases: 6, points: [] } }],
  async compute(log, p, run) {
    const { firstStart, lastStart } = await run.reduce(caseTimes, null);
    const found = { cases: 0, blocks: 0, significance: p.significance, points: [] };
    if (!(firstStart <= lastStart)) return found;
    const stretch = { from: firstStart, to: lastStart };
    const counts = await run.reduce(caseStartCells, stretch);
    const cases = counts.reduce((sum, n) => sum + n, 0);
    const { blockOf, blocks, firstCell } = blocksOf(counts, cases);
    const pairs = await pairsOf(log, run, cases);
    run.progress(0.3);
    const asked: DriftParams = { stretch, blockOf, blocks, pairs, activities: log.activities };
    const rules = { alpha: p.significance, least: p.minDifference };
    const points = await findDrift(await run.reduce(driftBlocks, asked), rules, new Work(run));
    const named = namesOf(log, pairs);
    return {
      ...{ ...found, cases, blocks },
      points: points.map((point) => ({
        at: new Date(cellStartMs(firstCell[point.block]!, stretch)).toISOString(),
        casesBefore: point.casesBefore,
        casesAfter: point.casesAfter,
        support: Math.min(point.casesBefore, point.casesAfter),
        pValue: Math.exp(point.logP),
        changed: point.changed.length,
        relations: relationsOf(point, named).slice(0, p.limit),
      })),
    };
  },
});

/** Cells joined into blocks of about as many cases each; cases that begin in one cell stay together. */
function blocksOf(counts: Float64Array, cases: number) {
  const most = Math.max(BLOCK_CASES, Math.ceil(cases / BLOCKS));
  const blockOf = new Uint16Array(counts.length);
  const firstCell = [0];
  let held = 0;
  counts.forEach((count, cell) => {
    if (held >= most && count > 0) {
      firstCell.push(cell);
      held = 0;
    }
    blockOf[cell] = firstCell.length - 1;
    held += count;
  });
  return { blockOf, blocks: firstCell.length, firstCell };
}

/** The pairs of which most is to be learnt: shown by many cases, and not shown by many. Ties by names. */
async function pairsOf(log: Log, run: Run, cases: number): Promise<PairTable> {
  const { keys, cases: shown } = await run.reduce(waitingArcs, null);
  const ranks = byteRanks(log.activityNames);
  const pairs = Array.from(keys, (key, i) => ({
    ...{ from: key >>> 16, to: key & 0xffff },
    weight: Math.min(shown[i]!, cases - shown[i]!),
    repeated: shown[i]!,
  }));
  pairs.sort(
    (a, b) =>
      b.weight - a.weight || b.repeated - a.repeated || ranks[a.from]! - ranks[b.from]! || ranks[a.to]! - ranks[b.to]!,
  );
  return pairTable(
    pairs.slice(0, PAIRS).map(({ from, to }) => [from, to] as const),
    log.activities,
  );
}

type Relation = Static<typeof result>['points'][number]['relations'][number];
type Named = (feature: number) => Pick<Relation, 'kind' | 'from' | 'to'>;

/** What a feature is, in names. */
function namesOf(log: Log, { row, cell, width, pairs }: PairTable): Named {
  const ends: [from: string, to: string][] = [];
  for (let from = 0; from < width; from++)
    for (let to = 0; row[from] !== 0 && to < width; to++) {
      const pair = cell[row[from]! * width + to]!;
      if (pair > 0) ends[pair - 1] = [log.activityNames[from]!, log.activityNames[to]!];
    }
  return (feature) => {
    if (feature < 2 * pairs) {
      const [from, to] = ends[feature % pairs]!;
      return { kind: feature < pairs ? 'occurs' : 'repeats', from, to };
    }
    const at = feature - 2 * pairs;
    const activity = log.activityNames[at % width]!;
    return at < width ? { kind: 'starts', from: null, to: activity } : { kind: 'ends', from: activity, to: null };
  };
}

function relationsOf({ changed, casesBefore, casesAfter }: DriftPoint, named: Named): Relation[] {
  const relations = changed.map((change: Changed) => ({
    ...{ logP: change.logP, ...named(change.feature) },
    shareBefore: change.before / casesBefore,
    shareAfter: change.after / casesAfter,
    support:
      change.before === 0 || change.after === 0 ? change.before + change.after : Math.min(change.before, change.after),
    pValue: Math.exp(change.logP),
  }));
  relations.sort(
    (a, b) =>
      a.logP - b.logP ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      byBytes(a.from ?? '', b.from ?? '') ||
      byBytes(a.to ?? '', b.to ?? ''),
  );
  return relations.map(({ logP: _, ...relation }) => relation);
}
