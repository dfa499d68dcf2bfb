import type { ColumnId, ColumnSpec } from '#sdk';
import type { XesHeader } from './xes-header.ts';
import type { XesStep } from './xes-path.ts';
import type { XesType } from './xes-types.ts';

/** How the values of a column stand in an XES document. */
export interface XesColumnSource {
  readonly type: XesType;
  /** The keys that lead to the attribute; more than one where it stands in others. */
  readonly path: readonly XesStep[];
  /** UTC offset of all values, minutes; absent: they were written with several, or none. */
  readonly offset?: number;
}

/**
 * What an XES log says of itself and no column shows, kept with the dataset's version so that it can be written again. It
 * changes no result, and is no part of the version's hash.
 */
export interface XesDeclarations extends Omit<XesHeader, 'version' | 'features'> {
  readonly columns: Readonly<Record<ColumnId, XesColumnSource>>;
}

/**
 * Those of a version to which a load was added: what the log said first stands; columns and extensions that are new come
 * with the load, and what both say of a column is what holds for all its values.
 * @param idOf id in the load → id in the version  @param added ids of columns that the version did not have
 */
export function joinDeclarations(
  base: XesDeclarations | undefined,
  load: XesDeclarations | undefined,
  loaded: readonly ColumnSpec[],
  { idOf, added }: { idOf: ReadonlyMap<string, string>; added: readonly string[] },
): XesDeclarations | undefined {
  if (!base && !load) return undefined;
  const own = base ?? { attributes: [], extensions: [], globals: [], classifiers: [], columns: {} };
  const columns = { ...own.columns };
  for (const { id, class: kind } of loaded) {
    const to = idOf.get(id) ?? id;
    const theirs = load?.columns[id];
    const ours = columns[to];
    if (theirs && added.includes(to)) columns[to] = theirs;
    else if (ours)
      columns[to] = agreed(ours, theirs ?? { type: kind === 'number' ? 'float' : ours.type, path: ours.path });
  }
  const known = new Set(own.extensions.map(({ prefix }) => prefix));
  const extensions = [...own.extensions, ...(load?.extensions ?? []).filter(({ prefix }) => !known.has(prefix))];
  return { ...own, extensions, columns };
}

function agreed(ours: XesColumnSource, theirs: XesColumnSource): XesColumnSource {
  const type =
    ours.type === theirs.type ? ours.type : ours.type === 'int' && theirs.type === 'float' ? 'float' : wider(ours.type);
  const offset = ours.offset === theirs.offset ? ours.offset : undefined;
  return { type, path: ours.path, ...(offset === undefined ? {} : { offset }) };
}

/** A type that holds values of another too, where the class of the column is the same. */
const wider = (type: XesType): XesType => (type === 'id' ? 'string' : type);
