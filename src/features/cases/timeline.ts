import type { Words } from '../../platform/text/words.ts';
import type { CaseEvent } from './model.ts';
import { seenName } from './value-text.ts';

/** Lanes that are drawn; the rarest share the last one. */
const MOST_LANES = 12;
/** Places along the axis that are told apart: what falls on one place is drawn once. */
const PLACES = 800;
/** Pauses that are pointed out: so many, and each so much of the whole at least. */
const MOST_PAUSES = 4;
const LEAST_PAUSE = 0.12;
/** Names in the title of a mark that stands for many events. */
const NAMED = 5;
const DAY_MS = 86_400_000;

export type LaneKind = 'activity' | 'resource';

export interface Mark {
  /** Per cent of the axis. */
  readonly x: string;
  /** Per cent of the axis; null where only an instant is known. */
  readonly width: string | null;
  readonly many: boolean;
  readonly title: string;
}

export interface Timeline {
  readonly lanes: readonly { readonly name: string; readonly count: number; readonly marks: readonly Mark[] }[];
  readonly pauses: readonly {
    readonly x: string;
    readonly width: string;
    readonly middle: string;
    readonly text: string;
  }[];
  readonly axis: readonly { readonly x: string; readonly text: string; readonly anchor: 'start' | 'middle' | 'end' }[];
  readonly summary: string;
}

interface Timed {
  readonly event: CaseEvent;
  readonly from: number | null;
  readonly at: number;
}

/** Events along an axis of time, in lanes; null where no event has a time. */
export function timelineOf(events: readonly CaseEvent[], by: LaneKind, words: Words): Timeline | null {
  const timed = events.flatMap((event): Timed[] => {
    if (event.time === null) return [];
    const at = Date.parse(event.time);
    const from = event.startTime === null ? null : Math.min(at, Date.parse(event.startTime));
    return [{ event, at, from }];
  });
  if (timed.length === 0) return null;
  const begin = timed.reduce((least, { from, at }) => Math.min(least, from ?? at), Number.POSITIVE_INFINITY);
  const end = timed.reduce((most, { at }) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  const placeOf = (ms: number) => (end === begin ? 0.5 : (ms - begin) / (end - begin));
  const { t, n, fmt } = words;
  return {
    lanes: lanesOf(timed, by, words).map(({ name, events: own }) => ({
      ...{ name, count: own.length, marks: marksOf(own, placeOf, words) },
    })),
    pauses: pausesOf(timed, placeOf, words),
    axis: axisOf(begin, end, words),
    summary: t('{events} from {from} to {to}', {
      events: n(timed.length, '{n} event', '{n} events', fmt.number(timed.length)),
      ...{ from: fmt.instant(begin), to: fmt.instant(end) },
    }),
  };
}

interface Lane {
  readonly name: string;
  readonly events: readonly Timed[];
}

/** Lanes in the order in which they are first used. */
function lanesOf(timed: readonly Timed[], by: LaneKind, words: Words): Lane[] {
  const groups = [...Map.groupBy(timed, ({ event }) => seenName(event[by] ?? '', words))];
  if (groups.length <= MOST_LANES) return groups.map(([name, events]) => ({ name, events }));
  const kept = new Set(
    groups
      .toSorted(([, a], [, b]) => b.length - a.length)
      .slice(0, MOST_LANES - 1)
      .map(([name]) => name),
  );
  const others = groups.filter(([name]) => !kept.has(name));
  return [
    ...groups.filter(([name]) => kept.has(name)).map(([name, events]) => ({ name, events })),
    { name: words.t('{n} others', { n: others.length }), events: others.flatMap(([, events]) => events) },
  ];
}

const percent = (share: number): string => `${(share * 100).toFixed(3).replace(/\.?0+$/, '')}%`;

function marksOf(events: readonly Timed[], placeOf: (ms: number) => number, words: Words): Mark[] {
  const spans = events.filter(({ from, at }) => from !== null && placeOf(at) - placeOf(from) > 1 / PLACES);
  const points = events.filter((event) => !spans.includes(event));
  return [
    ...spans.map((event) => ({
      ...{ x: percent(placeOf(event.from!)), width: percent(placeOf(event.at) - placeOf(event.from!)) },
      ...{ many: false, title: titleOf([event], words) },
    })),
    ...[...Map.groupBy(points, ({ at }) => Math.round(placeOf(at) * PLACES))].map(([place, here]) => ({
      ...{ x: percent(place / PLACES), width: null, many: here.length > 1, title: titleOf(here, words) },
    })),
  ];
}

function titleOf(events: readonly Timed[], words: Words): string {
  const { t, fmt } = words;
  const lines = events.slice(0, NAMED).map(({ event, from, at }) => {
    const when = from === null ? fmt.exactInstant(at) : `${fmt.exactInstant(from)} – ${fmt.exactInstant(at)}`;
    return [seenName(event.activity, words), event.resource, when].filter(Boolean).join(' · ');
  });
  return events.length > NAMED
    ? `${lines.join('\n')}\n${t('and {n} more', { n: fmt.number(events.length - NAMED) })}`
    : lines.join('\n');
}

/** The longest times without any event. */
function pausesOf(timed: readonly Timed[], placeOf: (ms: number) => number, { fmt }: Words): Timeline['pauses'] {
  const inOrder = timed.toSorted((a, b) => (a.from ?? a.at) - (b.from ?? b.at));
  const pauses: { from: number; to: number }[] = [];
  let busyUntil = inOrder[0]!.at;
  for (const { from, at } of inOrder) {
    const begins = from ?? at;
    if (placeOf(begins) - placeOf(busyUntil) >= LEAST_PAUSE) pauses.push({ from: busyUntil, to: begins });
    busyUntil = Math.max(busyUntil, at);
  }
  return pauses
    .toSorted((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, MOST_PAUSES)
    .map(({ from, to }) => ({
      ...{ x: percent(placeOf(from)), width: percent(placeOf(to) - placeOf(from)) },
      ...{ middle: percent((placeOf(from) + placeOf(to)) / 2), text: fmt.shortDuration(to - from) },
    }));
}

function axisOf(begin: number, end: number, { fmt }: Words): Timeline['axis'] {
  if (begin === end) return [{ x: '50%', text: fmt.instant(begin), anchor: 'middle' }];
  const show = end - begin > 3 * DAY_MS ? fmt.date : fmt.instant;
  const at = (share: number) => show(begin + (end - begin) * share);
  return [
    { x: '0%', text: at(0), anchor: 'start' },
    { x: '50%', text: at(0.5), anchor: 'middle' },
    { x: '100%', text: at(1), anchor: 'end' },
  ];
}
