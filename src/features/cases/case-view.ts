import type { Step } from '#sdk';
import type { Words } from '../../platform/text/words.ts';
import type { Changes, Work } from '../workbench/index.ts';
import { presentConformance } from './conformance-view.ts';
import { passedOn } from './list-view.ts';
import {
  type CaseAsked,
  type CaseEvent,
  EVENTS_PER_TABLE,
  instantOf,
  MOST_EVENTS,
  PAGE_SIZE,
  REACH,
  type Value,
} from './model.ts';
import { type LaneKind, timelineOf } from './timeline.ts';
import type { FoundCase, FoundVariant } from './use-cases.ts';
import { seenName, shortName, valueText } from './value-text.ts';

/** Attributes of an event that its row shows; the others unfold. */
const SHOWN_ATTRIBUTES = 3;
/** Longest address of a link: what browsers and the server take. */
const MOST_ADDRESS_CHARS = 7000;
/** Activities of a variant that are spelled out. */
const SHOWN_ACTIVITIES = 40;

/** One case as plain data. */
export function presentCase(work: Work<CaseAsked>, found: FoundCase, words: Words) {
  const { query } = work;
  const { detail, kept, place } = found;
  const { fmt } = words;
  const parts = Math.ceil(detail.events.length / EVENTS_PER_TABLE);
  const part = Math.min(query.part ?? 1, Math.max(1, parts));
  const lanes: LaneKind = query.lanes ?? 'activity';
  const hasResources = detail.events.some(({ resource }) => resource);
  return {
    ...{ id: detail.caseId, kept, total: detail.total, place: presentPlace(work, found) },
    facts: {
      ...{ start: instant(detail.start, words), end: instant(detail.end, words) },
      duration: { text: fmt.duration(detail.durationMs), title: fmt.exactDuration(detail.durationMs) },
      longerThan: found.longerThan,
    },
    variant: found.variant && presentVariant(work, found.variant, words),
    attributes: presentAttributes(work, found, words),
    conformance: presentConformance(work, found.conformance, words),
    ...{ lanes, hasResources, timeline: timelineOf(detail.events, lanes, words) },
    laneLinks: (['activity', 'resource'] as const).map((kind) => ({
      ...{ kind, chosen: kind === lanes, href: hereWith(work, { lanes: kind === 'activity' ? undefined : kind }) },
    })),
    events: presentEvents(detail.events, part, words),
    ...{ part, parts, partHref: (at: number) => `${hereWith(work, { part: at === 1 ? undefined : at })}#events` },
    cut: detail.total > detail.events.length ? MOST_EVENTS : null,
    backHref: work.hrefTo('cases', { ...passedOn(query), page: pageOf(place.position) }),
  };
}

const hereWith = (work: Work<CaseAsked>, changes: Changes): string => work.href(changes);

/** The page of the list on which a case stands. */
function pageOf(position: number | null): number | undefined {
  if (position === null || position > REACH) return undefined;
  const page = Math.ceil(position / PAGE_SIZE);
  return page === 1 ? undefined : page;
}

function presentPlace(work: Work<CaseAsked>, { place }: FoundCase) {
  const { position, total, previous, next } = place;
  const href = (id: string | null) =>
    id === null ? null : work.caseHref(id, { ...passedOn(work.query), lanes: work.query.lanes });
  return { position, total, previousHref: href(previous), nextHref: href(next) };
}

function presentVariant(work: Work<CaseAsked>, { activities, cases, share }: FoundVariant, words: Words) {
  const step = { id: 'variant', params: { variants: [activities] } } as unknown as Step;
  return {
    ...{ cases, share, length: activities.length },
    activities: activities.slice(0, SHOWN_ACTIVITIES).map((name) => seenName(name, words)),
    more: Math.max(0, activities.length - SHOWN_ACTIVITIES),
    ...{ casesHref: short(work.hrefTo('cases', {}, step)), mapHref: short(work.hrefTo('map', {}, step)) },
  };
}

/** Null in the place of an address that is too long to be asked for. */
const short = (href: string): string | null => (href.length <= MOST_ADDRESS_CHARS ? href : null);

function presentAttributes(work: Work<CaseAsked>, { detail, columns }: FoundCase, words: Words) {
  return Object.entries(detail.attributes).map(([name, value]) => {
    const column = columns.find((c) => c.name === name);
    const narrows = value !== null && (column?.class === 'category' || column?.class === 'boolean');
    const step = { id: 'case-attribute', params: { attribute: column?.id ?? name, value } } as unknown as Step;
    return {
      ...{ name: shortName(name), text: valueText(value, words), missing: value === null },
      href: narrows ? short(work.hrefTo('cases', {}, step)) : null,
    };
  });
}

function instant(iso: string | null, { fmt }: Words) {
  const ms = instantOf(iso);
  return { text: fmt.instant(ms), title: ms === null ? '' : fmt.exactInstant(ms), iso: fmt.iso(ms) };
}

/** Classifiers of a log come as attributes that say the activity once more. */
const repeats = (value: Value, { activity, lifecycle }: CaseEvent): boolean =>
  value === activity || ['+', '-'].some((sign) => value === `${activity}${sign}${lifecycle}`);

function presentEvents(events: readonly CaseEvent[], part: number, words: Words) {
  const { fmt } = words;
  const longest = events.reduce((most, { sincePreviousMs }) => Math.max(most, sincePreviousMs ?? 0), 0);
  const first = (part - 1) * EVENTS_PER_TABLE;
  return {
    hasResource: events.some(({ resource }) => resource),
    hasLifecycle: events.some(({ lifecycle }) => lifecycle),
    hasService: events.some(({ serviceMs }) => serviceMs !== null),
    hasAttributes: events.some((event) =>
      Object.values(event.attributes).some((value) => value !== null && !repeats(value, event)),
    ),
    rows: events.slice(first, first + EVENTS_PER_TABLE).map((event, i) => {
      const attributes = Object.entries(event.attributes)
        .filter(([, value]) => value !== null && !repeats(value, event))
        .map(([name, value]) => ({ name, text: valueText(value, words) }));
      return {
        ...{ number: first + i + 1, activity: seenName(event.activity, words), time: instant(event.time, words) },
        since: { text: fmt.duration(event.sincePreviousMs), title: fmt.exactDuration(event.sincePreviousMs) },
        share: longest > 0 && event.sincePreviousMs ? event.sincePreviousMs / longest : null,
        service: fmt.duration(event.serviceMs),
        ...{ resource: event.resource ?? '', lifecycle: event.lifecycle ?? '' },
        ...{ attributes: attributes.slice(0, SHOWN_ATTRIBUTES), further: attributes.slice(SHOWN_ATTRIBUTES) },
      };
    }),
  };
}
