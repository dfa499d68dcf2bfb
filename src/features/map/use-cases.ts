import { AppError } from '#sdk';
import type { Layout, MapGraph } from './layout/model.ts';
import type { Layouts } from './layout-thread.ts';
import { isDuration, type MapChoice, type MapResult, type ResultNode, type Selection } from './model.ts';
import { type Bin, type Panel, panelOf } from './panel.ts';
import { graphOf, type Shown, type ShownShares, showPart, suitableShares } from './shown.ts';
import { type Dots, type Tokens, tokensOf } from './tokens.ts';

/** Results of calculators over what the filters keep, and over everything. */
export interface Calculations {
  calculate<T>(calculator: string, params?: object): Promise<T>;
  calculateAll<T>(calculator: string, params?: object): Promise<T>;
}

export interface MapAsked {
  readonly choice: MapChoice;
  readonly selection: Selection | null;
  /** Whether any filter is at work. */
  readonly filtered: boolean;
  /** Cases that the filters keep. */
  readonly cases: number;
}

export interface MapFound {
  readonly result: MapResult;
  readonly shown: Shown;
  readonly graph: MapGraph;
  readonly layout: Layout;
  /** Places of the sliders, in per cent. */
  readonly shares: { readonly activities: number; readonly paths: number };
  readonly nodeTimes: ReadonlyMap<string, Times> | null;
  /** What the times of activities are. */
  readonly nodeTimesAre: 'service' | 'waiting';
  readonly panel: Panel | null;
}

type Times = Omit<ResultNode, 'activity' | 'count' | 'cases'>;

/**
 * The map of what the filters keep, at the places that it has in the map of everything, so that nothing jumps while filters
 * change. Null where every group of cases is too small to be shown.
 */
export async function findMap(
  layouts: Pick<Layouts, 'of'>,
  calculations: Calculations,
  { choice, selection, filtered, cases }: MapAsked,
): Promise<MapFound | null> {
  // Durations take three times as long as everything else; where nothing shows them, filters follow the mouse without.
  const params = { durations: isDuration(choice.metric) || selection !== null };
  const [all, result] = await Promise.all([
    calculations.calculateAll<MapResult | null>('process-map', params),
    filtered ? calculations.calculate<MapResult | null>('process-map', params) : null,
  ]);
  const kept = filtered ? result : all;
  if (!kept || kept.nodes.length === 0) return null;
  const suitable = suitableShares(all ?? kept);
  const shares = { activities: choice.activities ?? suitable.activities, paths: choice.paths ?? suitable.paths };
  const parts: ShownShares = { activities: shares.activities / 100, paths: shares.paths / 100 };
  const shown = showPart(kept, parts);
  const base = choice.rearranged || !filtered || !all ? shown : showPart(all, parts);
  const graph = graphOf(base, shown);
  const [layout, times, panel] = await Promise.all([
    layouts.of(graph),
    isDuration(choice.metric) ? findTimes(calculations, kept) : null,
    selection ? findPanel(calculations, kept, selection, cases) : null,
  ]);
  return {
    ...{ result: kept, shown, graph, layout, shares, panel },
    ...{ nodeTimes: times?.byActivity ?? null, nodeTimesAre: times?.are ?? 'service' },
  };
}

/** Service times where events have starts, else how long cases wait for an activity. */
async function findTimes({ calculate }: Calculations, { nodes }: MapResult) {
  if (nodes.some((node) => (node.maxMs ?? 0) > 0))
    return { are: 'service' as const, byActivity: new Map<string, Times>(nodes.map((node) => [node.activity, node])) };
  const waiting = await calculate<{ items: ResultNode[] } | null>('waiting-time');
  return {
    are: 'waiting' as const,
    byActivity: new Map<string, Times>(waiting?.items.map((item) => [item.activity, item])),
  };
}

async function findPanel(
  { calculate }: Calculations,
  result: MapResult,
  selection: Selection,
  cases: number,
): Promise<Panel> {
  const isThere = result.nodes.some(({ activity }) => activity === selection.activity);
  if (selection.next !== null || !isThere) return panelOf(result, selection, cases);
  const { activity } = selection;
  const [rework, waiting, before] = await Promise.all([
    calculate<{ items: { activity: string; casesWithRework: number }[] } | null>('rework'),
    calculate<{ items: ResultNode[] } | null>('waiting-time'),
    calculate<{ bins: Bin[] } | null>('time-before', { activity }),
  ]);
  const of = <T extends { activity: string }>(list: { items: T[] } | null) =>
    list?.items.find((item) => item.activity === activity);
  const waited = of(waiting);
  return panelOf(result, selection, cases, {
    repeatingCases: of(rework)?.casesWithRework ?? null,
    before: before && waited && before.bins.length > 0 ? { bins: before.bins, ...waited } : null,
  });
}

/** Events that a moving picture shows at most. */
const MOST_DOTS = 12_000;

/** A bounded sample of cases as tokens that move over the map. */
export async function findTokens(
  { calculate }: Calculations,
  { aligned, colour }: { aligned: boolean; colour: string | null },
): Promise<Tokens> {
  const params = { x: aligned ? 'relative' : 'absolute', sort: 'start', maxDots: MOST_DOTS };
  const [dots, coloured] = await Promise.all([
    calculate<Dots | null>('dotted-chart', params),
    colour === null ? null : calculate<Dots | null>('dotted-chart', { ...params, colour }),
  ]);
  if (!dots)
    throw new AppError(
      'forbidden',
      'map.noTokens',
      'Single cases may not be shown here, so they cannot move on the map.',
    );
  return tokensOf(dots, coloured?.dots.length === dots.dots.length ? coloured : null);
}
