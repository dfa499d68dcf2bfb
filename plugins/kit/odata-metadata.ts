import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { notUnderstood, type TableColumn } from '#sdk';

export interface ODataProperty {
  readonly name: string;
  /** As `Edm.String`, or the name of a type of the service. */
  readonly type: string;
}

export interface EntitySet {
  readonly name: string;
  readonly properties: readonly ODataProperty[];
  readonly key: readonly string[];
}

export interface ServiceMetadata {
  readonly version: 2 | 4;
  readonly sets: readonly EntitySet[];
}

interface EntityType {
  readonly base: string | null;
  readonly properties: ODataProperty[];
  readonly key: string[];
}

/** Types of types: more are no chain, but a circle. */
const MOST_BASES = 32;

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
  readonly #types = new Map<string, EntityType>();
  readonly #sets: { name: string; type: string }[] = [];
  #namespaces: string[] = [];
  #type: EntityType | null = null;

  open({ name, attributes }: SaxesTagPlain): void {
    const of = (attribute: string) => (attributes as Record<string, string | undefined>)[attribute] ?? '';
    const element = name.slice(name.indexOf(':') + 1);
    if (element === 'Edmx') this.version = of('Version').startsWith('4') ? 4 : 2;
    else if (element === 'Schema') this.#namespaces = [of('Namespace'), of('Alias')].filter((one) => one !== '');
    else if (element === 'EntityType') this.#openType(of('Name'), of('BaseType'));
    else if (element === 'ComplexType' || element === 'EntityContainer') this.#type = null;
    else if (element === 'PropertyRef') this.#type?.key.push(of('Name'));
    else if (element === 'Property') this.#type?.properties.push({ name: of('Name'), type: of('Type') });
    else if (element === 'EntitySet') this.#sets.push({ name: of('Name'), type: of('EntityType') });
  }

  #openType(name: string, base: string): void {
    this.#type = { base: base || null, properties: [], key: [] };
    for (const namespace of this.#namespaces) this.#types.set(`${namespace}.${name}`, this.#type);
  }

  sets(): EntitySet[] {
    return this.#sets.map(({ name, type }) => {
      const chain: EntityType[] = [];
      let next = this.#types.get(type);
      while (next && chain.length < MOST_BASES) {
        chain.unshift(next);
        next = next.base === null ? undefined : this.#types.get(next.base);
      }
      return { name, properties: chain.flatMap((one) => one.properties), key: chain.flatMap((one) => one.key) };
    });
  }
}

const NUMBERS = /^Edm\.(SByte|Byte|Int16|Int32|Int64|Single|Double|Decimal)$/;
const TIMES = /^Edm\.(DateTime|DateTimeOffset|Date)$/;

/** Columns of what is one value; complex ones are seen in the records. */
export const columnsOf = ({ properties }: EntitySet): TableColumn[] =>
  properties.filter(({ type }) => type.startsWith('Edm.')).map(({ name, type }) => ({ name, type: kindOf(type) }));

function kindOf(type: string): TableColumn['type'] {
  if (NUMBERS.test(type)) return 'number';
  if (TIMES.test(type)) return 'time';
  return type === 'Edm.Boolean' ? 'boolean' : 'text';
}
