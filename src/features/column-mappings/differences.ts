import type { ColumnProfile } from '../../engine/import/fingerprint.ts';
import type { MappingInput } from '../../engine/import/mapping.ts';
import type { ColumnMapping } from './model.ts';

/**
 * How the columns of a file differ from those that a mapping was made for: `absent` from the file, `new` in it, `order`ed otherwise,
 * holding something else, with other shares of missing or numbers of different values.
 */
export interface ColumnDifference {
  readonly kind: 'absent' | 'new' | 'order' | 'holds' | 'missing' | 'values';
  /** Empty for `order`. */
  readonly column: string;
  readonly was: string | null;
  readonly is: string | null;
}

/** A kept mapping beside a file. */
export interface MappingMatch {
  readonly mapping: ColumnMapping;
  /** Made for just this make of file. */
  readonly exact: boolean;
  readonly differences: readonly ColumnDifference[];
}

/** What is different in a file, as far as its sample shows; the graver differences first. */
export function differencesOf(made: readonly ColumnProfile[], file: readonly ColumnProfile[]): ColumnDifference[] {
  const before = new Map(made.map((column) => [column.name, column]));
  const now = new Map(file.map((column) => [column.name, column]));
  const both = made.filter(({ name }) => now.has(name));
  const changed = (kind: 'holds' | 'missing' | 'values') =>
    both.flatMap((column): ColumnDifference[] => {
      const [was, is] = [column[kind], now.get(column.name)![kind]];
      return was === is ? [] : [{ kind, column: column.name, was, is }];
    });
  const inOrder = file.filter(({ name }) => before.has(name)).every(({ name }, i) => name === both[i]!.name);
  return [
    ...made.filter(({ name }) => !now.has(name)).map(({ name }) => only('absent', name)),
    ...changed('holds'),
    ...file.filter(({ name }) => !before.has(name)).map(({ name }) => only('new', name)),
    ...(inOrder ? [] : [only('order', '')]),
    ...changed('missing'),
    ...changed('values'),
  ];
}

const only = (kind: ColumnDifference['kind'], column: string): ColumnDifference => ({
  kind,
  column,
  was: null,
  is: null,
});

/** Of the columns that either has, at least so many must be in both, for a mapping to be near a file. */
const NEAR = 0.5;

/** Columns without which a mapping says nothing of a file. */
function needed({ columns = [], events = [] }: MappingInput): string[] {
  const roles = columns.filter(({ role, drop }) => !drop && (role === 'case' || role === 'activity'));
  return [...roles.map(({ column }) => column), ...events.map(({ time }) => time)];
}

/** Those that fit a file: the one for just this make first, then near ones, those with the fewest differences first. */
export function matchMappings(
  all: readonly ColumnMapping[],
  fingerprint: string,
  file: readonly ColumnProfile[],
): MappingMatch[] {
  const names = new Set(file.map(({ name }) => name));
  return all
    .flatMap((mapping): (MappingMatch & { near: number })[] => {
      const exact = mapping.fingerprint === fingerprint;
      const made = mapping.profile ?? madeFor(mapping, file);
      // Of its file only what the mapping names is known then: neither what is new, nor an order.
      const differences = mapping.profile === null ? [] : differencesOf(made, file);
      if (exact) return [{ mapping, exact, differences, near: 1 }];
      const shared = made.filter(({ name }) => names.has(name)).length;
      const near = shared / (made.length + file.length - shared || 1);
      const fits = needed(mapping.mapping).every((name) => names.has(name));
      const named = mapping.profile !== null ? near >= NEAR : made.length > 0 && shared === made.length;
      return fits && named ? [{ mapping, exact, differences, near }] : [];
    })
    .sort((a, b) => Number(b.exact) - Number(a.exact) || a.differences.length - b.differences.length || b.near - a.near)
    .map(({ mapping, exact, differences }) => ({ mapping, exact, differences }));
}

/** Of a mapping that was kept without the columns of its file nothing is known but what it names. */
function madeFor({ mapping: { columns = [] } }: ColumnMapping, file: readonly ColumnProfile[]): ColumnProfile[] {
  const now = new Map(file.map((column) => [column.name, column]));
  return columns.map(
    ({ column }) => now.get(column) ?? { name: column, holds: 'text', missing: 'none', values: 'some' },
  );
}

/** The part of a mapping that speaks of columns which a file has. */
export function fittedTo(mapping: MappingInput, names: readonly string[]): MappingInput {
  const known = new Set(names);
  const { columns, events, classifiers, ...rest } = mapping;
  return {
    ...rest,
    ...(columns ? { columns: columns.filter(({ column }) => known.has(column)) } : {}),
    ...(events
      ? { events: events.filter(({ time, start }) => known.has(time) && (start === undefined || known.has(start))) }
      : {}),
    ...(classifiers ? { classifiers: classifiers.filter((c) => c.columns.every((column) => known.has(column))) } : {}),
  };
}
