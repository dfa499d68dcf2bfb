import { type Cell, notThere, type ReadRequest } from '#sdk';
import type { Json } from './exact-json.ts';
import { cellOf, type FlatValue } from './flat-rows.ts';
import type { EntitySet, ODataProperty, ServiceMetadata } from './odata-metadata.ts';
import { literalOf } from './odata-values.ts';

/** Types whose values every service can compare: the order of a GUID is not the same everywhere. */
const COMPARABLE = /^Edm\.(String|SByte|Byte|Int16|Int32|Int64|Decimal|DateTime|DateTimeOffset|Date)$/;

/** By what a set is read, so that a reading can go on after any record. */
export class Order {
  readonly #version: ServiceMetadata['version'];
  readonly #since: ReadRequest['since'];
  readonly by: readonly ODataProperty[];
  /** Whether the last record says where to go on. */
  readonly isTotal: boolean;

  constructor({ version }: ServiceMetadata, set: EntitySet, since: ReadRequest['since'], server: string) {
    const property = (name: string) =>
      set.properties.find((one) => one.name === name) ?? missing(server, name, set.name);
    const key = set.key.map(property);
    const first = since ? [property(since.column)] : [];
    this.#version = version;
    this.#since = since;
    this.isTotal = key.length > 0 && [...first, ...key].every(({ type }) => COMPARABLE.test(type));
    this.by = [...first, ...key.filter((one) => !first.includes(one))];
  }

  /** `$orderby`; empty: the order of the service. */
  get text(): string {
    return this.by.map(({ name }) => name).join(',');
  }

  /** `$filter`: from the value that was asked for, and after a place; empty: all. */
  filter(after: readonly Cell[] | null): string {
    const since = this.#since;
    const from = since && since.value !== null ? [`${since.column} ge ${this.#literal(since.value, this.by[0]!)}`] : [];
    return [...from, ...(after ? [`(${this.#behind(this.by, after)})`] : [])].join(' and ');
  }

  placeOf(record: Json): Cell[] {
    return this.by.map(({ name }) => cellOf((record as Record<string, FlatValue>)[name] ?? null));
  }

  /** Behind one value, or with the same value and behind the others; what has no value comes first. */
  #behind(by: readonly ODataProperty[], after: readonly Cell[]): string {
    const [property, ...rest] = by as [ODataProperty, ...ODataProperty[]];
    const [value = null, ...values] = after;
    const literal = this.#literal(value, property);
    const later = `${property.name} ${value === null ? 'ne' : 'gt'} ${literal}`;
    return rest.length === 0
      ? later
      : `${later} or (${property.name} eq ${literal} and (${this.#behind(rest, values)}))`;
  }

  #literal(value: Cell, { type }: ODataProperty): string {
    return literalOf(value, type, this.#version);
  }
}

function missing(server: string, name: string, set: string): never {
  throw notThere(server, `property "${name}" in "${set}"`);
}
