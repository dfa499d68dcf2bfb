import { headPolygon, pathOf } from '../../platform/charts/index.ts';
import type { Format } from '../../platform/text/format.ts';
import type { Texts } from '../../platform/text/texts.ts';
import { nameOf } from '../../platform/text/words.ts';
import { type Classes, classesOf, classOf } from './heat.ts';
import { arcWidth, type Layout, type MapGraph } from './layout/model.ts';
import { isDuration, type MapChoice, type ResultArc, type Selection } from './model.ts';
import type { Shown } from './shown.ts';
import { metricOf, valueText } from './values.ts';

export interface PictureParts {
  readonly shown: Shown;
  readonly graph: MapGraph;
  readonly layout: Layout;
  readonly choice: MapChoice;
  readonly selection: Selection | null;
  /** Cases that the filters keep. */
  readonly cases: number;
  /** Times of activities where the map shows durations: of service, or of waiting where starts are unknown. */
  readonly nodeTimes: ReadonlyMap<string, Times> | null;
  readonly fmt: Format;
  readonly texts: Texts;
  readonly hrefOf: (selection: Selection) => string;
}

type Times = Pick<ResultArc, 'meanMs' | 'medianMs' | 'minMs' | 'maxMs' | 'sumMs'>;

/** The map as it is drawn, as SVG by the template and live by the script: plain data. */
export type Picture = ReturnType<typeof pictureOf>;

const [NODE_COLOURS, ARC_COLOURS, DURATION_COLOURS] = [6, 5, 7];

export function pictureOf(parts: PictureParts) {
  const { shown, graph, layout, choice } = parts;
  const place = new Map(graph.nodes.map((node, i) => [node.name, i]));
  const arcPlace = new Map(graph.arcs.map(({ from, to }, i) => [from * graph.nodes.length + to, i]));
  const nodeClasses = classesOf(nodeValues(parts), choice.metric, choice.scale, nodeColours(choice));
  const arcClasses = classesOf(arcValues(parts), choice.metric, choice.scale, ARC_COLOURS);
  const most = shown.arcs.reduce((most, arc) => Math.max(most, arc.count), 0);
  const main = new Set(layout.mainPath);
  const nodes = shown.nodes.map((node) => ({
    ...nodeOf(parts, node, place.get(node.activity)!, nodeClasses),
    main: main.has(place.get(node.activity)!),
  }));
  const arcs = shown.arcs.map((arc) => {
    const [from, to] = [place.get(arc.from)!, place.get(arc.to)!];
    return arcOf(parts, arc, { from, to, at: arcPlace.get(from * graph.nodes.length + to)!, most }, arcClasses);
  });
  return {
    ...{ width: layout.width, height: layout.height, metric: choice.metric, isDuration: isDuration(choice.metric) },
    ...{ nodes, arcs, starts: markers(parts, 'start'), ends: markers(parts, 'end') },
    ...{ nodeClasses, arcClasses, coverage: shown.coverage, of: shown.of },
    mainPath: layout.mainPath.map((at) => graph.nodes[at]!.name),
  };
}

const nodeColours = ({ metric }: MapChoice): number => (isDuration(metric) ? DURATION_COLOURS : NODE_COLOURS);

const nodeValue = ({ choice, cases, nodeTimes }: PictureParts, node: Shown['nodes'][number]): number | null => {
  if (!isDuration(choice.metric)) return metricOf(node, choice.metric, cases);
  const times = nodeTimes?.get(node.activity);
  return times ? metricOf({ ...node, ...times }, choice.metric, cases) : null;
};

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
const nodeValues = (parts: PictureParts) => known(parts.shown.nodes.map((node) => nodeValue(parts, node)));
const arcValues = ({ shown, choice, cases }: PictureParts) =>
  known(shown.arcs.map((arc) => metricOf(arc, choice.metric, cases)));

const letter = ({ metric }: MapChoice): string => (isDuration(metric) ? 'p' : 'f');

function nodeOf(parts: PictureParts, node: Shown['nodes'][number], at: number, classes: Classes) {
  const { layout, choice, cases, selection, fmt, texts } = parts;
  const { x, y, w, h, lines } = layout.nodes[at]!;
  const value = nodeValue(parts, node);
  const name = nameOf(node.activity, texts);
  const shownLines = lines.length === 1 && lines[0] === '' ? [name] : lines;
  const facts = texts.t('{events} events in {cases} cases ({share})', {
    ...{ events: fmt.number(node.count), cases: fmt.number(node.cases) },
    share: fmt.percent(cases === 0 ? null : node.cases / cases),
  });
  const own = isDuration(choice.metric) && value !== null ? `; ${valueText(value, choice.metric, fmt)}` : '';
  return {
    ...{ id: `n${at}`, key: node.activity, name, x, y, w, h, value: valueText(value, choice.metric, fmt) },
    lines: shownLines.map((text, i) => ({ text, y: h / 2 + 4 + (i - (shownLines.length - 1) / 2) * 14 })),
    heat: value === null ? 'plain' : `${letter(choice)}${classOf(value, classes, nodeColours(choice))}`,
    title: `${name}: ${facts}${own}`,
    href: parts.hrefOf({ activity: node.activity, next: null }),
    selected: selection?.activity === node.activity && selection.next === null,
  };
}

interface ArcPlace {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  /** Of all arcs that are shown. */
  readonly most: number;
}

function arcOf(parts: PictureParts, arc: ResultArc, { from, to, at, most }: ArcPlace, classes: Classes) {
  const { layout, choice, cases, selection, fmt, texts } = parts;
  const { points, label } = layout.arcs[at]!;
  const width = Math.round(10 * arcWidth(arc.count, most)) / 10;
  const value = metricOf(arc, choice.metric, cases);
  const text = valueText(value, choice.metric, fmt);
  const selected = selection?.activity === arc.from && selection.next === arc.to;
  const touched = selection?.next === null && (selection.activity === arc.from || selection.activity === arc.to);
  return {
    ...{ id: `a${from}-${to}`, from: `n${from}`, to: `n${to}`, keys: [arc.from, arc.to], width, points, text },
    ...{ path: pathOf(points, width), head: headPolygon(points, width) },
    heat: value === null ? 'plain' : `${letter(choice)}a${classOf(value, classes, ARC_COLOURS)}`,
    label: label ? { ...label, w: 8 + 6.4 * text.length } : null,
    title: titleOf(arc, fmt, texts),
    href: parts.hrefOf({ activity: arc.from, next: arc.to }),
    ...{ selected, on: selected || touched },
  };
}

function titleOf(arc: ResultArc, fmt: Format, texts: Texts): string {
  const ends = { from: nameOf(arc.from, texts), to: nameOf(arc.to, texts) };
  const counts = { count: fmt.number(arc.count), cases: fmt.number(arc.cases) };
  if (arc.medianMs === null) return texts.t('{from} to {to}: {count} times in {cases} cases', { ...ends, ...counts });
  const times = { median: fmt.duration(arc.medianMs), mean: fmt.duration(arc.meanMs) };
  return texts.t('{from} to {to}: {count} times in {cases} cases, median {median}, mean {mean}', {
    ...{ ...ends, ...counts, ...times },
  });
}

/** Starts and ends of the shown activities, beside them. */
function markers({ shown, graph, layout, fmt, texts }: PictureParts, kind: 'start' | 'end') {
  const counts = new Map(shown.nodes.map((node) => [node.activity, node[kind]]));
  return layout[kind === 'start' ? 'starts' : 'ends'].flatMap(({ node, x, y, nodeY }) => {
    const { name } = graph.nodes[node]!;
    const count = counts.get(name) ?? 0;
    if (count === 0) return [];
    const say = { name: nameOf(name, texts), count: fmt.number(count) };
    const title =
      kind === 'start'
        ? texts.t('{count} cases start with {name}', say)
        : texts.t('{count} cases end with {name}', say);
    return [{ id: `${kind}${node}`, node: `n${node}`, x, y, nodeY, text: fmt.number(count), title }];
  });
}
