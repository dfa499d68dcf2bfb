import type { Words } from '../../platform/text/words.ts';
import { fileHref, hiddenFields, shownFigure } from '../workbench/index.ts';
import { handoverList, matrixOf, networkOf, USUAL_PATHS } from './handover-view.ts';
import { linksOf } from './links.ts';
import { CHARTS, type PeopleColumn, type PeopleWork, type Subject, type Workload } from './model.ts';
import type { DrawNetwork } from './network-thread.ts';
import { overTime } from './over-time.ts';
import { performanceList, performanceTable, usualTime } from './performance-view.ts';
import { roleCards, roleMatrix, USUAL_LIKENESS } from './roles-view.ts';
import { othersOf } from './surroundings.ts';
import { alike, subcontracted, togetherTable } from './together-view.ts';
import { asking, inMatrix, peopleOf } from './use-cases.ts';
import { whoDoesWhat, workList } from './work-view.ts';

/** What the page shows of one subject; null: too few cases, `none`: nobody. */
type Body = (work: PeopleWork, column: PeopleColumn, words: Words, draw: DrawNetwork) => Promise<object | null>;

const workBody: Body = async (work, column, words) => {
  const found = await asking(work, column).workload();
  if (!found || found.resources === 0) return found && { none: true };
  const { t } = words;
  const links = linksOf(work, column);
  const cells = work.query.cells ?? 'events';
  const choices = { events: t('Events'), person: t('Share of the person'), activity: t('Share of the activity') };
  const { table, hidden } = whoDoesWhat(found, cells, links, words);
  return {
    ...{ facts: factsOf(found, words), heat: table, hiddenActivities: hidden, list: workList(found, links, words) },
    atOnceKnown: found.items.some(({ concurrency }) => concurrency !== null),
    others: othersOf(found, words),
    charts:
      found.periods.length > 1 ? CHARTS.map((id) => shownFigure(work, overTime(found, id, words, work.hrefWith))) : [],
    cells: (['events', 'person', 'activity'] as const).map((of) => ({
      ...{ text: choices[of], href: work.href({ cells: of === 'events' ? undefined : of }), here: of === cells },
    })),
    csv: { work: fileHref(work, 'csv', 'work'), activities: fileHref(work, 'csv', 'activities') },
  };
};

const handoverBody: Body = async (work, column, words, draw) => {
  const ask = asking(work, column);
  const { metric = 'count', paths = USUAL_PATHS, as = 'network', who } = work.query;
  const [found, roles] = await Promise.all([ask.handovers(as === 'matrix'), as === 'network' ? ask.roles() : null]);
  if (!found || found.resources === 0) return found && { none: true };
  const { t, fmt } = words;
  const links = linksOf(work, column);
  const select = (name: string | undefined) => work.href({ who: name });
  const total = found.handovers + found.kept;
  const perCase = found.handovers / found.cases;
  const metrics = { count: t('Number'), cases: t('Cases'), median: t('Median time') };
  const own = work.href({ paths: undefined, metric: undefined });
  return {
    ...{ as, metric, paths, nothing: found.handovers === 0, others: othersOf(found, words) },
    facts: [
      { label: t('Handovers'), value: fmt.number(found.handovers) },
      { label: t('per case'), value: fmt.number(perCase, perCase < 0.1 ? 3 : 2) },
      {
        label: t('stay with the same person'),
        value: fmt.percent(total === 0 ? null : found.kept / total),
        title: t('{n} events were followed by another one of the same person', { n: fmt.number(found.kept) }),
      },
    ],
    network:
      as === 'network'
        ? await networkOf(found, roles, { metric, paths, who }, { ...links, select }, words, draw)
        : null,
    heat: as === 'matrix' ? matrixOf(found, metric, links, words) : null,
    ...{ list: handoverList(found, who, links, words), closeHref: select(undefined), hidden: hiddenFields(own) },
    metrics: Object.entries(metrics).map(([value, text]) => ({ value, text })),
    views: (['network', 'matrix'] as const).map((of) => ({
      text: of === 'network' ? t('Network') : t('Matrix'),
      ...{ href: work.href({ as: of === 'network' ? undefined : of }), here: of === as },
    })),
    ...{ matrixPeople: as === 'matrix' && peopleOf(work) > inMatrix(work) ? fmt.number(inMatrix(work)) : null },
    csv: fileHref(work, 'csv', 'handovers'),
    svg: as === 'network' ? `${fileHref(work, 'svg', 'network')}&alone=1` : null,
  };
};

const rolesBody: Body = async (work, column, words) => {
  const found = await asking(work, column).roles();
  if (!found || found.resources === 0) return found && { none: true };
  const links = linksOf(work, column);
  const own = work.href({ alike: undefined });
  return {
    ...{ cards: roleCards(found, links, words), heat: roleMatrix(found, words), others: othersOf(found, words) },
    ...{ alike: work.query.alike ?? USUAL_LIKENESS, hidden: hiddenFields(own) },
    csv: { roles: fileHref(work, 'csv', 'roles'), handovers: fileHref(work, 'csv', 'role-handovers') },
  };
};

const togetherBody: Body = async (work, column, words) => {
  const ask = asking(work, column);
  const [together, subcontracting, similar] = await Promise.all([ask.together(), ask.subcontracting(), ask.similar()]);
  if (!together || together.resources === 0) return together && { none: true };
  const links = linksOf(work, column);
  const { t } = words;
  return {
    ...{ heat: togetherTable(together, links, words), others: othersOf(together, words) },
    lists: [
      {
        ...{
          id: 'subcontracting',
          title: t('Subcontracting'),
          rows: subcontracting ? subcontracted(subcontracting, links, words) : [],
        },
        ...{ about: t('who has a part done by whom, and then goes on with the case'), arrow: true },
        ...{ heads: { a: t('Person'), b: t('Part done by'), value: t('Events'), cases: t('Cases') } },
        ...{
          none: t('Nobody has a part done by somebody else before going on.'),
          csv: fileHref(work, 'csv', 'subcontracting'),
        },
      },
      {
        ...{ id: 'similar', title: t('The same kind of work'), rows: similar ? alike(similar, links, words) : [] },
        ...{ about: t('who does the same activities, whether or not on the same cases'), arrow: false },
        ...{ heads: { a: t('Person'), b: t('Person'), value: t('Alike'), cases: t('Common activities') } },
        ...{ none: t('No two people do the same activities.'), csv: fileHref(work, 'csv', 'similar') },
      },
    ],
    csv: fileHref(work, 'csv', 'together'),
  };
};

const performanceBody: Body = async (work, column, words) => {
  const found = await asking(work, column).performance();
  if (!found || found.resources === 0) return found && { none: true };
  const links = linksOf(work, column);
  const time = work.query.time ?? usualTime(found);
  const { t } = words;
  return {
    ...{ list: performanceList(found, links, words), heat: performanceTable(found, time, links, words) },
    ...{ startsKnown: found.startsKnown, others: othersOf(found, words) },
    times: (['service', 'waiting'] as const).map((of) => ({
      text: of === 'service' ? t('Service time') : t('Waiting time'),
      ...{ href: work.href({ time: of }), here: of === time },
    })),
    csv: { people: fileHref(work, 'csv', 'performance'), pairs: fileHref(work, 'csv', 'performance-by-activity') },
  };
};

/** By the subject in the address. */
export const BODIES: Readonly<Record<Subject, Body>> = {
  ...{ work: workBody, handovers: handoverBody, roles: rolesBody },
  ...{ together: togetherBody, performance: performanceBody },
};

function factsOf(found: Workload, { t, fmt }: Words) {
  const total = found.events + found.missing;
  return [
    { label: t('People'), value: fmt.number(found.resources) },
    { label: t('Events by people'), value: fmt.number(found.events) },
    {
      label: t('Nobody named'),
      value: fmt.percent(total === 0 ? null : found.missing / total),
      title: t('{n} events do not say who did them; they are left out', { n: fmt.number(found.missing) }),
    },
    { label: t('Events per person'), value: fmt.number(found.events / found.resources, 1) },
    {
      label: t('Half of the work by'),
      value: halfOf(found, fmt.number),
      title: t('The busiest who together do half of all events'),
    },
  ];
}

/** How many of the busiest do half of the work; with a sign where they are more than are looked at. */
function halfOf({ items, events }: Workload, number: (value: number) => string): string {
  let done = 0;
  for (const [i, item] of items.entries()) {
    done += item.events;
    if (done * 2 >= events) return number(i + 1);
  }
  return `> ${number(items.length)}`;
}
