import type { Step } from '#sdk';
import type { PeopleColumn, PeopleWork } from './model.ts';

/** Where a click on a person, an activity or a handover leads: one more filter. */
export interface Links {
  person(name: string): string;
  /** Cases without a person. */
  without(name: string): string;
  anyOf(names: readonly string[]): string;
  activity(name: string): string;
  /** Cases in which the person took part and the activity occurred. */
  personAndActivity(name: string, activity: string): string;
  both(a: string, b: string): string;
  handover(from: string | null, to: string | null): string;
}

/** Longer filters go by a form, for an address has its limits. */
const MOST_NAMES = 60;

export function linksOf({ hrefWith }: Pick<PeopleWork, 'hrefWith'>, column: PeopleColumn): Links {
  const took = (params: object, mode?: 'none'): Step => ({
    id: 'event-attribute',
    params: { attribute: column.name, ...params, ...(mode && { mode }) },
  });
  const did = (activity: string): Step => ({ id: 'has-activity', params: { activities: [activity] } });
  const by = column.id === 'resource' ? {} : { resource: column.id };
  return {
    person: (name) => hrefWith(took({ value: name })),
    without: (name) => hrefWith(took({ value: name }, 'none')),
    anyOf: (names) => hrefWith(took({ operator: 'one-of', values: names.slice(0, MOST_NAMES) })),
    activity: (name) => hrefWith(did(name)),
    personAndActivity: (name, activity) => hrefWith({ and: [took({ value: name }), did(activity)] }),
    both: (a, b) => hrefWith({ and: [took({ value: a }), took({ value: b })] }),
    handover: (from, to) =>
      hrefWith({ id: 'handover', params: { ...(from !== null && { from }), ...(to !== null && { to }), ...by } }),
  };
}
