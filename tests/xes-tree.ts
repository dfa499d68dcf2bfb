/** XES documents read by an independent parser (saxes) into plain trees, and the structure rules of IEEE 1849 checked on them. */
import { SaxesParser } from 'saxes';

export interface XesItem {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XesItem[];
}

/** Calls `done` with every direct child of the root, as soon as it is read. Gives the attributes of the root. */
export function readItems(bytes: Uint8Array, done: (item: XesItem) => void): Readonly<Record<string, string>> {
  const open: XesItem[] = [];
  let root: Readonly<Record<string, string>> = {};
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const item: XesItem = { name, attributes: { ...attributes }, children: [] };
    open.at(-1)?.children.push(item);
    open.push(item);
  });
  parser.on('closetag', () => {
    const item = open.pop()!;
    if (open.length === 0) root = item.attributes;
    if (open.length !== 1) return;
    open[0]!.children.length = 0;
    done(item);
  });
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; at += 1 << 20)
    parser.write(decoder.decode(bytes.subarray(at, at + (1 << 20)), { stream: true }));
  parser.close();
  return root;
}

type Value = string | number | boolean | null;
export type Facts = Record<string, Value>;

/** What the attributes of a trace or event say, by path; times as instants, numbers as numbers. Empty values say nothing. */
export function factsOf(items: readonly XesItem[], path = '', into: Facts = {}): Facts {
  const seen = new Map<string, number>();
  for (const { name, attributes, children } of items) {
    if (name === 'event') continue;
    if (name === 'values') {
      factsOf(children, `${path}[values]`, into);
      continue;
    }
    const { key = '', value = '' } = attributes;
    const place = (seen.get(key) ?? 0) + 1;
    seen.set(key, place);
    const own = `${path}/${key}${place > 1 && path !== '' ? `#${place}` : ''}`;
    if (value !== '') into[own] = `${name} ${valueText(name, key, value)}`;
    factsOf(children, name === 'container' ? `${own}[values]` : own, into);
  }
  return into;
}

function valueText(type: string, key: string, value: string): string {
  if (type === 'date') {
    const offset = key === 'time:timestamp' ? value.replace(/^.*T[^Z+-]*/, '').replace('Z', '+00:00') : '';
    return `${Date.parse(value)} ${offset}`;
  }
  if ((type === 'int' && Number.isSafeInteger(Number(value))) || type === 'float') return String(Number(value));
  return value;
}

/** The log's own elements as they are, in order. */
export interface HeaderFacts {
  readonly root: Readonly<Record<string, string>>;
  readonly declared: readonly XesItem[];
}

export interface TraceFacts {
  readonly name: string;
  readonly attributes: Facts;
  readonly events: readonly Facts[];
}

/** Everything that a document says, traces one at a time. */
export function readDocument(bytes: Uint8Array, onTrace: (trace: TraceFacts) => void): HeaderFacts {
  const declared: XesItem[] = [];
  const root = readItems(bytes, (item) => {
    if (item.name !== 'trace') {
      declared.push(item);
      return;
    }
    const attributes = factsOf(item.children);
    const events = item.children.filter(({ name }) => name === 'event').map(({ children }) => factsOf(children));
    onTrace({
      name: String(attributes['/concept:name'] ?? '').replace(/^\w+ /, ''),
      attributes,
      events: inTime(events),
    });
  });
  return { root, declared };
}

/** Events of a trace in the order of their times, as every log is read; equal ones, and traces with an untimed one, stay. */
function inTime(events: readonly Facts[]): Facts[] {
  const at = (event: Facts) => Number(/^date (-?\d+)/.exec(String(event['/time:timestamp']))?.[1]);
  return events.some((event) => Number.isNaN(at(event))) ? [...events] : events.toSorted((a, b) => at(a) - at(b));
}

const LEXICAL: Readonly<Record<string, RegExp>> = {
  string: /^[\s\S]*$/,
  id: /^[\s\S]*$/,
  date: /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  int: /^[+-]?\d+$/,
  float: /^([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|-?INF|NaN)$/,
  boolean: /^(true|false|1|0)$/,
};
const ORDER = ['extension', 'global', 'classifier', 'attribute', 'trace', 'event'];
const STANDARD = ['concept', 'lifecycle', 'org', 'time', 'semantic', 'identity', 'cost', 'micro', 'swevent'];
const STANDARD_PREFIXES = new Set([...STANDARD, 'swcomm', 'swtelemetry', 'artlifecycle']);

/** What a document breaks of the rules that the schema of IEEE 1849-2016 states, and of what it says of globals and classifiers. */
export function brokenRules(bytes: Uint8Array): string[] {
  const broken: string[] = [];
  const prefixes = new Set<string>();
  const globals: Record<string, string[]> = { trace: [], event: [] };
  let last = 0;
  let nested = false;
  const component = (items: readonly XesItem[], where: string, repeats = false) => {
    const keys = items.map(({ attributes }) => attributes.key);
    if (!repeats && new Set(keys).size < keys.length) broken.push(`a key stands twice in ${where}`);
    for (const { name, attributes, children } of items) {
      const { key, value } = attributes;
      if (!key) broken.push(`an attribute without a key in ${where}`);
      const prefix = /^([^:]+):/.exec(key ?? '')?.[1];
      if (prefix && STANDARD_PREFIXES.has(prefix) && !prefixes.has(prefix))
        broken.push(`"${key}" without its extension`);
      const attributesOfIt = children.filter((child) => child.name !== 'values');
      if (children.length > 0) nested = true;
      if (name === 'list') {
        const values = children.filter((child) => child.name === 'values');
        if (values.length !== 1 || children.at(-1) !== values[0])
          broken.push(`the list "${key}" has no values at its end`);
        component(values[0]?.children ?? [], `the values of "${key}"`, true);
      } else if (!LEXICAL[name]) broken.push(`<${name}> is no attribute`);
      else if (value === undefined || !LEXICAL[name].test(value)) broken.push(`"${key}" = "${value}" is no ${name}`);
      component(attributesOfIt, `"${key}"`);
    }
  };
  const promised = (scope: 'trace' | 'event', items: readonly XesItem[]) => {
    const keys = new Set(items.map(({ attributes }) => attributes.key));
    for (const key of globals[scope]!) if (!keys.has(key)) broken.push(`a ${scope} lacks the global "${key}"`);
  };
  const root = readItems(bytes, ({ name, attributes, children }) => {
    const rank = ORDER.indexOf(LEXICAL[name] || name === 'list' ? 'attribute' : name);
    if (rank < last) broken.push(`<${name}> stands too late`);
    last = rank;
    if (name === 'extension') prefixes.add(attributes.prefix!);
    else if (name === 'classifier') {
      if (!attributes.name || !attributes.keys || !/^(trace|event)$/.test(attributes.scope!))
        broken.push('a classifier');
    } else if (name === 'global') {
      component(children, 'a global');
      globals[attributes.scope!]!.push(...children.map((child) => child.attributes.key!));
    } else if (name === 'trace') {
      const [own, events] = [children.filter((c) => c.name !== 'event'), children.filter((c) => c.name === 'event')];
      if (children.slice(0, own.length).some((c) => c.name === 'event')) broken.push('attributes behind events');
      component(own, 'a trace');
      promised('trace', own);
      for (const event of events) {
        component(event.children, 'an event');
        promised('event', event.children);
      }
    } else component([{ name, attributes, children }], 'the log', true);
  });
  if (!/^\d+(\.\d+)?$/.test(root['xes.version'] ?? '')) broken.push('no xes.version');
  if (nested !== (root['xes.features'] === 'nested-attributes')) broken.push('xes.features');
  return [...new Set(broken)];
}
