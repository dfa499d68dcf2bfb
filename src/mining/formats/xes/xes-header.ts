import type { XesType } from './xes-types.ts';

/** An attribute outside traces: of the log, or declared as global. */
export interface XesAttribute {
  key: string;
  type: XesType;
  /** As written; null: a list, whose `values` are what it holds. */
  value: string | null;
  /** Attributes that stand in this one. */
  children?: XesAttribute[];
  values?: XesAttribute[];
}

export type XesDeclaredScope = 'trace' | 'event';

/** What a log says about itself before the first trace. */
export interface XesHeader {
  version: string | null;
  features: string | null;
  attributes: XesAttribute[];
  extensions: { name: string; prefix: string; uri: string }[];
  /** Attributes that every trace or event is said to have, each with its default. */
  globals: { scope: XesDeclaredScope; attributes: XesAttribute[] }[];
  /** Attribute lists that tell events (or traces) apart. */
  classifiers: { name: string; scope: XesDeclaredScope; keys: string[] }[];
}

export const emptyHeader = (): XesHeader => ({
  version: null,
  features: null,
  attributes: [],
  extensions: [],
  globals: [],
  classifiers: [],
});

/** Of several logs that are read as one: what the first says, with the extensions and classifiers that only others have. */
export function joinedHeader(headers: readonly XesHeader[]): XesHeader {
  const [first = emptyHeader(), ...others] = headers;
  const joined = { ...first, extensions: [...first.extensions], classifiers: [...first.classifiers] };
  for (const { extensions, classifiers } of others) {
    for (const one of extensions)
      if (!joined.extensions.some(({ prefix }) => prefix === one.prefix)) joined.extensions.push(one);
    for (const one of classifiers)
      if (!joined.classifiers.some(({ name, scope }) => name === one.name && scope === one.scope))
        joined.classifiers.push(one);
  }
  return joined;
}

/**
 * Splits a classifier's keys: blanks separate them, and a key with blanks stands in quotes:
 * `concept:name 'my key' "other key"`. A quote that is never closed is part of its key.
 */
export function splitKeys(keys: string): string[] {
  return [...keys.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!).filter((key) => key !== '');
}

/** The keys of a classifier as {@link splitKeys} reads them again; null where a key cannot be said: it holds both kinds of quotes. */
export function joinKeys(keys: readonly string[]): string | null {
  const quoted = keys.map((key) => {
    if (/^[^\s'"]\S*$/.test(key)) return key;
    if (!key.includes("'")) return `'${key}'`;
    return key.includes('"') ? null : `"${key}"`;
  });
  return quoted.includes(null) ? null : quoted.join(' ');
}
