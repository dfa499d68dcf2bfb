import type { TableColumn } from '#sdk';
import type { Json } from './exact-json.ts';

type Schema = { readonly [name: string]: Json };

export interface AirbyteStream {
  /** With its namespace, as tables are called. */
  readonly table: string;
  readonly name: string;
  readonly namespace: string | null;
  readonly columns: readonly TableColumn[];
  readonly key: readonly string[];
  readonly isIncremental: boolean;
  /** As it was discovered. */
  readonly said: Schema;
}

const MOST_LEVELS = 16;
const MOST_COLUMNS = 2_000;

/** The streams of a catalog; what is none is left out. */
export function streamsIn(catalog: Json | undefined): AirbyteStream[] {
  const { streams } = isObject(catalog) ? catalog : {};
  return (Array.isArray(streams) ? streams : []).flatMap((said) => streamIn(said) ?? []);
}

function streamIn(said: Json): AirbyteStream | null {
  if (!isObject(said) || typeof said.name !== 'string') return null;
  const namespace = typeof said.namespace === 'string' ? said.namespace : null;
  const paths = Array.isArray(said.source_defined_primary_key) ? said.source_defined_primary_key : [];
  const modes = Array.isArray(said.supported_sync_modes) ? said.supported_sync_modes : [];
  const columns = columnsIn(said.json_schema, '', 1);
  const key = paths.map((path) => (Array.isArray(path) ? path.join('.') : String(path)));
  return {
    ...{ name: said.name, namespace, table: namespace === null ? said.name : `${namespace}.${said.name}` },
    ...{ columns: columns.slice(0, MOST_COLUMNS), said, isIncremental: modes.includes('incremental') },
    key: key.every((name) => columns.some((column) => column.name === name)) ? key : [],
  };
}

/** What is asked for: this stream alone, from its last state on where it can. */
export const configured = ({ said, isIncremental }: AirbyteStream): Json => ({
  streams: [
    {
      ...{ stream: said, destination_sync_mode: 'append' },
      sync_mode: isIncremental ? 'incremental' : 'full_refresh',
      ...(Array.isArray(said.default_cursor_field) ? { cursor_field: said.default_cursor_field } : {}),
      ...(Array.isArray(said.source_defined_primary_key) ? { primary_key: said.source_defined_primary_key } : {}),
    },
  ],
});

function columnsIn(schema: Json | undefined, prefix: string, level: number): TableColumn[] {
  const { properties } = isObject(schema) ? schema : {};
  if (!isObject(properties)) return [];
  const columns: TableColumn[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const parts = level < MOST_LEVELS ? columnsIn(property, `${prefix}${name}.`, level + 1) : [];
    columns.push(...(parts.length > 0 ? parts : [{ name: prefix + name, type: kindOf(property) }]));
    if (columns.length > MOST_COLUMNS) break;
  }
  return columns;
}

function kindOf(property: Json): TableColumn['type'] {
  const { type, format } = isObject(property) ? property : {};
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== 'null');
  if (types.length !== 1) return 'text';
  if (types[0] === 'integer' || types[0] === 'number') return 'number';
  if (types[0] === 'boolean') return 'boolean';
  return types[0] === 'string' && (format === 'date-time' || format === 'date') ? 'time' : 'text';
}

const isObject = (value: Json | undefined): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
