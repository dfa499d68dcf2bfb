import { nearest, type TObject, type TSchema, Value } from '#sdk';
import type { Node, Origin, Problem, TableNode } from './node.ts';
import { choicesOf, isSecret, keysOf, kindOf, settingsOf } from './setting.ts';

/** A secret that stands in a file. */
export interface SecretFile {
  readonly name: string;
  readonly file: string;
  readonly at: Origin;
}

/** What the walk over schema and nodes gathers. */
export interface Checked {
  /** The whole schema, for a key that is right in another section. */
  readonly root: TObject;
  readonly problems: Problem[];
  /** By dotted name of the setting. */
  readonly origins: Map<string, Origin>;
  readonly secretFiles: SecretFile[];
}

/** Holds the nodes against the schema, fills defaults and collects every problem, not only the first. */
export function checkSection(schema: TObject, table: TableNode | null, prefix: string, to: Checked) {
  const value: Record<string, unknown> = {};
  for (const [key, entry] of table?.entries ?? [])
    if (!keysOf(schema).includes(key))
      to.problems.push({ at: entry.keyAt, name: prefix + key, message: unknownKey(schema, prefix, key, to.root) });
  for (const [key, child] of Object.entries(schema.properties)) {
    const name = prefix + key;
    const node = table?.entries.get(key)?.node ?? null;
    if (kindOf(child) === 'section') value[key] = section(child as TObject, node, name, to);
    else if (kindOf(child) === 'tables') value[key] = tables(child, node, name, to);
    else if (isSecret(child)) value[key] = secretValue(child, table, key, name, to);
    else value[key] = setting(child, node, name, to);
  }
  return value;
}

function section(schema: TObject, node: Node | null, name: string, to: Checked) {
  if (node && node.kind !== 'table')
    to.problems.push({ at: node.at, name, message: `"${name}" is a section: write [${name}] and its keys below.` });
  return checkSection(schema, node?.kind === 'table' ? node : null, `${name}.`, to);
}

function tables(schema: TSchema, node: Node | null, name: string, to: Checked): unknown[] {
  to.origins.set(name, node?.at ?? { kind: 'default' });
  const items = node?.kind === 'list' ? node.items : [];
  const isRight = !node || (node.kind === 'list' && items.every((item) => item.kind === 'table'));
  if (!isRight)
    to.problems.push({ at: node.at, name, message: `"${name}" are tables: write [[${name}]] and its keys below.` });
  return items
    .filter((item) => item.kind === 'table')
    .map((item, i) => {
      to.origins.set(`${name}.${i}`, item.at);
      return checkSection(schema.items as TObject, item, `${name}.${i}.`, to);
    });
}

function setting(schema: TSchema, node: Node | null, name: string, to: Checked): unknown {
  to.origins.set(name, node?.at ?? { kind: 'default' });
  if (!node && schema.default === undefined) {
    const at = to.origins.get(name.slice(0, name.lastIndexOf('.'))) ?? { kind: 'default' };
    to.problems.push({ at, name, message: `"${name}" is missing; it must be ${expected(schema)}.` });
    return '';
  }
  if (!node) return structuredClone(schema.default);
  const value = plain(node);
  if (Value.Check(schema, value)) return value;
  to.problems.push({ at: placeOf(schema, node), name, message: mismatch(schema, name, value) });
  return structuredClone(schema.default);
}

function secretValue(schema: TSchema, table: TableNode | null, key: string, name: string, to: Checked): unknown {
  const direct = table?.entries.get(key);
  const byFile = table?.entries.get(`${key}_file`);
  if (direct && byFile && direct.keyAt.kind === byFile.keyAt.kind)
    to.problems.push({ at: byFile.keyAt, name, message: `"${name}" is set twice: by value and by "${key}_file".` });
  // The environment wins over the file, whichever of the two forms it uses.
  if (byFile && (!direct || byFile.keyAt.kind === 'env')) {
    to.origins.set(name, byFile.node.at);
    const file = plain(byFile.node);
    if (typeof file === 'string' && file) to.secretFiles.push({ name, file, at: byFile.node.at });
    else to.problems.push({ at: byFile.node.at, name, message: `"${name}_file" must be the path of a file.` });
    return '';
  }
  return setting(schema, direct?.node ?? null, name, to);
}

/** The value without its places. Tables get no prototype, so that "__proto__" is a key like any other. */
function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  const value: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of node.entries) value[key] = plain(entry.node);
  return value;
}

/** The entry that is wrong, where only one of a list or table is. */
function placeOf(schema: TSchema, node: Node): Origin {
  if (node.kind === 'list' && kindOf(schema) === 'list')
    return node.items.find((item) => !Value.Check(schema.items as TSchema, plain(item)))?.at ?? node.at;
  if (node.kind === 'table' && kindOf(schema) === 'by-name') {
    const entry = Object.values(schema.patternProperties as Record<string, TSchema>)[0] as TSchema;
    return [...node.entries.values()].find((e) => !Value.Check(entry, plain(e.node)))?.node.at ?? node.at;
  }
  return node.at;
}

function unknownKey(schema: TObject, prefix: string, key: string, root: TObject): string {
  const near = nearest(key, keysOf(schema));
  const meant = near ? prefix + near : settingsOf(root).find((s) => s.name.endsWith(`.${key}`))?.name;
  return `There is no setting "${prefix}${key}".${meant ? ` Did you mean "${meant}"?` : ''}`;
}

function mismatch(schema: TSchema, name: string, value: unknown): string {
  const shown = isSecret(schema) ? 'that' : JSON.stringify(value)?.slice(0, 80);
  return `"${name}" must be ${expected(schema)}, not ${shown}.`;
}

/** What a setting takes, in words; the example file and the manual say the same. */
export function expected(schema: TSchema): string {
  const kind = kindOf(schema);
  if (kind === 'choice')
    return `one of ${choicesOf(schema)
      .map((c) => `"${c}"`)
      .join(', ')}`;
  if (kind === 'boolean') return 'true or false';
  if (kind === 'list') return `a list of texts${form(schema.items)}`;
  if (kind === 'tables') return 'tables, any number of them';
  if (kind === 'by-name') return `texts by name${form(Object.values(schema.patternProperties)[0])}`;
  if (kind === 'string') return `a text${form(schema)}`;
  return `${kind === 'integer' ? 'a whole number' : 'a number'}${range(schema)}`;
}

const form = (schema: unknown): string => {
  const { pattern, form } = schema as { pattern?: string; form?: string };
  return form ? ` like ${form}` : pattern ? ` of the form ${pattern}` : '';
};

function range(schema: TSchema): string {
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : ` of at least ${minimum}`;
}
