import { AppError, english, invalid } from '#sdk';
import { quoted } from './mapping-faults.ts';
import type { PlainKind } from './zipped-log.ts';

/** Kinds of files that are read as one: files of one family. */
const FAMILIES: Readonly<Record<PlainKind, string>> = {
  ...{ csv: 'CSV', 'csv.gz': 'CSV', xes: 'XES', 'xes.gz': 'XES', xlsx: 'XLSX', parquet: 'Parquet' },
  ...{ json: 'JSON', 'json.gz': 'JSON', ndjson: 'JSON', 'ndjson.gz': 'JSON' },
};

/** Null: nothing of this kind can be read together with others. */
export const familyOf = (kind: string | null): string | null =>
  kind !== null && Object.hasOwn(FAMILIES, kind) ? FAMILIES[kind as PlainKind] : null;

/** A file and its columns. */
export interface PartTable {
  readonly name: string;
  readonly headers: readonly string[];
}

/** Faults: `import.partKind`. */
export function demandSameFamily(
  first: { readonly name: string; readonly kind: PlainKind },
  other: { readonly name: string; readonly kind: PlainKind },
): void {
  const [wanted, found] = [FAMILIES[first.kind], FAMILIES[other.kind]];
  if (wanted === found) return;
  const message = `"${other.name}" is ${found} and "${first.name}" is ${wanted}: files of one kind can be loaded as one. Load it by itself; nothing was imported.`;
  invalid('import.partKind', message, [{ value: other.name, message: found }]);
}

/** Faults: {@link OTHER_COLUMNS}, which says what differs. */
export function demandSameColumns(first: PartTable, other: PartTable, anyOrder = false): void {
  const what = columnsThatDiffer(first, other, anyOrder);
  if (what === null) return;
  const message = `${differenceOf(other.name, first.name, what)} Load it by itself; nothing was imported.`;
  invalid(OTHER_COLUMNS, message, [{ value: other.name, message: what }]);
}

export const differenceOf = (name: string, first: string, what: string): string =>
  english(`"${name}" cannot be read as one with "${first}": ${what}.`);

export const OTHER_COLUMNS = 'import.partColumns';

/**
 * What keeps a table from being read as one with the first; null: nothing does.
 * @param anyOrder the columns have names of their own, and no place
 */
export function columnsThatDiffer(
  first: Pick<PartTable, 'headers'>,
  other: Pick<PartTable, 'headers'>,
  anyOrder = false,
): string | null {
  const missing = first.headers.filter((name) => !other.headers.includes(name));
  const more = other.headers.filter((name) => !first.headers.includes(name));
  const inOrder =
    first.headers.length === other.headers.length && first.headers.every((h, i) => h === other.headers[i]);
  if (inOrder || (anyOrder && missing.length + more.length === 0)) return null;
  const what = [
    ...(missing.length > 0 ? [`it lacks ${quoted(missing)}`] : []),
    ...(more.length > 0 ? [`it has ${quoted(more)} besides`] : []),
  ];
  return what.length > 0 ? what.join(', and ') : 'its columns stand in another order';
}

/** Says of which of several files a fault is. */
export async function ofFile<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.message.includes(`"${name}"`)) throw error;
    throw new AppError(error.fault, error.code, `Of "${name}": ${error.message}`, error.details);
  }
}
