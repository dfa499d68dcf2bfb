import { COLUMNS, type ColumnId, type ColumnLevel, type ColumnSpec } from '#sdk';
import { STANDARD_LIFECYCLE, standardExtensions } from './standard-extensions.ts';
import type { XesDeclarations } from './xes-declarations.ts';
import type { XesAttribute, XesDeclaredScope, XesHeader } from './xes-header.ts';
import { isNested, type LayoutSource, type XesNode, xesLayout } from './xes-layout.ts';
import type { XesDocument } from './xes-write.ts';
import { headerText, holdsOthers, keysIn } from './xes-write-header.ts';

export interface DocumentSource extends Omit<LayoutSource, 'sources' | 'classifiers'> {
  readonly classifiers: readonly {
    readonly name: string;
    readonly column: ColumnId;
    readonly parts?: readonly ColumnId[];
  }[];
  /** What the log said of itself where it was XES. */
  readonly declarations: XesDeclarations | undefined;
  /** Name for a log that says none. */
  readonly name: string | null;
  /** Whether every case or event that is written has a value. */
  isComplete(column: ColumnSpec): boolean;
  /** The words of the column `lifecycle`. */
  readonly lifecycle: readonly string[];
  /** False: only some of the cases may be known of, so that what the log says of all of them is left out. */
  readonly ofAllCases: boolean;
  readonly lifecycleEvents: boolean;
}

type Layout = Readonly<Record<ColumnLevel, readonly XesNode[]>>;

/** The document that a log becomes: its header, and where each column is written. */
export function xesDocument(source: DocumentSource): XesDocument {
  const { declarations, lifecycleEvents } = source;
  const layout = xesLayout({ ...source, sources: declarations?.columns ?? {} });
  const attributes = source.ofAllCases ? (declarations?.attributes ?? describing(source)) : [];
  const globals = globalsOf(source, layout);
  const header = {
    extensions: [...(declarations?.extensions ?? [])],
    globals,
    classifiers: classifiersOf(source, layout),
    attributes,
  };
  const used = [
    ...['concept:name', ...(lifecycleEvents ? ['lifecycle:transition'] : [])],
    ...[...layout.case, ...layout.event].flatMap((node) => [...nodeKeys(node)]),
    ...keysIn([...attributes, ...globals.flatMap((global) => global.attributes)]),
  ];
  header.extensions.push(...standardExtensions(used, header.extensions));
  const nested =
    isNested([...layout.case, ...layout.event]) ||
    holdsOthers([...attributes, ...globals.flatMap((global) => global.attributes)]);
  return { header: headerText(header, nested ? 'nested-attributes' : null), attributes: layout, lifecycleEvents };
}

function* nodeKeys({ key, nested, entries }: XesNode): Generator<string> {
  yield key;
  for (const child of nested) yield* nodeKeys(child);
  for (const child of entries) yield* nodeKeys(child);
}

/** What a log that did not come as XES says of itself: its name, and the lifecycle it follows. */
function describing({ name, lifecycle }: DocumentSource): XesAttribute[] {
  const words = lifecycle.filter((word) => word !== '');
  const standard = words.length > 0 && words.every((word) => STANDARD_LIFECYCLE.has(word));
  return [
    ...(name === null ? [] : [{ key: 'concept:name', type: 'string' as const, value: name }]),
    ...(standard ? [{ key: 'lifecycle:model', type: 'string' as const, value: 'standard' }] : []),
  ];
}

/** Attributes declared for all traces or events: those that each of them really has. */
function globalsOf(source: DocumentSource, layout: Layout): XesHeader['globals'] {
  const { declarations } = source;
  if (!declarations) return usualGlobals(source, layout);
  return declarations.globals.flatMap(({ scope, attributes }) => {
    const nodes = layout[scope === 'trace' ? 'case' : 'event'];
    const kept = attributes.filter((attribute) => isEverywhere(attribute, nodes, scope, source));
    return kept.length > 0 ? [{ scope, attributes: kept }] : [];
  });
}

function isEverywhere(
  { key, value, children = [], values = [] }: XesAttribute,
  nodes: readonly XesNode[],
  scope: XesDeclaredScope | null,
  source: DocumentSource,
): boolean {
  if (scope === 'trace' && key === 'concept:name') return true;
  const node = nodes.find((one) => one.key === key);
  if (!node || (source.lifecycleEvents && node.column?.id === COLUMNS.startTime)) return false;
  const inside = [...children.map((c) => [c, node.nested] as const), ...values.map((v) => [v, node.entries] as const)];
  const itself =
    value === null ? node.list && inside.length > 0 : node.column !== null && source.isComplete(node.column);
  return itself && inside.every(([attribute, among]) => isEverywhere(attribute, among, null, source));
}

/** Defaults that say "not known" in each type. */
const DEFAULTS: Readonly<Record<string, string>> = {
  ...{ string: 'UNKNOWN', id: '', date: '1970-01-01T00:00:00.000+00:00', int: '0', float: '0', boolean: 'false' },
};
const USUAL: readonly string[] = [COLUMNS.activity, COLUMNS.time, COLUMNS.resource, COLUMNS.lifecycle];

function usualGlobals(source: DocumentSource, { event }: Layout): XesHeader['globals'] {
  const classified = source.classifiers.flatMap(({ column, parts }) => parts ?? [column]);
  const wanted = event.filter(
    ({ column }) =>
      column && (USUAL.includes(column.id) || classified.includes(column.id)) && source.isComplete(column),
  );
  const named: XesAttribute = { key: 'concept:name', type: 'string', value: DEFAULTS.string! };
  const ofEvents = wanted.map(({ key, type }): XesAttribute => ({ key, type, value: DEFAULTS[type]! }));
  return [
    { scope: 'trace', attributes: [named] },
    ...(ofEvents.length > 0 ? [{ scope: 'event' as const, attributes: ofEvents }] : []),
  ];
}

/** Those that the log declared, usable or not, and those that came by a mapping. */
function classifiersOf({ declarations, classifiers }: DocumentSource, { event }: Layout): XesHeader['classifiers'] {
  const declared = declarations?.classifiers ?? [];
  const known = new Set(declared.map(({ name }) => name));
  const mapped = classifiers.flatMap(({ name, column, parts }) => {
    const keys = (parts ?? [column]).map((id) => event.find((node) => node.column?.id === id)?.key);
    return known.has(name) || keys.includes(undefined)
      ? []
      : [{ name, scope: 'event' as const, keys: keys as string[] }];
  });
  return [...declared, ...mapped];
}
