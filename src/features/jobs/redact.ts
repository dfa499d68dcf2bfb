import { redactor } from '../../platform/log/index.ts';

/** What stands in the place of what is not shown. */
const HIDDEN = '[not shown]';
const MAX_DEPTH = 3;
const MAX_FIELDS = 40;

/**
 * Input and result of a job as everybody may see them who may see the job: numbers, ids, words of the program and zones. Any other text
 * may be a name, an address or a row of the data, and is not shown; of a list, how long it is.
 */
export function redacted(value: unknown): unknown {
  return shown(redactor().clean(value), 0);
}

function shown(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return HARMLESS.test(value) ? value : HIDDEN;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return `[${value.length}]`;
  if (depth >= MAX_DEPTH) return '{…}';
  const fields = Object.entries(value).slice(0, MAX_FIELDS);
  return Object.fromEntries(fields.map(([name, field]) => [name, shown(field, depth + 1)]));
}

/** Ids (UUID), checksums, instants, lower-case words with dashes and dots, zones, and what the redactor left. */
const HARMLESS = new RegExp(
  `^(${[
    '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    '[0-9a-f]{64}',
    String.raw`\d{4}-\d\d-\d\d(T[\d:.]+Z)?`,
    '[a-z]{1,20}([.-][a-z]{1,20}){0,3}',
    '[A-Z][A-Za-z]{1,20}(/[A-Za-z_-]{1,30}){1,2}',
    'UTC',
    String.raw`\[redacted\]`,
  ].join('|')})$`,
);

/** A field of what a job was asked to do, or of what came of it. */
interface FieldRow {
  readonly path: string;
  readonly text: string;
  /** Where it is a count, or the length of a list. */
  readonly count?: number;
  readonly length?: number;
  readonly atMs?: number;
}

/** As rows of a table: the path of each field and its value, where it has one. */
export function rowsOf(value: unknown, path = ''): FieldRow[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [{ path, text: String(value), ...meaningOf(value, path) }];
  return Object.entries(value).flatMap(([name, field]) => rowsOf(field, path === '' ? name : `${path}.${name}`));
}

/** Instants by the names that results of jobs give them. */
const INSTANT = /(AtMs|(^|\.)(start|end))$/;

function meaningOf(value: unknown, path: string): Partial<FieldRow> {
  if (typeof value === 'number') return INSTANT.test(path) ? { atMs: value } : { count: value };
  const list = /^\[(\d+)\]$/.exec(String(value));
  return list ? { length: Number(list[1]) } : {};
}
