import { Choice, type Static, Type } from '#sdk';
import type { PageRoute } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { stepsOf, type Work, type Workbench } from '../workbench/index.ts';
import type { Layouts } from './layout-thread.ts';
import { legendOf } from './legend.ts';
import { isDuration, type MapChoice, METRICS, SCALES, type Selection } from './model.ts';
import { presentPanel } from './panel-view.ts';
import { type Picture, pictureOf } from './picture.ts';
import { findMap, findTokens, type MapFound } from './use-cases.ts';

const PerCent = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description }));
const Name = (description: string) => Type.Optional(Type.String({ maxLength: 4000, description }));

const MapQuery = Type.Object({
  metric: Type.Optional(Choice(METRICS, { description: 'What colours and labels show' })),
  scale: Type.Optional(Choice(SCALES, { description: 'How values become classes of colour' })),
  a: PerCent('Share of the activities that is shown'),
  p: PerCent('Share of the paths that is shown'),
  arrange: Type.Optional(Choice(['shown'], { description: 'Lays out only what is shown' })),
  act: Name('The selected activity'),
  next: Name('With it, the path from the selected activity to this one'),
  live: Type.Optional(Choice(['1'], { description: 'Leaves the drawing to the script' })),
  play: Type.Optional(
    Choice(['time', 'start'], { description: 'Cases that move: in real time, or all from one start' }),
  ),
  colour: Name('Attribute that colours moving cases'),
});
type Query = Static<typeof MapQuery>;

export const mapPage = (workbench: Workbench, layouts: Layouts): PageRoute =>
  workbench.page({
    section: 'map',
    title: 'Map',
    summary: 'The process map of a dataset: activities and the paths between them, by frequency or by time.',
    query: MapQuery,
    view: '@map/map',
    model: async (work: Work<Query>) => {
      const choice = choiceOf(work.query);
      const selection = selectionOf(work.query);
      const asked = { choice, selection, filtered: stepsOf(work.state).length > 0, cases: work.kept.cases };
      const found = await findMap(layouts, work, asked);
      const controls = { ...controlsOf(work, choice), live: work.query.live === '1' };
      if (!found) return { ...controls, map: null };
      const picture = paint(work, found, choice, selection);
      const tokens =
        work.query.play && work.mayReadCases
          ? await findTokens(work, { aligned: work.query.play === 'start', colour: work.query.colour ?? null })
          : null;
      return { ...controls, ...presentMap(work, found, picture, choice, selection), tokens };
    },
  });

const choiceOf = (query: Query): MapChoice => ({
  ...{ metric: query.metric ?? 'count', scale: query.scale ?? 'auto' },
  ...{ activities: query.a ?? null, paths: query.p ?? null, rearranged: query.arrange !== undefined },
});

const selectionOf = ({ act, next }: Query): Selection | null =>
  act === undefined ? null : { activity: act, next: next ?? null };

/** Parameters that say what is selected or how a request is answered, not which map it is. */
const PASSING = { act: undefined, next: undefined, live: undefined, play: undefined, colour: undefined };

/** Addresses with a selection differ only at their end: thousands of them are made for one map. */
function hrefsOf(work: Work<Query>): (selection: Selection) => string {
  const base = work.href(PASSING);
  const start = base + (base.includes('?') ? '&' : '?');
  const write = (text: string) => encodeURIComponent(text.toWellFormed());
  return ({ activity, next }) => `${start}act=${write(activity)}${next === null ? '' : `&next=${write(next)}`}`;
}

function paint(work: Work<Query>, found: MapFound, choice: MapChoice, selection: Selection | null): Picture {
  const { viewer } = work.call;
  return pictureOf({
    ...{ shown: found.shown, graph: found.graph, layout: found.layout, nodeTimes: found.nodeTimes },
    ...{ choice, selection, cases: work.kept.cases, fmt: formatFor(viewer), texts: textsIn(viewer.locale) },
    hrefOf: hrefsOf(work),
  });
}

function controlsOf(work: Work<Query>, choice: MapChoice) {
  return {
    ...{ metric: choice.metric, scale: choice.scale, isDuration: isDuration(choice.metric) },
    hrefs: {
      frequency: work.href({ ...PASSING, metric: undefined, ...kept(work.query) }),
      performance: work.href({ ...PASSING, metric: 'median', ...kept(work.query) }),
      rearrange: work.href({ live: undefined, play: undefined, arrange: 'shown' }),
      keep: work.href({ live: undefined, play: undefined, arrange: undefined }),
      unselected: work.href(PASSING),
      reset: work.href({ live: undefined, play: undefined, a: undefined, p: undefined }),
      self: work.href({ live: undefined, play: undefined, colour: undefined }),
    },
    rearranged: choice.rearranged,
    // A GET form drops the query of its address: it carries the rest as hidden fields.
    hidden: Object.entries(hiddenOf(work)).map(([name, value]) => ({ name, value })),
  };
}

const kept = ({ act, next }: Query) => ({ act, next });

function hiddenOf(work: Work<Query>): Record<string, string> {
  const query = new URL(work.href({ live: undefined, play: undefined, colour: undefined }), 'http://x').searchParams;
  for (const name of ['a', 'p', 'metric', 'scale']) query.delete(name);
  return Object.fromEntries(query);
}

function presentMap(
  work: Work<Query>,
  found: MapFound,
  picture: Picture,
  choice: MapChoice,
  selection: Selection | null,
) {
  const { viewer } = work.call;
  const [fmt, texts] = [formatFor(viewer), textsIn(viewer.locale)];
  const lasts = isDuration(choice.metric);
  const [letter, colours] = lasts ? ['p', 7] : ['f', 6];
  return {
    map: picture,
    shares: found.shares,
    legend: {
      nodes: legendOf(picture.nodeClasses, choice.metric, String(letter), Number(colours), fmt, texts),
      arcs: legendOf(picture.arcClasses, choice.metric, `${letter}a`, 5, fmt, texts),
      nodeTimesAre: found.nodeTimesAre,
      nodesKnown: found.nodeTimes === null || picture.nodes.some((node) => node.heat !== 'plain'),
    },
    data: liveData(picture, selection),
    panel: found.panel && presentPanel(work, found, found.panel),
    mayPlay: work.mayReadCases,
  };
}

/** What the script needs to draw the same map; addresses it makes itself. */
function liveData(picture: Picture, selection: Selection | null) {
  const { width, height, nodes, arcs, starts, ends, mainPath, of } = picture;
  return {
    ...{ width, height, starts, ends, mainPath, of, selection },
    nodes: nodes.map(({ href: _, ...node }) => node),
    arcs: arcs.map(({ href: _, path: _path, head: _head, ...arc }) => arc),
  };
}
