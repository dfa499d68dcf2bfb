import { COLUMNS, type ColumnId, type ColumnLevel, type ColumnSpec } from '#sdk';
import type { XesColumnSource } from './xes-declarations.ts';
import type { XesStep } from './xes-path.ts';
import type { XesType } from './xes-types.ts';

/** An attribute as it is written in each trace or event that has it, with those that stand in it. */
export interface XesNode {
  readonly key: string;
  /** Of its value. */
  type: XesType;
  /** Written as a list where it has no value of its own. */
  list: boolean;
  /** Where its value comes from; null: it has none, and only holds others. */
  column: ColumnSpec | null;
  /** UTC offset of its times, minutes. */
  offset: number | undefined;
  /** Attributes in it; of a list those beside its values. */
  readonly nested: XesNode[];
  /** Values of a list; those of one key in their order. */
  readonly entries: XesNode[];
}

/** Keys of the columns that the standard knows, whatever they are called in the source. */
export const STANDARD_KEYS: Readonly<Record<string, string>> = {
  [COLUMNS.activity]: 'concept:name',
  [COLUMNS.time]: 'time:timestamp',
  [COLUMNS.startTime]: 'start_timestamp',
  [COLUMNS.resource]: 'org:resource',
  [COLUMNS.lifecycle]: 'lifecycle:transition',
};
/** What publish makes of the others, and what stands in the times themselves. */
const NEVER: ReadonlySet<string> = new Set([
  ...[COLUMNS.instance, COLUMNS.caseStart, COLUMNS.caseEnd, COLUMNS.timeOffset],
]);
/** Numbers of standard extensions that are no whole numbers, even where all values happen to be. */
const FLOATS: ReadonlySet<string> = new Set(['cost:total', 'cost:amount']);

export interface LayoutSource {
  readonly columns: readonly ColumnSpec[];
  readonly derived: readonly ColumnId[];
  readonly classifiers: readonly { readonly column: ColumnId; readonly parts?: readonly ColumnId[] }[];
  readonly sources: Readonly<Record<ColumnId, XesColumnSource>>;
  /** Whether all values of a column of numbers are whole ones. */
  isWhole(column: ColumnSpec): boolean;
}

/** The columns that are values of the log, not made from others by us: those of enrichments are. */
export function writtenColumns({ columns, derived, classifiers }: Omit<LayoutSource, 'sources' | 'isWhole'>) {
  const combined = new Set(classifiers.filter(({ parts }) => parts).map(({ column }) => column));
  return columns.filter(({ id }) => {
    if (NEVER.has(id) || combined.has(id)) return false;
    return id !== COLUMNS.startTime || !derived.includes(id);
  });
}

/** The attributes of traces and of events, in the order of the columns. */
export function xesLayout(source: LayoutSource): Record<ColumnLevel, XesNode[]> {
  const roots: Record<ColumnLevel, XesNode[]> = { case: [], event: [] };
  const taken = new Set<string>(['case concept:name']);
  const written = writtenColumns(source);
  const declared = (c: ColumnSpec) => source.sources[c.id];
  // Keys of the file itself, then those that a person may have chosen.
  for (const column of [...written].sort((a, b) => (declared(a) ? 0 : 1) - (declared(b) ? 0 : 1))) {
    const known = declared(column);
    const path = known?.path ?? [{ key: keyOf(column, taken), held: 'nested' as const, place: 1 }];
    taken.add(`${column.level} ${path[0]!.key}`);
    const node = nodeAt(roots[column.level], path);
    node.column = column;
    node.type = typeOf(column, known?.type, path.at(-1)!.key, source);
    node.offset = known?.offset;
  }
  return { case: inOrder(roots.case, written), event: inOrder(roots.event, written) };
}

/** A key that no other attribute of the trace or event has. */
function keyOf({ id, name, level }: ColumnSpec, taken: ReadonlySet<string>): string {
  const key = STANDARD_KEYS[id] ?? (level === 'case' ? name.replace(/^case:/, '') : name);
  let free = key;
  for (let n = 2; taken.has(`${level} ${free}`); n++) free = `${key} (${n})`;
  return free;
}

function nodeAt(roots: XesNode[], path: readonly XesStep[]): XesNode {
  let node: XesNode | null = null;
  for (const { key, held, place } of path) node = childOf(node, roots, key, held, place);
  return node!;
}

function childOf(parent: XesNode | null, roots: XesNode[], key: string, held: XesStep['held'], place: number): XesNode {
  if (parent && held !== 'nested') parent.list = true;
  const siblings = !parent ? roots : held === 'entry' ? parent.entries : parent.nested;
  // In a list a key may stand several times; those that never have a value keep their places too.
  const alike = siblings.filter((node) => node.key === key);
  while (alike.length < place) {
    const node = emptyNode(key);
    siblings.push(node);
    alike.push(node);
  }
  return alike[place - 1]!;
}

const emptyNode = (key: string): XesNode => ({
  ...{ key, type: 'string', list: false, column: null, offset: undefined, nested: [], entries: [] },
});

function typeOf(column: ColumnSpec, declared: XesType | undefined, key: string, source: LayoutSource): XesType {
  switch (column.class) {
    case 'boolean':
      return 'boolean';
    case 'time':
      return 'date';
    case 'number':
      if (declared === 'float' || FLOATS.has(key)) return 'float';
      return source.isWhole(column) ? 'int' : 'float';
    default:
      return declared === 'id' || (declared === 'int' && column.class === 'text') ? declared : 'string';
  }
}

/** By the first column in each, however they were gathered. */
function inOrder(roots: XesNode[], columns: readonly ColumnSpec[]): XesNode[] {
  const place = new Map(columns.map(({ id }, i) => [id, i]));
  const first = (node: XesNode): number =>
    Math.min(
      node.column ? place.get(node.column.id)! : Number.POSITIVE_INFINITY,
      ...node.nested.map(first),
      ...node.entries.map(first),
    );
  return roots
    .map((node) => ({ node, at: first(node) }))
    .sort((a, b) => a.at - b.at)
    .map(({ node }) => node);
}

/** True where an attribute stands in another, which the log must say of itself. */
export const isNested = (nodes: readonly XesNode[]): boolean =>
  nodes.some(({ nested, entries }) => nested.length > 0 || entries.length > 0);
