import { AppError, type Static, Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { Asked } from './ask-by-query.ts';
import { CalendarChoice, Steps } from './model.ts';
import { readResult } from './page-text.ts';
import { type AnalysisParts, calculate, openView } from './use-cases.ts';

/** What can be discovered so far; the other algorithms come with the models. */
const ALGORITHMS: readonly string[] = ['dfg'];
/** A whole map of many activities is a large document. */
const MAX_MAP_CHARS = 8 * 1_048_576;
const NO_SCORE = { value: null, method: 'none computed for a directly-follows graph' };

const Share = (of: string) =>
  Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1,
    description: `Share of the ${of} to show, the most frequent first`,
  });

export const DiscoverProcess = Type.Object({
  datasetId: Type.String(),
  algorithm: Type.String({ default: 'dfg', maxLength: 100, description: `One of: ${ALGORITHMS.join(', ')}` }),
  params: Type.Object(
    {
      activities: Share('activities'),
      paths: Share('paths'),
      durations: Type.Boolean({ default: true, description: 'Compute durations too; without them they are null' }),
    },
    { default: {} },
  ),
  filters: Steps,
  calendar: Type.Optional(CalendarChoice),
});

const Milliseconds = Type.Union([Type.Number(), Type.Null()]);
const Durations = { meanMs: Milliseconds, medianMs: Milliseconds, minMs: Milliseconds, maxMs: Milliseconds };
const Score = Type.Object({ value: Type.Union([Type.Number(), Type.Null()]), method: Type.String() });
const End = Type.Array(Type.Object({ activity: Type.String(), count: Type.Integer() }));

export const DiscoveredProcess = Type.Object({
  processId: Type.String({ description: 'Equal questions about equal data have equal ids' }),
  algorithm: Type.String(),
  activities: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      frequency: Type.Integer({ description: 'Occurrences' }),
      cases: Type.Integer(),
      ...Durations,
    }),
  ),
  transitions: Type.Array(
    Type.Object({
      from: Type.String({ description: 'Id of an activity' }),
      to: Type.String({ description: 'Id of an activity' }),
      count: Type.Integer({ description: 'How often the one directly follows the other' }),
      frequency: Type.Number({ description: 'Share of the counts of all transitions in this answer' }),
      cases: Type.Integer(),
      ...Durations,
    }),
  ),
  model: Type.Object({
    kind: Type.String({ description: 'dfg: activities and transitions are the model' }),
    start: End,
    end: End,
    hidden: Type.Object(
      { activities: Type.Integer(), transitions: Type.Integer() },
      { description: 'Left out by the shares' },
    ),
  }),
  fitness: Score,
  precision: Score,
  generalization: Score,
  simplicity: Score,
});

interface Part {
  count: number;
  cases: number;
  meanMs: number | null;
  medianMs: number | null;
  minMs: number | null;
  maxMs: number | null;
}
interface ProcessMap {
  nodes: (Part & { activity: string })[];
  arcs: (Part & { from: string; to: string })[];
  start: Static<typeof End>;
  end: Static<typeof End>;
  hidden: { activities: number; arcs: number };
}

/** Discovers a process. The name of an activity is its id: names are unique in a log. */
export async function discoverProcess(
  parts: AnalysisParts,
  actor: Actor,
  sent: Static<typeof DiscoverProcess>,
  signal: AbortSignal,
): Promise<Static<typeof DiscoveredProcess>> {
  const { algorithm, params, ...asked } = sent;
  openView(parts, actor, asked);
  if (!ALGORITHMS.includes(algorithm)) unknownAlgorithm();
  const { activities: activityShare, paths: pathShare, durations } = params;
  const question = { ...asked, id: 'process-map', params: { activityShare, pathShare, durations } };
  const { text, key } = await calculate(parts, actor, question, signal);
  const map = readResult<ProcessMap>(text, '/params/paths', 'This map', MAX_MAP_CHARS);
  const steps = map.arcs.reduce((sum, arc) => sum + arc.count, 0);
  return {
    ...{ processId: key.slice(0, 32), algorithm },
    activities: map.nodes.map((n) => ({
      ...{ id: n.activity, name: n.activity, frequency: n.count, cases: n.cases, ...durationsOf(n) },
    })),
    transitions: map.arcs.map(({ from, to, ...arc }) => ({
      ...{ from, to, count: arc.count, frequency: arc.count / steps, cases: arc.cases, ...durationsOf(arc) },
    })),
    model: {
      ...{ kind: 'dfg', start: map.start, end: map.end },
      hidden: { activities: map.hidden.activities, transitions: map.hidden.arcs },
    },
    ...{ fitness: NO_SCORE, precision: NO_SCORE, generalization: NO_SCORE, simplicity: NO_SCORE },
  };
}

const durationsOf = ({ meanMs, medianMs, minMs, maxMs }: Part) => ({ meanMs, medianMs, minMs, maxMs });

function unknownAlgorithm(): never {
  throw new AppError(
    'invalid',
    'discovery.notAvailable',
    `This algorithm is not available yet. Available: ${ALGORITHMS.join(', ')}.`,
    [{ pointer: '/algorithm', message: `one of: ${ALGORITHMS.join(', ')}` }],
  );
}

export const Variant = Type.Object({
  id: Type.String({ description: 'Of the sequence of activities: the same in every dataset' }),
  activities: Type.Array(Type.String()),
  count: Type.Integer({ description: 'Cases' }),
  share: Type.Number({ description: 'Of the cases that the filters keep' }),
  ...Durations,
});

export interface WantedVariants {
  readonly limit: number;
  readonly offset: number;
  readonly sort: 'count' | 'mean' | 'length';
  readonly durations: boolean;
}

interface Variants {
  total: number;
  cases: number;
  items: Static<typeof Variant>[];
}

export async function listVariants(
  parts: AnalysisParts,
  actor: Actor,
  asked: Asked,
  wanted: WantedVariants,
  signal: AbortSignal,
): Promise<Variants> {
  const { text } = await calculate(parts, actor, { ...asked, id: 'variants', params: { ...wanted } }, signal);
  return readResult<Variants>(text, '/limit', 'A page of these variants');
}

/** One variant by its id. One that too few cases took is not there for those who see groups only. */
export async function getVariant(
  parts: AnalysisParts,
  actor: Actor,
  asked: Asked,
  id: string,
  signal: AbortSignal,
): Promise<Static<typeof Variant>> {
  openView(parts, actor, asked);
  if (!/^[0-9a-f]{32}$/.test(id)) notFound('variant');
  const { text } = await calculate(parts, actor, { ...asked, id: 'variants', params: { id } }, signal);
  return readResult<Variants>(text, '/id', 'This variant').items[0] ?? notFound('variant');
}
