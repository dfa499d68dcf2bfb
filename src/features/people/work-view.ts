import { nameOf, type Words } from '../../platform/text/words.ts';
import { EMPTY_CELL, frequencyHeat, type HeatTable } from './heat-table.ts';
import type { Links } from './links.ts';
import type { PeopleAsked, Workload } from './model.ts';

/** Activities that the table shows, the most frequent. */
const MOST_ACTIVITIES = 16;

type Cells = NonNullable<PeopleAsked['cells']>;
type Item = Workload['items'][number];

/** Who does what: people and activities, coloured by events or by a share. */
export function whoDoesWhat(
  { items }: Workload,
  cells: Cells,
  links: Links,
  words: Words,
): { table: HeatTable; hidden: number } {
  const { t, n, fmt } = words;
  const totals = new Map<string, number>();
  for (const { activity, events } of items.flatMap(({ activities }) => activities))
    totals.set(activity, (totals.get(activity) ?? 0) + events);
  const activities = [...totals.keys()].sort((a, b) => totals.get(b)! - totals.get(a)!);
  const shown = activities.slice(0, MOST_ACTIVITIES);
  const inCell = (item: Item, activity: string, events: number) =>
    cells === 'person' ? events / item.events : cells === 'activity' ? events / totals.get(activity)! : events;
  const most = items.reduce(
    (all, item) => Math.max(all, ...item.activities.map(({ activity, events }) => inCell(item, activity, events))),
    0,
  );
  const table = {
    caption: t('Who does what'),
    corner: t('Person'),
    columns: shown.map((activity) => ({
      text: nameOf(activity, words),
      title: `${nameOf(activity, words)} · ${t('Keep the cases with it')}`,
      href: links.activity(activity),
    })),
    rows: items.map((item) => {
      const own = new Map(item.activities.map((of) => [of.activity, of]));
      return {
        head: {
          text: nameOf(item.resource, words),
          title: `${nameOf(item.resource, words)} · ${t('Keep the cases in which this person took part')}`,
          href: links.person(item.resource),
        },
        cells: shown.map((activity) => {
          const of = own.get(activity);
          if (!of) return EMPTY_CELL;
          const value = inCell(item, activity, of.events);
          const title = [
            `${nameOf(item.resource, words)}, ${nameOf(activity, words)}`,
            n(of.events, '{n} event', '{n} events', fmt.number(of.events)),
            n(of.cases, '{n} case', '{n} cases', fmt.number(of.cases)),
            t('Keep the cases with this person and this activity'),
          ].join(' · ');
          return {
            ...{ text: cells === 'events' ? fmt.number(value) : fmt.percent(value), heat: frequencyHeat(value, most) },
            ...{ title, href: links.personAndActivity(item.resource, activity) },
          };
        }),
      };
    }),
  };
  return { table, hidden: activities.length - shown.length };
}

/** Height of the little bars that show when a person worked. */
const TALL = 20;

/** How much each person does, and when. */
export function workList({ items, periods }: Workload, links: Links, words: Words) {
  const { t, fmt } = words;
  const at = new Map(periods.map(({ period }, i) => [period, i]));
  const most = items.reduce((all, { share }) => Math.max(all, share), 0);
  return items.map((item) => {
    const busiest = item.periods.reduce((all, { events }) => Math.max(all, events), 1);
    const { concurrency } = item;
    return {
      ...{ name: nameOf(item.resource, words), href: links.person(item.resource) },
      ...{
        events: fmt.number(item.events),
        cases: fmt.number(item.cases),
        activities: fmt.number(item.activities.length),
      },
      ...{ share: item.share / most, shareText: fmt.percent(item.share) },
      mainly: item.activities.slice(0, 2).map(({ activity }) => nameOf(activity, words)),
      atOnce: concurrency && {
        text: fmt.number(concurrency.mean, 2),
        title: t('On average over the {busy} in which this person worked; at most {most}', {
          ...{ busy: fmt.duration(concurrency.busyMs), most: fmt.number(concurrency.most) },
        }),
      },
      when: {
        width: Math.max(1, periods.length),
        label: t('Events per period; most, {n}, in one', { n: fmt.number(busiest) }),
        bars: item.periods.map(({ period, events }) => {
          const height = Math.max(1, (events / busiest) * TALL);
          return { x: at.get(period) ?? 0, y: (TALL - height).toFixed(1), height: height.toFixed(1) };
        }),
      },
    };
  });
}
