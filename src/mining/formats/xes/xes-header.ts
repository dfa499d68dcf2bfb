import type { XesType } from './xes-slots.ts';

/** An attribute outside traces: of the log, or declared as global. Nested ones have keys like `parent.child`. */
export interface XesAttribute {
  key: string;
  type: XesType;
  /** As written. */
  value: string;
}

/** What a log says about itself before the first trace. */
export interface XesHeader {
  version: string | null;
  features: string | null;
  attributes: XesAttribute[];
  extensions: { name: string; prefix: string; uri: string }[];
  /** Attributes that every trace or event is said to have, each with its default. */
  globals: { scope: 'trace' | 'event'; attributes: XesAttribute[] }[];
  /** Attribute lists that tell events (or traces) apart. */
  classifiers: { name: string; scope: 'trace' | 'event'; keys: string[] }[];
}

export const emptyHeader = (): XesHeader => ({
  version: null,
  features: null,
  attributes: [],
  extensions: [],
  globals: [],
  classifiers: [],
});

/**
 * Splits a classifier's keys: blanks separate them, and a key with blanks stands in quotes:
 * `concept:name 'my key' "other key"`. A quote that is never closed is part of its key.
 */
export function splitKeys(keys: string): string[] {
  return [...keys.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!).filter((key) => key !== '');
}
