import { nearest, type TObject, type TSchema } from '#sdk';
import { emptyTable, type Node, type Origin, type Problem, type TableNode } from './node.ts';
import { isSecret, keysOf, kindOf, settingsOf } from './setting.ts';

const PREFIX = 'ADIT__';

/**
 * Lays the variables `ADIT__SECTION__KEY` over what the file says. Lists and tables come as JSON, lists also by
 * index (`…__0`), a setting of one of many tables by the index of its table (`…__0__KEY`); secrets by file as `…__KEY__FILE` or `…__KEY_FILE`. A variable that names no setting is a problem.
 */
export function overlayEnv(
  root: TableNode,
  schema: TObject,
  env: Readonly<Record<string, string | undefined>>,
): Problem[] {
  const problems: Problem[] = [];
  for (const name of Object.keys(env).toSorted()) {
    const raw = env[name];
    if (!name.startsWith(PREFIX) || raw === undefined) continue;
    const at: Origin = { kind: 'env', name };
    const problem = set(root, schema, name.slice(PREFIX.length).toLowerCase().split('__'), raw, at);
    if (problem !== null) problems.push({ at, name: '', message: problem });
  }
  return problems;
}

/** Null when it was set; otherwise what is wrong. */
function set(root: TableNode, schema: TObject, path: string[], raw: string, at: Origin): string | null {
  let table = root;
  let section = schema;
  for (let i = 0; i < path.length; i++) {
    const key = path[i] as string;
    const rest = path.slice(i + 1);
    const child = section.properties[key];
    if (child && kindOf(child) === 'section' && rest.length > 0) {
      table = childTable(table, key, at);
      section = child as TObject;
      continue;
    }
    if (child && kindOf(child) === 'tables' && rest.length > 1) {
      const item = itemTable(table, key, rest[0] as string, at);
      if (typeof item === 'string') return item;
      table = item;
      section = child.items as TObject;
      i++;
      continue;
    }
    if (child && kindOf(child) !== 'section') return setSetting(table, key, child, rest, raw, at);
    if (rest.length === 0 && !child && keysOf(section).includes(key))
      return put(table, key, { kind: 'scalar', at, value: raw }, at);
    return unknown(schema, path);
  }
  return unknown(schema, path);
}

function setSetting(
  table: TableNode,
  key: string,
  schema: TSchema,
  rest: string[],
  raw: string,
  at: Origin,
): string | null {
  if (rest.length === 0) return putParsed(table, key, schema, raw, at);
  if (isSecret(schema) && rest.length === 1 && rest[0] === 'file')
    return put(table, `${key}_file`, { kind: 'scalar', at, value: raw }, at);
  if (kindOf(schema) === 'list' && rest.length === 1 && /^\d{1,4}$/.test(rest[0] as string))
    return putItem(table, key, schema, Number(rest[0]), raw, at);
  return 'This variable names no setting: what stands before the last "__" has no parts.';
}

function putParsed(table: TableNode, key: string, schema: TSchema, raw: string, at: Origin): string | null {
  const node = parsed(schema, raw, at);
  return node
    ? put(table, key, node, at)
    : `The value must be JSON (${kindOf(schema) === 'list' ? '["…"]' : '{"name": "…"}'}).`;
}

function putItem(
  table: TableNode,
  key: string,
  schema: TSchema,
  index: number,
  raw: string,
  at: Origin,
): string | null {
  const known = table.entries.get(key)?.node;
  const items = known?.kind === 'list' ? known.items : [];
  if (index > items.length)
    return `The list "${key}" has ${items.length} entries so far; the next index is ${items.length}.`;
  const node = parsed(schema.items as TSchema, raw, at);
  if (!node) return 'The value must be JSON.';
  items[index] = node;
  return known?.kind === 'list' ? null : put(table, key, { kind: 'list', at, items }, at);
}

/** Text is taken as it stands; everything else as the schema wants it, left as text where it does not fit. */
function parsed(schema: TSchema, raw: string, at: Origin): Node | null {
  const kind = kindOf(schema);
  if (kind === 'string' || kind === 'choice') return { kind: 'scalar', at, value: raw };
  if (kind === 'boolean') return { kind: 'scalar', at, value: raw === 'true' ? true : raw === 'false' ? false : raw };
  if (kind === 'integer' || kind === 'number') {
    const isNumber = /^[+-]?\d+(\.\d+)?$/.test(raw);
    return { kind: 'scalar', at, value: isNumber ? Number(raw) : raw };
  }
  try {
    return fromJson(JSON.parse(raw), at);
  } catch {
    return null;
  }
}

function fromJson(value: unknown, at: Origin): Node {
  if (Array.isArray(value)) return { kind: 'list', at, items: value.map((item) => fromJson(item, at)) };
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', at, value };
  const table = emptyTable(at);
  for (const [key, item] of Object.entries(value)) table.entries.set(key, { keyAt: at, node: fromJson(item, at) });
  return table;
}

function put(table: TableNode, key: string, node: Node, at: Origin): null {
  table.entries.set(key, { keyAt: at, node });
  return null;
}

function childTable(table: TableNode, key: string, at: Origin): TableNode {
  const known = table.entries.get(key)?.node;
  if (known?.kind === 'table') return known;
  const made = emptyTable(at);
  // A scalar where a section belongs is reported by the check; the variable must not hide it.
  if (!known) table.entries.set(key, { keyAt: at, node: made });
  return made;
}

/** One of tables, by its index; the next one is made. */
function itemTable(table: TableNode, key: string, index: string, at: Origin): TableNode | string {
  const known = table.entries.get(key)?.node;
  const items = known?.kind === 'list' ? known.items : [];
  if (!/^\d{1,4}$/.test(index) || Number(index) > items.length)
    return `"${key}" has ${items.length} tables so far; the next index is ${items.length}.`;
  const item = items[Number(index)] ?? emptyTable(at);
  if (item.kind !== 'table') return `Entry ${index} of "${key}" is no table.`;
  items[Number(index)] = item;
  if (known?.kind !== 'list') put(table, key, { kind: 'list', at, items }, at);
  return item;
}

function unknown(schema: TObject, path: string[]): string {
  const names = settingsOf(schema).map((s) => PREFIX + s.name.toUpperCase().replaceAll('.', '__'));
  const near = nearest(PREFIX + path.join('__'), names);
  return `This variable names no setting.${near ? ` Did you mean ${near}?` : ''}`;
}
