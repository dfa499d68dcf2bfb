import { nameOf, type Words } from '../../platform/text/words.ts';
import { EMPTY_CELL, frequencyHeat, type HeatTable, timeHeat } from './heat-table.ts';
import type { Links } from './links.ts';
import type { Handover, Handovers, PeopleAsked, Roles } from './model.ts';
import type { DrawnHandover } from './network-drawing.ts';
import type { DrawNetwork } from './network-thread.ts';

type Metric = NonNullable<PeopleAsked['metric']>;
/** Handovers that are drawn until somebody chooses, per cent. */
export const USUAL_PATHS = 30;
/** Colours for roles; all others share one. */
const COLOURS = 9;

const shownValue = (arc: Handover, metric: Metric): number =>
  metric === 'median' ? (arc.medianMs ?? 0) : metric === 'cases' ? arc.cases : arc.count;
const textOf = (arc: Handover, metric: Metric, { fmt }: Words): string =>
  metric === 'median' ? fmt.shortDuration(arc.medianMs) : fmt.number(shownValue(arc, metric));

/**
 * The strongest handovers: of each person the first given and the first received, and of all others a part that grows from
 * none over half as many as there are people to all, by the same factor for each per cent.
 * @param arcs most first
 */
export function strongest(arcs: readonly Handover[], percent: number): Handover[] {
  const [givers, takers] = [new Set<string>(), new Set<string>()];
  const firsts = new Set(
    arcs.filter(({ from, to }) => {
      const isFirst = !givers.has(from) || !takers.has(to);
      givers.add(from);
      takers.add(to);
      return isFirst;
    }),
  );
  const rest = arcs.length - firsts.size;
  const few = Math.max(1, Math.min(rest, new Set([...givers, ...takers]).size / 2));
  const more = percent === 0 ? 0 : Math.round(few * (rest / few) ** (percent / 100));
  const others = new Set(arcs.filter((arc) => !firsts.has(arc)).slice(0, more));
  return arcs.filter((arc) => firsts.has(arc) || others.has(arc));
}

const titleOf = (arc: Handover, words: Words): string => {
  const { n, t, fmt } = words;
  return [
    `${nameOf(arc.from, words)} → ${nameOf(arc.to, words)}`,
    n(arc.count, '{n} handover', '{n} handovers', fmt.number(arc.count)),
    n(arc.cases, '{n} case', '{n} cases', fmt.number(arc.cases)),
    t('median {time}', { time: fmt.duration(arc.medianMs) }),
  ].join(' · ');
};

/** The network as lines and circles, with what each says and where it leads. */
export async function networkOf(
  { nodes, arcs }: Handovers,
  roles: Roles | null,
  asked: { readonly metric: Metric; readonly paths: number; readonly who: string | undefined },
  links: Links & { readonly select: (name: string | undefined) => string },
  words: Words,
  draw: DrawNetwork,
) {
  const { t, n, fmt } = words;
  const at = new Map(nodes.map(({ resource }, i) => [resource, i]));
  const colours = new Map(
    (roles?.roles ?? []).flatMap(({ members }, i) =>
      members.map(({ resource }) => [resource, i < COLOURS ? i + 1 : 0]),
    ),
  );
  const shown = strongest(
    arcs.filter(({ from, to }) => at.has(from) && at.has(to)),
    asked.paths,
  );
  const drawn = shown.map(
    (arc): DrawnHandover => ({
      ...{ from: at.get(arc.from)!, to: at.get(arc.to)! },
      ...{ width: asked.metric === 'cases' ? arc.cases : arc.count, shade: shownValue(arc, asked.metric) },
    }),
  );
  const people = nodes.map(({ resource, events }) => ({
    ...{ name: nameOf(resource, words), events, colour: colours.get(resource) ?? 0 },
  }));
  const drawing = await draw(people, drawn);
  const touches = (arc: Handover) => arc.from === asked.who || arc.to === asked.who;
  return {
    ...{ width: drawing.width, height: drawing.height, shown: shown.length, of: arcs.length },
    arcs: drawing.arcs
      .map((line, i) => ({
        ...{ ...line, href: links.handover(shown[i]!.from, shown[i]!.to) },
        title: `${titleOf(shown[i]!, words)} · ${t('Keep these cases')}`,
        on: touches(shown[i]!),
      }))
      // The strong ones lie above the weak.
      .reverse(),
    nodes: drawing.nodes.map((node, i) => {
      const { resource, events, cases, kept } = nodes[i]!;
      return {
        ...{ ...node, colour: people[i]!.colour, selected: resource === asked.who },
        href: links.select(resource === asked.who ? undefined : resource),
        title: [
          people[i]!.name,
          n(events, '{n} event', '{n} events', fmt.number(events)),
          n(cases, '{n} case', '{n} cases', fmt.number(cases)),
          t('{n} times followed by the same', { n: fmt.number(kept) }),
        ].join(' · '),
      };
    }),
    legend: (roles?.roles ?? []).slice(0, COLOURS).map(({ role }, i) => ({ colour: i + 1, text: role })),
    moreRoles: (roles?.roles.length ?? 0) > COLOURS,
  };
}

/** Who hands over to whom, as a table. */
export function matrixOf({ nodes, arcs }: Handovers, metric: Metric, links: Links, words: Words): HeatTable {
  const { t } = words;
  const by = new Map(arcs.map((arc) => [`${arc.from}\u0000${arc.to}`, arc]));
  // What stays with the same person is usual, and would outshine all else.
  const most = arcs.reduce((all, arc) => (arc.from === arc.to ? all : Math.max(all, shownValue(arc, metric))), 0);
  const heatOf = (arc: Handover, value: number) =>
    arc.from === arc.to ? 'same' : metric === 'median' ? timeHeat(value + 1, most + 1) : frequencyHeat(value, most);
  const head = (name: string, href: string, what: string) => ({
    ...{ text: nameOf(name, words), title: `${nameOf(name, words)} · ${what}`, href },
  });
  return {
    caption: t('Handovers from row to column'),
    corner: t('from ↓ to →'),
    columns: nodes.map(({ resource }) =>
      head(resource, links.handover(null, resource), t('Keep the cases that somebody hands over to this person')),
    ),
    rows: nodes.map(({ resource: from }) => ({
      head: head(from, links.handover(from, null), t('Keep the cases that this person hands over')),
      cells: nodes.map(({ resource: to }) => {
        const arc = by.get(`${from}\u0000${to}`);
        if (!arc || (metric === 'median' && arc.medianMs === null)) return EMPTY_CELL;
        const value = shownValue(arc, metric);
        return {
          ...{ text: textOf(arc, metric, words), title: `${titleOf(arc, words)} · ${t('Keep these cases')}` },
          heat: heatOf(arc, value),
          href: links.handover(from, to),
        };
      }),
    })),
  };
}

/** Handovers in the list beside the network. */
const LISTED = 12;

/** The strongest handovers of all or, where somebody is selected, that person's. */
export function handoverList(found: Handovers, who: string | undefined, links: Links, words: Words) {
  const { fmt } = words;
  const rows = (arcs: readonly Handover[]) => {
    const most = arcs.reduce((all, { count }) => Math.max(all, count), 1);
    return arcs.slice(0, LISTED).map((arc) => ({
      ...{ from: nameOf(arc.from, words), to: nameOf(arc.to, words), href: links.handover(arc.from, arc.to) },
      ...{ count: fmt.number(arc.count), cases: fmt.number(arc.cases), share: arc.count / most },
      ...{ time: fmt.shortDuration(arc.medianMs), exact: fmt.exactDuration(arc.medianMs) },
    }));
  };
  const others = found.arcs.filter(({ from, to }) => from !== to);
  const person = found.nodes.find(({ resource }) => resource === who);
  if (!person) return { person: null, all: rows(others), given: [], received: [] };
  return {
    person: {
      ...{ name: nameOf(person.resource, words), events: fmt.number(person.events), cases: fmt.number(person.cases) },
      ...{ given: fmt.number(person.given), received: fmt.number(person.received), kept: fmt.number(person.kept) },
      ...{ withHref: links.person(person.resource), withoutHref: links.without(person.resource) },
      ...{ fromHref: links.handover(person.resource, null), toHref: links.handover(null, person.resource) },
    },
    all: [],
    given: rows(others.filter(({ from }) => from === who)),
    received: rows(others.filter(({ to }) => to === who)),
  };
}
