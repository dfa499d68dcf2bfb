/** One kept event of a case, as the tests read it. */
export interface ReadEvent {
  readonly activity: string;
  readonly time: number;
  /** Empty: not known. */
  readonly who: string;
  readonly cost: number;
}

/**
 * What each template says of one case, by its definition and event by event: what the tests hold the judgement over
 * segments against. Null: the rule does not speak about the case.
 */
export const RULES_BY_DEFINITION: Readonly<Record<string, (events: readonly ReadEvent[], p: never) => number | null>> =
  {
    'starts-with': (events, { activities }: { activities: string[] }) =>
      Number(!activities.includes(events[0]!.activity)),
    'ends-with': (events, { activities }: { activities: string[] }) =>
      Number(!activities.includes(events.at(-1)!.activity)),
    'must-contain': (events, { activities, mode }: { activities: string[]; mode: string }) => {
      const absent = [...new Set(activities)].filter((name) => !events.some(({ activity }) => activity === name));
      return mode === 'any' ? Number(absent.length === new Set(activities).size) : absent.length;
    },
    'must-not-contain': (events, { activities }: { activities: string[] }) =>
      events.filter(({ activity }) => activities.includes(activity)).length,
    'at-most-times': (events, { activity, times }: { activity: string; times: number }) => {
      const occurrences = events.filter((event) => event.activity === activity).length;
      return occurrences === 0 ? null : Math.max(0, occurrences - times);
    },
    before: (events, { activity, other }: Pair) =>
      each(places(events, other), (i) => places(events, activity).some((j) => j < i)),
    'directly-followed-by': (events, { activity, other }: Pair) =>
      each(places(events, activity), (i) => events[i + 1]?.activity === other),
    'not-both': (events, { activity, other }: Pair) => {
      const [a, b] = [places(events, activity).length > 0, places(events, other).length > 0];
      return a || b ? Number(a && b) : null;
    },
    'within-time': (events, { activity, other, maxMs, required }: Pair & { maxMs: number; required: boolean }) => {
      const gaps = places(events, other).map((i) => {
        const next = places(events, activity).find((j) => j > i);
        return next === undefined ? null : events[next]!.time - events[i]!.time;
      });
      const judged = gaps.filter((gap) => (gap === null ? required : !Number.isNaN(gap)));
      return each(judged, (gap) => gap !== null && gap <= maxMs);
    },
    'different-people': (events, { activity, other }: Pair) => {
      const [a, b] = [people(events, activity), people(events, other)];
      if (activity === other) return a.length < 2 ? null : [...new Set(a)].filter((who) => count(a, who) > 1).length;
      return a.length === 0 || b.length === 0 ? null : [...new Set(a)].filter((who) => b.includes(who)).length;
    },
    'same-person': (events, { activity, other }: Pair) => {
      const [a, b] = [people(events, activity), people(events, other)];
      if (activity === other) return a.length < 2 ? null : new Set(a).size - 1;
      return a.length === 0 || b.length === 0 ? null : new Set([...a, ...b]).size - 1;
    },
    'attribute-condition': (events, { activity, value }: { activity?: string; value: number }) =>
      each(
        events.filter((event) => (activity === undefined || event.activity === activity) && !Number.isNaN(event.cost)),
        ({ cost }) => cost <= value,
      ),
    'case-duration-within': (events, { minMs, maxMs }: { minMs: number; maxMs: number }) => {
      const times = events.map(({ time }) => time).filter((time) => !Number.isNaN(time));
      if (times.length === 0) return null;
      const duration = Math.max(...times) - Math.min(...times);
      return Number(duration < minMs || duration > maxMs);
    },
  };

interface Pair {
  activity: string;
  other: string;
}

const places = (events: readonly ReadEvent[], name: string): number[] =>
  events.flatMap(({ activity }, i) => (activity === name ? [i] : []));

const people = (events: readonly ReadEvent[], name: string): string[] =>
  events.flatMap(({ activity, who }) => (activity === name && who !== '' ? [who] : []));

const count = (all: readonly string[], one: string): number => all.filter((x) => x === one).length;

/** Null where there is nothing to judge, else how many of it fail. */
const each = <T>(judged: readonly T[], holds: (one: T) => boolean): number | null =>
  judged.length === 0 ? null : judged.filter((one) => !holds(one)).length;
