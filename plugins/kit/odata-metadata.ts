import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { notUnderstood, type TableColumn } from '#sdk';

export interface ODataProperty {
  readonly name: string;
  /** As `Edm.String`, or the name of a type of the service. */
  readonly type: string;
}

export interface EntitySet {
  readonly name: string;
  /** Of what is one value; those of complex types are named `Address.City`. */
  readonly columns: readonly TableColumn[];
  /** Records may have more properties than are declared. */
  readonly isOpen: boolean;
  readonly properties: readonly ODataProperty[];
  readonly key: readonly string[];
}

export interface ServiceMetadata {
  readonly version: 2 | 4;
  readonly sets: readonly EntitySet[];
}

/** Of entities and of values that have parts. */
interface StructuredType {
  readonly base: string | null;
  readonly isOpen: boolean;
  readonly properties: ODataProperty[];
  readonly key: string[];
}

/** Types of types, and types inside types: more are no chain, but a circle. */
const [MOST_BASES, MOST_LEVELS] = [32, 8];
const MOST_COLUMNS = 2_000;

/** Reads `$metadata`: the entity sets of the service, with the properties and the key of each. */
export function readMetadata(text: string, server: string): ServiceMetadata {
  const garbled = (why: string) => notUnderstood(server, `no $metadata of OData (${why})`);
  const reading = new MetadataReading();
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw garbled('it has a DOCTYPE');
  });
  parser.on('error', (error) => {
    throw garbled(error.message.slice(0, 200));
  });
  parser.on('opentag', (tag) => reading.open(tag as SaxesTagPlain));
  parser.write(text).close();
  if (reading.version === null) throw garbled('it does not say its version');
  return { version: reading.version, sets: reading.sets() };
}

class MetadataReading {
  version: 2 | 4 | null = null;
  readonly #types = new Map<string, StructuredType>();
  readonly #sets: { name: string; type: string }[] = [];
  #namespaces: string[] = [];
  #type: StructuredType | null = null;

  open({ name, attributes }: SaxesTagPlain): void {
    const of = (attribute: string) => (attributes as Record<string, string | undefined>)[attribute] ?? '';
    const element = name.slice(name.indexOf(':') + 1);
    if (element === 'Edmx') this.version = of('Version').startsWith('4') ? 4 : 2;
    else if (element === 'Schema') this.#namespaces = [of('Namespace'), of('Alias')].filter((one) => one !== '');
    else if (element === 'EntityType' || element === 'ComplexType') this.#openType(of);
    else if (element === 'EntityContainer') this.#type = null;
    else if (element === 'PropertyRef') this.#type?.key.push(of('Name'));
    else if (element === 'Property') this.#type?.properties.push({ name: of('Name'), type: of('Type') });
    else if (element === 'EntitySet') this.#sets.push({ name: of('Name'), type: of('EntityType') });
  }

  #openType(of: (attribute: string) => string): void {
    this.#type = { base: of('BaseType') || null, isOpen: of('OpenType') === 'true', properties: [], key: [] };
    for (const namespace of this.#namespaces) this.#types.set(`${namespace}.${of('Name')}`, this.#type);
  }

  sets(): EntitySet[] {
    return this.#sets.map(({ name, type }) => {
      const chain = this.#chainOf(type);
      const properties = chain.flatMap((one) => one.properties);
      const columns = this.#columnsOf(properties, '', 1).slice(0, MOST_COLUMNS);
      return {
        name,
        properties,
        columns,
        key: chain.flatMap((one) => one.key),
        isOpen: chain.some((one) => one.isOpen),
      };
    });
  }

  /** The type and what it is based on, the base first. */
  #chainOf(type: string): StructuredType[] {
    const chain: StructuredType[] = [];
    let next = this.#types.get(type);
    while (next && chain.length < MOST_BASES) {
      chain.unshift(next);
      next = next.base === null ? undefined : this.#types.get(next.base);
    }
    return chain;
  }

  /** Lists are one column of JSON text. */
  #columnsOf(properties: readonly ODataProperty[], prefix: string, level: number): TableColumn[] {
    const columns: TableColumn[] = [];
    for (const { name, type } of properties) {
      const parts = level < MOST_LEVELS ? this.#chainOf(type).flatMap((one) => one.properties) : [];
      if (parts.length > 0) columns.push(...this.#columnsOf(parts, `${prefix}${name}.`, level + 1));
      else columns.push({ name: prefix + name, type: kindOf(type) });
      if (columns.length > MOST_COLUMNS) break;
    }
    return columns;
  }
}

const NUMBERS = /^Edm\.(SByte|Byte|Int16|Int32|Int64|Single|Double|Decimal)$/;
const TIMES = /^Edm\.(DateTime|DateTimeOffset|Date)$/;

function kindOf(type: string): TableColumn['type'] {
  if (NUMBERS.test(type)) return 'number';
  if (TIMES.test(type)) return 'time';
  return type === 'Edm.Boolean' ? 'boolean' : 'text';
}
