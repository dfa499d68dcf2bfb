import { ACTIVITY, invalid, type Log, type TObject, type TSchema } from '#sdk';

/** A code that no event has: dictionaries end below it. */
const NEVER = 0xffff;

/**
 * Codes of activities that a rule names. One that the log does not have never occurs: a rule is written for a process, and
 * a view of it may lack an activity (the empty name stands for events without one).
 */
export const ruleCodes = (log: Log, names: readonly string[]): Uint16Array =>
  Uint16Array.from(names, (name) => ruleCode(log, name));

export const ruleCode = (log: Log, name: string): number => (name === '' ? 0 : log.activityCode(name) || NEVER);

/** 1 at the codes of activities that a rule names, for every code that an event can have. */
export function ruleLookup(log: Log, names: readonly string[]): Uint8Array {
  const lookup = new Uint8Array(log.activities + 1);
  for (const code of ruleCodes(log, names)) if (code < lookup.length) lookup[code] = 1;
  return lookup;
}

/** Codes of the two activities of a rule for which they cannot be the same. */
export function differentCodes(log: Log, activity: string, other: string): { a: number; b: number } {
  if (activity !== other) return { a: ruleCode(log, activity), b: ruleCode(log, other) };
  return invalid(
    'rules.sameActivity',
    `The rule needs two activities, and both are "${activity}". Choose another one.`,
  );
}

/** The activities that parameters name by the marks of their schema and the log does not have, as they were sent. */
export function unknownActivities(
  log: Log,
  { properties }: TObject,
  params: Readonly<Record<string, unknown>>,
): string[] {
  const named = Object.entries(properties).flatMap(([name, schema]: [string, TSchema]) =>
    schema[ACTIVITY] || schema.items?.[ACTIVITY] ? [params[name]].flat() : [],
  );
  return [...new Set(named)].filter(
    (name): name is string => typeof name === 'string' && name !== '' && log.activityCode(name) === 0,
  );
}
