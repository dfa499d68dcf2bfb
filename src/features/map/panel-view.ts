import type { Step } from '#sdk';
import type { Work } from '../workbench/index.ts';
import type { ResultArc } from './model.ts';
import { type ActivityPanel, activityFilters, type Panel, pathFilters } from './panel.ts';
import type { MapFound } from './use-cases.ts';

/** Other activities that a filter of order is offered with. */
const OTHERS = 60;

/** The panel as plain data for the view: figures, and links that add a filter or select something else. */
export function presentPanel(work: Work, { result }: MapFound, panel: Panel) {
  const select = (act: string, next?: string) => work.href({ act, next, live: undefined, play: undefined });
  const close = work.href({ act: undefined, next: undefined, live: undefined, play: undefined });
  // What is selected stays so, to see what the filter did to it.
  const filter = (step: Step) => work.hrefWith(step, { live: undefined, play: undefined });
  if (panel.kind === 'gone') return { ...panel, close };
  if (panel.kind === 'path') {
    const { arc } = panel;
    return {
      ...panel,
      close,
      ...{ fromHref: select(arc.from), toHref: select(arc.to) },
      with: filter(pathFilters.with(arc.from, arc.to)),
      without: filter(pathFilters.without(arc.from, arc.to)),
    };
  }
  const others = result.nodes.slice(0, OTHERS).map((node) => node.activity);
  const { activity } = panel;
  return {
    ...panel,
    close,
    ...flowsOf(panel, select),
    before: panel.before && { ...panel.before, bars: barsOf(panel.before) },
    filters: {
      with: filter(activityFilters.with(activity)),
      without: filter(activityFilters.without(activity)),
      startsWith: panel.starts > 0 ? filter(activityFilters.startsWith(activity)) : null,
      endsWith: panel.ends > 0 ? filter(activityFilters.endsWith(activity)) : null,
    },
    next: panel.out.rows.map(({ arc }) => ({ name: arc.to, href: filter(pathFilters.with(arc.from, arc.to)) })),
    later: others.map((name) => ({ name, href: filter(activityFilters.later(activity, name)) })),
    until: others.map((name) => ({ name, href: filter(activityFilters.between(activity, name)) })),
  };
}

/** Size of the small chart of waiting times. */
const CHART = { width: 296, height: 78 };

/** Bars of the classes, as high as they are many. */
function barsOf({ bins }: NonNullable<ActivityPanel['before']>) {
  const most = Math.max(...bins.map(({ count }) => count));
  const step = Math.min(42, CHART.width / bins.length);
  return bins.map((bin, i) => {
    const h = Math.max(1, Math.round((640 * bin.count) / most) / 10);
    const box = { x: Math.round(10 * i * step) / 10, w: Math.round(10 * (step - 2)) / 10, h, y: CHART.height - h };
    return { ...box, ...bin, isLong: bin.fromMs >= 86_400_000 };
  });
}

function flowsOf({ into, out }: ActivityPanel, select: (act: string, next?: string) => string) {
  const rows = (flows: ActivityPanel['into'], end: (arc: ResultArc) => string) => ({
    ...flows,
    rows: flows.rows.map(({ arc, share }) => ({ ...arc, share, name: end(arc), href: select(arc.from, arc.to) })),
  });
  return { into: rows(into, (arc) => arc.from), out: rows(out, (arc) => arc.to) };
}
