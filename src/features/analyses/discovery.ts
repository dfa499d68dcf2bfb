import { invalid, type Static, Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { ALGORITHM_NAMES, discovererOf, PARAMS_TEXT } from './algorithms.ts';
import { CalendarChoice, Steps } from './model.ts';
import { type FoundModel, NO_SCORES, ScoreChoice, ScoreFields, scoresOf } from './model-scores.ts';
import { enough, readResult } from './page-text.ts';
import { type AnalysisParts, type Calculated, calculateIn, openView } from './use-cases.ts';

/** A whole map or model of many activities is a large document. */
const MAX_CHARS = 8 * 1_048_576;

const Question = {
  datasetId: Type.String(),
  algorithm: Type.String({
    default: 'dfg',
    maxLength: 100,
    description: `${ALGORITHM_NAMES.join(', ')}; or the id of its calculator`,
  }),
  params: Type.Object({}, { additionalProperties: true, default: {}, description: PARAMS_TEXT }),
  filters: Steps,
};
export const DiscoverProcess = Type.Object({
  ...Question,
  calendar: Type.Optional(CalendarChoice),
  scores: ScoreChoice,
});
const DiscoverModel = Type.Object(Question);

const Milliseconds = Type.Union([Type.Number(), Type.Null()]);
export const Durations = {
  ...{ meanMs: Milliseconds, medianMs: Milliseconds, minMs: Milliseconds, maxMs: Milliseconds },
};

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
    { description: 'Of the directly-follows graph, whatever the algorithm' },
  ),
  model: Type.Object(
    {
      kind: Type.String({
        description: 'dfg: activities and transitions are the model; net: a Petri net; declare: constraints',
      }),
    },
    {
      additionalProperties: true,
      description:
        'dfg: start, end and what is hidden. Else the result of the calculator: net, tree where there is one, constraints, and what else it tells',
    },
  ),
  ...ScoreFields,
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
  start: { activity: string; count: number }[];
  end: { activity: string; count: number }[];
  hidden: { activities: number; arcs: number };
}

/** Discovers a process. The name of an activity is its id: names are unique in a log. */
export async function discoverProcess(
  parts: AnalysisParts,
  actor: Actor,
  sent: Static<typeof DiscoverProcess>,
  signal: AbortSignal,
): Promise<Static<typeof DiscoveredProcess>> {
  const { scores, algorithm: name, params: given, ...asked } = sent;
  const view = openView(parts, actor, asked);
  const { algorithm, calculator, params } = discovererOf(parts.engine.calculators(), name, given);
  const { text, key } = await calculateIn(parts, actor, view, { id: calculator.id, params }, signal);
  if (algorithm === 'dfg') {
    const map = readMap(text, '/params/paths');
    const { start, end, hidden } = map;
    const model = { kind: 'dfg', start, end, hidden: { activities: hidden.activities, transitions: hidden.arcs } };
    return { processId: idOf(key), algorithm, ...graphOf(map), model, ...NO_SCORES };
  }
  const found = enough(readResult<FoundModel | null>(text, '/filters', 'This model', MAX_CHARS));
  const graph = await calculateIn(parts, actor, view, { id: 'process-map', params: { durations: false } }, signal);
  return {
    ...{
      processId: idOf(key),
      algorithm,
      ...graphOf(readMap(graph.text, '/filters')),
      model: { kind: found.net ? 'net' : algorithm, ...found },
    },
    ...(await scoresOf(parts, actor, view, scores, found, signal)),
  };
}

/** The model that an algorithm discovers, as its calculator tells it. A directly-follows graph is none. */
export async function discoverModel(
  parts: AnalysisParts,
  actor: Actor,
  { algorithm: name, params: given, ...asked }: Static<typeof DiscoverModel>,
  signal: AbortSignal,
): Promise<Calculated> {
  const view = openView(parts, actor, asked);
  const { algorithm, calculator, params } = discovererOf(parts.engine.calculators(), name, given);
  if (algorithm === 'dfg')
    invalid(
      'discovery.noModel',
      'A directly-follows graph is not a model that cases could be compared with. Choose another algorithm.',
      [{ pointer: '/discover/algorithm', message: 'not dfg' }],
    );
  const done = await calculateIn(parts, actor, view, { id: calculator.id, params }, signal);
  if (done.text === 'null') enough(null);
  return done;
}

const idOf = (key: string): string => key.slice(0, 32);
const readMap = (text: string, pointer: string): ProcessMap =>
  enough(readResult<ProcessMap | null>(text, pointer, 'This map', MAX_CHARS));

function graphOf(map: ProcessMap): Pick<Static<typeof DiscoveredProcess>, 'activities' | 'transitions'> {
  const steps = map.arcs.reduce((sum, arc) => sum + arc.count, 0);
  return {
    activities: map.nodes.map((n) => ({
      ...{ id: n.activity, name: n.activity, frequency: n.count, cases: n.cases, ...durationsOf(n) },
    })),
    transitions: map.arcs.map(({ from, to, ...arc }) => ({
      ...{ from, to, count: arc.count, frequency: arc.count / steps, cases: arc.cases, ...durationsOf(arc) },
    })),
  };
}

const durationsOf = ({ meanMs, medianMs, minMs, maxMs }: Part) => ({ meanMs, medianMs, minMs, maxMs });
